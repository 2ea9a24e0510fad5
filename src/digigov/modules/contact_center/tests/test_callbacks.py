"""Promised calls: a place that is kept, a time that is chosen, and what becomes of them."""

from datetime import timedelta

import pytest

from digigov.kernel.actor import ANONYMOUS
from digigov.kernel.clock import local
from digigov.kernel.errors import InvalidInput, NotAllowed, NotFound
from digigov.modules.contact_center import commands, queries, routing
from digigov.modules.contact_center.commands import AlreadyPromised, NoRoomThen, NotWaitingAnyMore
from digigov.modules.contact_center.models import Callback, Contact
from digigov.modules.contact_center.testing import AT, CHANNEL, after, arrive, make_center, present

pytestmark = pytest.mark.django_db
PHONE = "758 555 0142"
MIDDAY = AT + timedelta(hours=2)


@pytest.fixture(autouse=True)
def center(request):
    if "fresh_database" not in request.fixturenames:
        make_center()


def book(due_at=MIDDAY, *, phone=PHONE, by=CHANNEL):
    return commands.book_callback(by=by, at=AT, phone=phone, language="en", due_at=due_at)


class TestKeepPlace:
    def test_the_call_back_stands_where_the_caller_stood(self):
        first = arrive(at=AT)
        arrive(at=after(30))
        callback_id = commands.keep_place(by=CHANNEL, at=after(60), contact_id=first, phone=PHONE)

        agent = present(at=after(61))
        offer = routing.assign_one(at=after(61))
        assert offer.contact_id == Callback.objects.get(id=callback_id).contact_id
        assert Contact.objects.get(id=offer.contact_id).channel == "callback"
        assert (Contact.objects.get(id=first).outcome, offer.agent_id) == ("callback", agent.party_id)

    def test_not_for_somebody_who_is_being_answered(self):
        agent = present()
        contact_id = arrive()
        routing.assign_all(at=AT)
        commands.accept_contact(by=agent, at=AT, contact_id=contact_id)
        with pytest.raises(NotWaitingAnyMore):
            commands.keep_place(by=CHANNEL, at=AT, contact_id=contact_id, phone=PHONE)

    def test_a_ringing_agent_is_free_again(self):
        present()
        contact_id = arrive()
        routing.assign_all(at=AT)
        commands.keep_place(by=CHANNEL, at=after(1), contact_id=contact_id, phone=PHONE)
        assert routing.assign_one(at=after(1)) is not None

    def test_what_is_no_number_keeps_the_caller_in_the_queue(self):
        contact_id = arrive()
        with pytest.raises(InvalidInput):
            commands.keep_place(by=CHANNEL, at=AT, contact_id=contact_id, phone="call me")
        assert Contact.objects.get(id=contact_id).state == "waiting"


class TestBookCallback:
    def test_is_made_when_it_is_due(self):
        callback_id = book()
        commands.tend(at=MIDDAY - timedelta(seconds=1))
        assert not Contact.objects.exists()

        commands.tend(at=MIDDAY)
        commands.tend(at=MIDDAY)

        contact = Contact.objects.get()
        assert (contact.channel, contact.address, contact.direction) == ("callback", "+17585550142", "out")
        assert Callback.objects.get(id=callback_id).state == "queued"

    def test_one_call_for_one_number(self):
        book()
        with pytest.raises(AlreadyPromised):
            book(MIDDAY + timedelta(hours=1))

    @pytest.mark.parametrize("hours", [-1, 12, 24 * 30])
    def test_not_in_the_past_nor_when_the_centre_is_closed_nor_far_ahead(self, hours):
        with pytest.raises(NoRoomThen):
            book(AT + timedelta(hours=hours))

    def test_not_for_strangers(self):
        with pytest.raises(NotAllowed):
            book(by=ANONYMOUS)

    def test_no_more_than_can_be_called(self):
        for n in range(4):
            book(phone=f"758 555 020{n}")
        with pytest.raises(NoRoomThen):
            book(phone="758 555 0209")
        assert MIDDAY not in queries.list_callback_times(at=AT)

    def test_cancelled_it_is_not_made_and_another_can_be_chosen(self):
        commands.cancel_callback(by=CHANNEL, at=AT, callback_id=book())
        commands.tend(at=MIDDAY)
        assert not Contact.objects.exists()
        book(MIDDAY + timedelta(hours=1))

    def test_times_are_offered_within_the_hours_alone(self):
        times = queries.list_callback_times(at=AT)
        assert times[0] == AT + timedelta(minutes=30)
        days = {each.date() for each in times}
        assert (AT + timedelta(days=1)).date() not in days  # a public holiday
        assert [each for each in times if not 7 <= local(each).hour < 19] == []


class TestNoteTried:
    def queued(self, agent):
        book()
        commands.tend(at=MIDDAY)
        contact_id = Contact.objects.get().id
        commands.note_seen(by=agent, at=MIDDAY)
        routing.assign_all(at=MIDDAY)
        commands.accept_contact(by=agent, at=MIDDAY, contact_id=contact_id)
        return contact_id

    def test_nobody_there_is_tried_again_and_given_up_after_the_last(self):
        agent = present(at=MIDDAY - timedelta(seconds=5))
        contact_id = self.queued(agent)
        at = MIDDAY
        for _each in range(3):
            commands.note_tried(by=agent, at=at, contact_id=contact_id, reached=False)
            commands.wrap_up_contact(by=agent, at=at, contact_id=contact_id, wrap_up="passed-on")
            at += timedelta(minutes=30)
            commands.note_seen(by=agent, at=at)
            commands.tend(at=at)
            contact_id = Contact.objects.order_by("-entered_at").first().id
            if Contact.objects.get(id=contact_id).state == "offered":
                commands.accept_contact(by=agent, at=at, contact_id=contact_id)

        assert Contact.objects.count() == 3
        assert Callback.objects.get().state == "missed"

    def test_reached_it_is_done(self):
        agent = present(at=MIDDAY - timedelta(seconds=5))
        contact_id = self.queued(agent)
        commands.note_tried(by=agent, at=MIDDAY, contact_id=contact_id, reached=True)
        assert Callback.objects.get().state == "done"
        with pytest.raises(NotFound):
            commands.note_tried(by=agent, at=MIDDAY, contact_id=contact_id, reached=True)
