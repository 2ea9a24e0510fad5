"""The same moment, several of them."""

from datetime import timedelta

from digigov.modules.contact_center import commands
from digigov.modules.contact_center.commands import NoRoomThen, NotWaiting
from digigov.modules.contact_center.models import Callback, Contact, Event
from digigov.modules.contact_center.testing import AT, CHANNEL, after, arrive, make_center, present
from tests.at_once import at_once

MIDDAY = AT + timedelta(hours=2)


def test_of_six_who_want_the_last_four_calls_of_a_window_four_get_them(fresh_database):
    make_center()

    def book(n):
        return lambda: commands.book_callback(by=CHANNEL, at=AT, phone=f"758 555 030{n}", language="en", due_at=MIDDAY)

    results = at_once(*(book(n) for n in range(6)))
    assert results.count(NoRoomThen) == 2
    assert Callback.objects.filter(state="booked").count() == 4


def test_a_caller_who_hangs_up_while_the_agent_answers_is_one_or_the_other(fresh_database):
    make_center()
    agent = present()
    contact_id = arrive()
    assert Contact.objects.get(id=contact_id).state == "offered"  # given out by the commit

    answered, _gone = at_once(
        lambda: commands.accept_contact(by=agent, at=after(1), contact_id=contact_id),
        lambda: commands.abandon_contact(by=CHANNEL, at=after(1), contact_id=contact_id),
    )

    state = Contact.objects.get(id=contact_id).state
    assert (answered, state) in ((None, "active"), (NotWaiting, "abandoned"))


def test_the_same_contact_brought_six_times_at_once_is_one(fresh_database):
    make_center()
    same = commands.Arrival(channel="sms", language="en", address="+17585550301", external_id="smsc-7")

    results = at_once(*(lambda: commands.receive_contact(by=CHANNEL, at=AT, arrival=same) for _ in range(6)))

    assert len(set(results)) == 1 and Contact.objects.count() == 1


def test_messages_at_once_stand_in_one_order_without_a_gap(fresh_database):
    make_center()
    contact_id = arrive("chat")

    def write(n):
        return lambda: commands.take_message(
            by=CHANNEL, at=AT, contact_id=contact_id, text=f"Line {n}", external_id=str(n % 6)
        )

    at_once(*(write(n) for n in range(12)))
    talk = Contact.objects.get(id=contact_id).conversation_id
    places = list(Event.objects.filter(conversation_id=talk).order_by("position").values_list("position", flat=True))
    assert places == list(range(1, len(places) + 1))
    assert Event.objects.filter(kind="message.citizen").count() == 6


def test_a_freed_agent_gets_the_next_by_the_commit_itself(fresh_database):
    make_center()
    agent = present()
    first, second = arrive(), arrive(at=after(5))
    commands.accept_contact(by=agent, at=after(6), contact_id=first)
    assert Contact.objects.get(id=second).state == "waiting"

    commands.wrap_up_contact(by=agent, at=after(60), contact_id=first, wrap_up="answered")

    assert Contact.objects.get(id=second).agent_id == agent.party_id
