"""What everybody sees, what lies near, who follows, and the figures."""

from datetime import date, timedelta

import pytest
from django.apps import apps

from digigov.kernel.actor import ANONYMOUS
from digigov.kernel.errors import InvalidInput, NotFound
from digigov.kernel.paging import Page
from digigov.modules.catalog.testing import load_tiny
from digigov.modules.identity.testing import make_me
from digigov.modules.service_requests import commands, queries
from digigov.modules.service_requests.policies import follow_token
from digigov.modules.service_requests.testing import AT, HERE, MACHINE, liaison, make_evidence, make_request

pytestmark = pytest.mark.django_db
LIA = liaison()
DAY = timedelta(days=1)
SECRET = "Zebedina Quillfeather lives there"


@pytest.fixture(autouse=True)
def _country():
    load_tiny()


def near(meters=0):
    return {"place": {**HERE, "latitude": 14.0 + meters / 111_200}, "smells": True, "description": SECRET}


def messages(**which):
    return apps.get_model("notifications", "Message").objects.filter(**which)


class TestTheList:
    def test_holds_no_word_of_the_reporter_and_nobody(self):
        opened = make_request(answers={**near(), "place": {**HERE, "landmark": SECRET}})
        commands.reply_to_request(by=MACHINE, at=AT, request_id=opened.id, text=SECRET, channel="sms")

        everything = str(queries.list_public(at=AT, filters=queries.PublicFilters(), page=Page()))
        everything += str(queries.get_public(opened.reference)) + str(
            queries.list_points(at=AT, filters=queries.PublicFilters())
        )
        assert opened.reference in everything
        assert "Quillfeather" not in everything
        assert "example.org" not in everything

    def test_shows_what_an_officer_wrote_and_nothing_an_officer_took_off(self):
        opened = make_request()
        commands.publish_text(by=LIA, at=AT, request_id=opened.id, text="A stall at the market", is_public=True)
        assert queries.get_public(opened.reference).text == "A stall at the market"

        commands.publish_text(by=LIA, at=AT, request_id=opened.id, text="", is_public=False)
        with pytest.raises(NotFound):
            queries.get_public(opened.reference)

    def test_what_cannot_be_public_stays_so(self):
        opened = make_request(category="shop-prices")
        commands.publish_text(by=LIA, at=AT, request_id=opened.id, text="Prices", is_public=True)

        with pytest.raises(NotFound):
            queries.get_public(opened.reference)

    def test_is_filtered_and_paged(self):
        first, second = make_request(at=AT - 20 * DAY), make_request(at=AT)
        commands.close_request(
            by=LIA, at=AT, request_id=first.id, evidence="photo", text="Done", file_ids=[make_evidence(LIA)]
        )

        def listed(size=25, **which):
            found = queries.list_public(at=AT, filters=queries.PublicFilters(**which), page=Page(size=size))
            return [each.reference for each in found]

        assert listed() == [second.reference, first.reference]
        assert listed(size=1) == [second.reference]
        assert listed(days=7) == [second.reference]
        assert listed(state="answered") == [first.reference]
        assert listed(state="open") == [second.reference]
        assert listed(category="shop-prices") == []
        assert listed(district="Nowhere") == []


class TestNearby:
    def test_is_what_lies_near_is_young_and_not_closed_the_nearest_first(self):
        far, close = make_request(answers=near(90)), make_request(answers=near(10))
        make_request(answers=near(150))
        make_request(answers=near(), at=AT - 40 * DAY)
        found = queries.list_nearby(at=AT, category="dirty-stall", latitude=14.0, longitude=-61.0)

        assert [(each.reference, each.meters) for each in found] == [(close.reference, 10), (far.reference, 90)]


class TestFollowing:
    def test_is_told_once_and_hears_what_becomes_of_it(self):
        opened, me = make_request(), make_me()
        for _twice in range(2):
            commands.follow_request(by=me, at=AT, request_id=opened.id)
        assert messages(party_id=me.party_id, template="request-followed").count() == 1

        commands.start_work(by=LIA, at=AT, request_id=opened.id, text="A crew goes there.")
        entry = apps.get_model("service_requests", "Entry").objects.get(request_id=opened.id, kind="acted")
        for _twice in range(2):
            assert commands.tell_entry(by=MACHINE, at=AT, entry_id=entry.id) == 1
        assert messages(party_id=me.party_id, template="request-news").count() == 1

    def test_what_goes_to_the_reporter_alone_is_not_told(self):
        opened = make_request()
        commands.follow_request(by=ANONYMOUS, at=AT, request_id=opened.id, email="f@example.org")
        commands.acknowledge_request(by=LIA, at=AT, request_id=opened.id, text="Dear Zebedina")

        assert not apps.get_model("procrastinate", "ProcrastinateJob").objects.filter(
            task_name="service_requests.tell_followers"
        )

    def test_needs_an_address_of_a_stranger(self):
        with pytest.raises(InvalidInput):
            commands.follow_request(by=ANONYMOUS, at=AT, request_id=make_request().id)

    def test_ends_by_the_link_and_by_no_other(self):
        opened = make_request()
        follower = commands.follow_request(by=ANONYMOUS, at=AT, request_id=opened.id, email="f@example.org")
        for token in ("x", follow_token(follower)[:-1] + "!"):
            with pytest.raises(commands.LinkWorksNoMore):
                commands.stop_following(by=ANONYMOUS, at=AT, token=token)
        with pytest.raises(NotFound):
            commands.stop_following(by=ANONYMOUS, at=AT, request_id=opened.id)
        assert queries.get_public(opened.reference).followers == 1

        commands.stop_following(by=ANONYMOUS, at=AT, token=follow_token(follower))
        assert queries.get_public(opened.reference).followers == 0


class TestFigures:
    month = date(2026, 6, 1)

    def test_are_those_that_anybody_counts_from_the_rows(self):
        late, done, said_no = make_request(), make_request(), make_request(category="shop-prices")
        commands.acknowledge_request(by=LIA, at=AT + 5 * DAY, request_id=late.id)
        for opened, kind in ((done, "photo"), (said_no, "written")):
            given = {"evidence": kind, "text": "It was cleaned by the crew", "file_ids": [make_evidence(LIA)]}
            commands.close_request(by=LIA, at=AT + 2 * DAY, request_id=opened.id, **given)
        commands.confirm_request(by=MACHINE, at=AT + 3 * DAY, request_id=done.id, is_done=True)
        commands.confirm_request(by=MACHINE, at=AT + 3 * DAY, request_id=said_no.id, is_done=False)

        (trade,) = queries.figures_of(month=self.month)
        assert (trade.ministry, trade.opened, trade.answered, trade.closed) == ("trade", 3, 1, 1)
        assert (trade.in_time, trade.median_days, trade.reopened) == (0, 2.0, 1)
        assert (trade.yes, trade.no, trade.silent) == (1, 1, 0)
        assert queries.count(queries.every_row(month=self.month)) == (trade,)
        assert not queries.figures_of(month=date(2026, 5, 1))

    def test_rows_name_no_category_that_is_not_public(self):
        make_request(category="shop-prices")

        (only,) = queries.list_rows(month=self.month, page=Page())
        assert only.category == ""
