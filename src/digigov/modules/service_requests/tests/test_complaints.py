"""What is about an officer or an office goes past them: they neither see nor decide it."""

from dataclasses import replace

import pytest
from django.apps import apps

from digigov.kernel.actor import ANONYMOUS, Actor
from digigov.kernel.errors import InvalidInput, NotAllowed
from digigov.kernel.paging import Page
from digigov.modules.audit.commands import Purpose
from digigov.modules.casework import queries as casework
from digigov.modules.catalog.testing import load_tiny
from digigov.modules.organizations.testing import make_holder
from digigov.modules.parties.testing import make_person
from digigov.modules.service_requests import commands, queries
from digigov.modules.service_requests.commands import About
from digigov.modules.service_requests.testing import AT, agent, liaison, make_request

pytestmark = pytest.mark.django_db
LOOK = Purpose("answer-request")
ABOUT_SHOPS = {"category": "complaint-officer", "about": About(unit="shops")}


@pytest.fixture(autouse=True)
def _country():
    load_tiny()


def row(opened):
    return apps.get_model("service_requests", "Request").objects.get(id=opened.id)


def inbox(viewer: Actor) -> list[str]:
    found = queries.list_inbox(viewer=viewer, at=AT, filters=queries.InboxFilters(which="all"), page=Page())
    return [line.reference for line in found]


class TestGoesPastTheUnit:
    def test_to_the_one_above_it(self):
        opened = make_request(**ABOUT_SHOPS)

        assert (row(opened).unit, row(opened).about_unit, row(opened).is_public) == ("trade", "shops", False)

    def test_a_suggestion_too(self):
        assert row(make_request(category="suggestion", about=About(unit="shops"))).unit == "trade"

    @pytest.mark.parametrize("about", [About(), About(unit="moon")])
    def test_which_it_must_name(self, about):
        with pytest.raises(InvalidInput) as refusal:
            make_request(category="complaint-officer", about=about)
        assert set(refusal.value.errors) == {"about_unit"}

    def test_nobody_answers_where_no_unit_stands_above_or_elsewhere(self):
        with pytest.raises(commands.NobodyAnswers):
            make_request(category="complaint-officer", about=About(unit="trade"))

    def test_is_not_passed_on_to_the_unit_itself(self):
        opened = make_request(**ABOUT_SHOPS)
        with pytest.raises(commands.NotToThem):
            commands.forward_request(
                by=liaison("trade", office="trade"), at=AT, request_id=opened.id, unit="shops", reason="Yours"
            )
        assert row(opened).unit == "trade"


class TestIsKeptFromThem:
    def test_who_sits_in_the_unit_sees_nothing_whatever_their_rights(self):
        opened = make_request(**ABOUT_SHOPS)
        boss = liaison("trade", office="shops")  # rights in the ministry, but a chair in the unit
        watcher = replace(agent(), office="shops")

        for viewer in (boss, watcher, liaison("shops")):
            assert inbox(viewer) == []
            with pytest.raises(NotAllowed):
                queries.get_request(viewer=viewer, at=AT, reference=opened.reference, purpose=LOOK)
        for viewer in (boss, liaison("shops")):
            with pytest.raises(NotAllowed):
                commands.acknowledge_request(by=viewer, at=AT, request_id=opened.id)
        assert row(opened).state == "open"

    def test_the_ministry_and_311_see_it(self):
        opened = make_request(**ABOUT_SHOPS)
        for viewer in (liaison("trade"), agent()):
            assert inbox(viewer) == [opened.reference]
            assert (
                queries.get_request(viewer=viewer, at=AT, reference=opened.reference, purpose=LOOK).about_unit
                == "shops"
            )

    def test_the_officer_it_names_sees_nothing_even_in_the_unit_that_answers(self):
        accused = liaison("trade")
        opened = make_request(category="complaint-officer", about=About(unit="shops", party_id=accused.party_id))

        assert inbox(accused) == []
        with pytest.raises(commands.AboutYourOffice):
            queries.get_request(viewer=accused, at=AT, reference=opened.reference, purpose=LOOK)
        with pytest.raises(commands.AboutYourOffice):
            commands.acknowledge_request(by=accused, at=AT, request_id=opened.id)
        with pytest.raises(NotAllowed):
            casework.get_case(viewer=accused, at=AT, case_id=row(opened).case_id, purpose=LOOK)
        assert casework.list_queue(viewer=accused, at=AT, filters=casework.QueueFilters(), page=Page()).items == ()

    def test_also_when_the_officer_is_named_later(self):
        accused = liaison("trade")
        opened = make_request(**ABOUT_SHOPS)
        assert inbox(accused) == [opened.reference]
        commands.name_subject(by=agent(), at=AT, request_id=opened.id, party_id=accused.party_id)

        assert inbox(accused) == []
        with pytest.raises(NotAllowed):
            casework.get_case(viewer=accused, at=AT, case_id=row(opened).case_id, purpose=LOOK)

    def test_the_ladder_does_not_tell_the_officer_it_names(self):
        accused = make_person()
        make_holder(party_id=accused, role="shop-supervisor", unit="trade")
        opened = make_request(category="complaint-officer", about=About(unit="shops", party_id=accused))
        commands.watch_requests(by=Actor(kind="system"), at=row(opened).answer_due_at)

        messages = apps.get_model("notifications", "Message").objects
        assert not messages.filter(party_id=accused).exists()

    def test_nobody_follows_it_or_finds_it_on_the_public_list(self):
        opened = make_request(**ABOUT_SHOPS)
        with pytest.raises(commands.NotToBeFollowed):
            commands.follow_request(by=ANONYMOUS, at=AT, request_id=opened.id, email="a@example.org")
        assert not queries.list_public(at=AT, filters=queries.PublicFilters(), page=Page()).items
