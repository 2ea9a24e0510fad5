"""A service says how sure it has to be of whoever applies; nothing is lost until that is so."""

from dataclasses import replace
from datetime import date

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from digigov.kernel.actor import system
from digigov.kernel.events import deliver
from digigov.modules.applications import commands, queries
from digigov.modules.applications.testing import AT, hand_in, make_citizen, make_draft
from digigov.modules.applications.tests.test_commands import make_agent
from digigov.modules.assurance.commands import import_proof
from digigov.modules.assurance.testing import make_proved
from digigov.modules.catalog.definitions import Assurance
from digigov.modules.identity.testing import make_account, make_me
from digigov.modules.parties.testing import make_person

pytestmark = pytest.mark.django_db


class TestHandingIn:
    @pytest.mark.parametrize(
        ("levels", "known", "factor", "missing"),
        [
            ({}, 0, False, []),
            ({"identity": 1}, 0, False, ["identity"]),
            ({"identity": 1}, 2, False, []),
            ({"identity": 2}, 2, False, []),
            ({"identity": 3}, 2, False, ["identity"]),
            ({"authentication": 2}, 0, False, ["authentication"]),
            ({"authentication": 2}, 0, True, []),
            ({"identity": 2, "authentication": 2}, 0, False, ["authentication", "identity"]),
        ],
        ids=str,
    )
    def test_what_is_missing(self, levels, known, factor, missing):
        me = replace(make_citizen(), second_factor=factor)
        if known:
            make_proved(me.party_id, number="9100001", at=AT)

        found = queries.missing_for(Assurance(**levels), by=me, at=AT, party_id=me.party_id)
        assert sorted(found) == missing

    def test_it_waits_until_the_person_has_shown_who_they_are(self, make_wanting_draft):
        me, draft_id = make_wanting_draft
        with pytest.raises(commands.NotSureEnough):
            hand_in(me, draft_id)
        assert not queries.get_draft(viewer=queries.Holder(me, ""), draft_id=draft_id).reference
        make_proved(me.party_id, number="9100001", at=AT)

        assert hand_in(me, draft_id).reference

    @pytest.fixture
    def make_wanting_draft(self, monkeypatch):
        me = make_citizen()
        draft_id = make_draft(me)
        offered = queries.catalog.get_service("shop-licence")
        wanting = replace(
            offered, definition=offered.definition.model_copy(update={"assurance": Assurance(identity=1)})
        )
        monkeypatch.setattr("digigov.modules.catalog.queries.get_service", lambda *_service: wanting)
        return me, draft_id


def test_what_a_counter_took_in_is_the_person_s_once_they_have_shown_who_they_are():
    marie = {"given_names": "Marie Anne", "family_name": "Félix", "born_on": date(1950, 2, 3)}
    written, agent = make_person(**marie, national_id="9500203"), make_agent()
    hand_in(agent, make_draft(agent, party_id=written, agreement="spoken"))
    me = make_me(party_id=make_person(given_names="Marie", family_name="FELIX"))

    import_proof(by=system("test"), at=AT, party_id=me.party_id, national_id="9500203", **marie)
    for job in ProcrastinateJob.objects.filter(task_name="deliver_event").order_by("id"):
        if job.args["to"].startswith("applications"):
            deliver(**job.args)
            deliver(**job.args)

    assert queries.count_written_down(party_id=written) == 0
    assert len(queries.list_applications(viewer=me, at=AT, page=queries.Page())) == 1


def test_nobody_else_takes_it_who_signs_in_already():
    written = make_person(given_names="Marie", family_name="Félix", national_id="9500203")
    make_account(party_id=written)
    me = make_me(party_id=make_person(given_names="Marie", family_name="Félix"))

    assert not import_proof(
        by=system("test"), at=AT, party_id=me.party_id, national_id="9500203", given_names="Marie", family_name="Félix",
        born_on=date(1950, 2, 3),
    )  # fmt: skip
