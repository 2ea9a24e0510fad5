"""A contact from its first ring to its wrap-up, and who may do what with it."""

from datetime import timedelta

import pytest

from digigov.kernel.actor import ANONYMOUS
from digigov.kernel.errors import InvalidInput, NotAllowed
from digigov.modules.contact_center import commands, routing
from digigov.modules.contact_center.commands import (
    AlreadyOver,
    Arrival,
    CenterClosed,
    HandsFull,
    NoSuchChannel,
    NotWaiting,
)
from digigov.modules.contact_center.models import Agent, Contact, Conversation, Event
from digigov.modules.contact_center.testing import AT, CHANNEL, after, arrive, make_agent, make_center, present

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def center():
    return make_center()


def contact(contact_id):
    return Contact.objects.get(id=contact_id)


def offered(at=AT):
    routing.assign_all(at=at)


def taken(agent, channel="voice", **more):
    """A contact in an agent's hands."""
    contact_id = arrive(channel, **more)
    offered()
    commands.accept_contact(by=agent, at=AT, contact_id=contact_id)
    return contact_id


class TestReceiveContact:
    def test_puts_it_into_the_queue_and_writes_it_down(self):
        found = contact(arrive(topic="licences"))

        assert (found.state, found.skill, found.unit, found.lane) == ("waiting", "licences", "roads", "voice")
        kinds = Event.objects.filter(conversation_id=found.conversation_id).order_by("position")
        assert list(kinds.values_list("position", "kind")) == [(1, "conversation.opened"), (2, "contact.entered")]

    def test_the_same_one_is_taken_once(self):
        first = arrive("sms", external_id="m-1", address="+17585550001")

        assert arrive("sms", external_id="m-1", address="+17585550001") == first
        assert Contact.objects.count() == 1

    def test_goes_on_in_the_same_conversation_from_the_same_address(self):
        first = arrive("sms", address="+17585550001")
        second = arrive("sms", address="+17585550001", at=after(86_400))
        third = arrive("sms", address="+17585550001", at=after(40 * 86_400))

        assert contact(first).conversation_id == contact(second).conversation_id
        assert contact(third).conversation_id != contact(first).conversation_id

    def test_a_call_outside_the_hours_is_not_left_ringing(self):
        night = AT + timedelta(hours=12)
        with pytest.raises(CenterClosed):
            arrive(at=night)
        assert contact(arrive("email", at=night)).state == "waiting"

    def test_nor_on_a_public_holiday(self):
        with pytest.raises(CenterClosed):
            arrive(at=AT + timedelta(days=1))

    @pytest.mark.parametrize(
        ("arrival", "error"),
        [
            (Arrival("pigeon"), NoSuchChannel),
            (Arrival("sms", "xx"), InvalidInput),
            (Arrival("sms", topic="nowhere"), InvalidInput),
        ],
    )
    def test_refuses_what_the_plan_does_not_know(self, arrival, error):
        with pytest.raises(error):
            commands.receive_contact(by=CHANNEL, at=AT, arrival=arrival)
        assert not Conversation.objects.exists()

    def test_refuses_strangers(self):
        with pytest.raises(NotAllowed):
            commands.receive_contact(by=ANONYMOUS, at=AT, arrival=Arrival("sms"))


class TestAnswering:
    def test_a_ready_agent_is_offered_it_answers_and_answers_for_it(self):
        agent = present()
        contact_id = taken(agent)

        found = contact(contact_id)
        assert (found.state, found.agent_id) == ("active", agent.party_id)
        assert Conversation.objects.get(id=found.conversation_id).owner_id == agent.party_id

    def test_somebody_else_cannot_answer_what_is_offered_to_a_colleague(self):
        present()
        other = make_agent()
        contact_id = arrive()
        offered()

        with pytest.raises(NotWaiting):
            commands.accept_contact(by=other, at=AT, contact_id=contact_id)

    def test_an_agent_without_a_second_factor_answers_nothing(self):
        with pytest.raises(NotAllowed):
            present(make_agent(second_factor=False))

    def test_declined_goes_to_somebody_else_in_its_old_place(self):
        first, second = present(), present(at=after(1))
        contact_id = arrive()
        offered()
        rank = contact(contact_id).rank_at

        commands.decline_contact(by=first, at=after(2), contact_id=contact_id)
        offered(after(2))

        found = contact(contact_id)
        assert (found.state, found.agent_id, found.rank_at) == ("offered", second.party_id, rank)
        assert Agent.objects.get(party_id=first.party_id).voice == 0

    def test_a_ring_that_nobody_answers_goes_on_and_its_agent_is_away(self):
        silent, next_one = present(), present(at=after(1))
        contact_id = arrive()
        offered()

        commands.note_seen(by=next_one, at=after(21))
        commands.tend(at=after(21))

        assert contact(contact_id).agent_id == next_one.party_id
        assert Agent.objects.get(party_id=silent.party_id).state == "away"

    def test_wrapping_up_frees_the_hands_and_keeps_how_it_ended(self):
        agent = present()
        contact_id = taken(agent)
        commands.end_contact(by=agent, at=after(60), contact_id=contact_id)
        assert Agent.objects.get(party_id=agent.party_id).voice == 1

        commands.wrap_up_contact(by=agent, at=after(70), contact_id=contact_id, wrap_up="answered", close=True)

        found = contact(contact_id)
        assert (found.state, found.ended_at, found.wrapped_at, found.solved) == ("ended", after(60), after(70), True)
        assert Agent.objects.get(party_id=agent.party_id).voice == 0
        assert Conversation.objects.get(id=found.conversation_id).state == "closed"
        with pytest.raises(AlreadyOver):
            commands.wrap_up_contact(by=agent, at=after(71), contact_id=contact_id, wrap_up="answered")

    def test_an_unknown_code_wraps_up_nothing(self):
        agent = present()
        contact_id = taken(agent)
        with pytest.raises(InvalidInput):
            commands.wrap_up_contact(by=agent, at=AT, contact_id=contact_id, wrap_up="nonsense")
        assert contact(contact_id).state == "active"

    def test_a_colleague_cannot_end_wrap_up_or_hold_it(self):
        contact_id = taken(present())
        other = make_agent()
        for call in (
            lambda: commands.end_contact(by=other, at=AT, contact_id=contact_id),
            lambda: commands.hold_contact(by=other, at=AT, contact_id=contact_id, hold=True),
            lambda: commands.wrap_up_contact(by=other, at=AT, contact_id=contact_id, wrap_up="answered"),
        ):
            with pytest.raises(NotAllowed):
                call()
        assert contact(contact_id).state == "active"

    def test_whoever_hangs_up_while_it_rings_frees_the_agent(self):
        agent = present()
        contact_id = arrive()
        offered()

        commands.abandon_contact(by=CHANNEL, at=after(4), contact_id=contact_id)

        assert contact(contact_id).outcome == "abandoned"
        assert Agent.objects.get(party_id=agent.party_id).voice == 0
        commands.abandon_contact(by=CHANNEL, at=after(5), contact_id=contact_id)
        assert Event.objects.filter(kind="contact.abandoned").count() == 1


class TestGoing:
    def test_nobody_goes_with_contacts_in_hand(self):
        agent = present()
        taken(agent)
        with pytest.raises(HandsFull):
            commands.change_state(by=agent, at=AT, state="off")

    def test_of_an_agent_whose_desk_is_silent_everything_waits_again(self):
        agent = present()
        call, chat = taken(agent), arrive("email")
        place = contact(call).rank_at

        commands.tend(at=after(60))
        assert Agent.objects.get(party_id=agent.party_id).state == "away"  # gets nothing more
        assert contact(call).state == "active"
        commands.tend(at=after(181))

        assert (contact(call).state, contact(call).rank_at, contact(chat).state) == ("waiting", place, "waiting")
        assert Agent.objects.get(party_id=agent.party_id).state == "off"


class TestTransferContact:
    def test_to_a_topic_it_keeps_its_place_and_goes_to_whoever_knows(self):
        general = present(skills=[])
        expert = present(at=after(5))
        contact_id = arrive()
        offered()
        holder = general if contact(contact_id).agent_id == general.party_id else expert
        commands.accept_contact(by=holder, at=AT, contact_id=contact_id)
        rank = contact(contact_id).rank_at

        commands.transfer_contact(by=holder, at=after(9), contact_id=contact_id, topic="licences")
        other = expert if holder is general else general
        routing.assign_all(at=after(9) if other is expert else after(60))

        found = contact(contact_id)
        assert (found.agent_id, found.rank_at, found.skill) == (other.party_id, rank, "licences")

    def test_to_a_colleague_who_has_it_alone_for_a_while(self):
        first, second, third = present(), present(at=after(1)), present(at=after(2))
        contact_id = taken(first)

        commands.transfer_contact(by=first, at=after(9), contact_id=contact_id, to_agent_id=third.party_id)
        routing.assign_all(at=after(9))

        assert contact(contact_id).agent_id == third.party_id
        assert second.party_id != third.party_id

    def test_after_a_long_wait_the_one_who_knows_is_still_asked_first(self):
        agent = present()
        contact_id = taken(agent)
        Contact.objects.filter(id=contact_id).update(widen_at=after(10), open_at=after(20))
        commands.note_seen(by=agent, at=after(3_000))

        commands.transfer_contact(by=agent, at=after(3_000), contact_id=contact_id, topic="licences")

        found = contact(contact_id)
        assert after(3_000) < found.widen_at <= found.open_at

    def test_not_to_somebody_who_is_not_there(self):
        first, gone = present(), make_agent()
        contact_id = taken(first)
        with pytest.raises(commands.AgentNotThere):
            commands.transfer_contact(by=first, at=AT, contact_id=contact_id, to_agent_id=gone.party_id)
        assert contact(contact_id).state == "active"


class TestChangeLanguage:
    def test_whoever_does_not_speak_it_passes_the_contact_on(self):
        english = present(languages=["en"])
        both = present(at=after(1))
        contact_id = taken(english)

        commands.change_language(by=english, at=after(5), contact_id=contact_id, language="acf")
        routing.assign_all(at=after(5))

        assert (contact(contact_id).agent_id, contact(contact_id).language) == (both.party_id, "acf")

    def test_whoever_speaks_it_goes_on(self):
        agent = present()
        contact_id = taken(agent)
        commands.change_language(by=agent, at=after(5), contact_id=contact_id, language="acf")
        assert contact(contact_id).state == "active"

    def test_a_contact_that_is_passed_on_early_opens_no_sooner_than_it_widens(self):
        english = present(languages=["en"])
        contact_id = taken(english)
        Contact.objects.filter(id=contact_id).update(widen_at=after(9_000), open_at=after(9_000))

        commands.change_language(by=english, at=after(5), contact_id=contact_id, language="acf")

        assert contact(contact_id).open_at == after(9_000)


def test_writing_up_after_a_call_is_a_state_of_its_own():
    agent = present()
    commands.change_state(by=agent, at=after(5), state="after-call")
    arrive()
    offered(after(6))

    assert Agent.objects.get(party_id=agent.party_id).state == "after-call"
    assert not Contact.objects.filter(state="offered").exists()
