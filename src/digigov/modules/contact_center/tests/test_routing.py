"""Who gets what next."""

from datetime import timedelta

import pytest

from digigov.modules.contact_center import commands, routing
from digigov.modules.contact_center.models import Agent, Contact
from digigov.modules.contact_center.testing import AT, after, arrive, make_center, present

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def center():
    return make_center()


def given(at=AT):
    """What the router gives out: contact → agent."""
    routing.assign_all(at=at)
    return dict(Contact.objects.filter(state="offered").values_list("id", "agent_id"))


def test_nothing_is_given_to_nobody():
    arrive()
    assert given() == {}


def test_the_oldest_comes_first():
    second, first = arrive(at=after(10)), arrive(at=AT)
    agent = present(at=after(20))
    assert given(after(20)) == {first: agent.party_id}
    assert second


def test_a_call_comes_before_a_chat_of_the_same_moment_but_not_before_one_that_waited_for_long():
    late_call = arrive("voice", at=after(500))
    long_chat = arrive("chat", at=AT)
    present(at=after(500), text_most=1)
    agent = Agent.objects.get(state="ready")

    assert routing.assign_one(at=after(500)).contact_id == long_chat
    Contact.objects.filter(id=long_chat).update(state="ended", ended_at=after(501))
    Agent.objects.filter(party_id=agent.party_id).update(text=0)
    young_chat = arrive("chat", at=after(480))
    assert routing.assign_one(at=after(501)).contact_id == late_call
    assert Contact.objects.get(id=young_chat).state == "waiting"


def test_one_call_three_chats_and_no_mail_beside_them():
    present()
    chats = [arrive("chat", at=after(n)) for n in range(4)]
    mail = arrive("email", at=after(5))

    assert set(given(after(10))) == set(chats[:3])
    call = arrive("voice", at=after(30))
    assert set(given(after(30))) == {*chats[:3], call}
    assert Contact.objects.get(id=mail).state == "waiting"


def test_mail_goes_to_whoever_has_nothing_else_and_does_not_keep_a_call_away():
    agent = present()
    mail = arrive("email")
    assert given() == {mail: agent.party_id}
    call = arrive("voice", at=after(30))
    assert set(given(after(30))) == {mail, call}


def test_no_chat_is_given_to_whoever_is_on_the_telephone():
    present()
    call = arrive("voice")
    assert set(given()) == {call}
    arrive("chat", at=after(5))
    assert set(given(after(200))) == {call}


def test_a_language_that_the_agent_does_not_speak_waits_for_one_who_does_but_not_for_ever():
    present(languages=["en"])
    kweyol = arrive(language="acf")
    assert given(after(60)) == {}
    assert set(given(after(181))) == {kweyol}


def test_a_skill_is_asked_for_at_first_and_later_no_more():
    novice = present(skills=[])
    contact_id = arrive(topic="licences")
    assert given(after(10)) == {}
    assert given(after(31)) == {contact_id: novice.party_id}


def test_whoever_has_the_skill_is_asked_before_whoever_has_been_idle_longer():
    present(skills=[])
    expert = present(at=after(30))
    contact_id = arrive(topic="licences", at=after(30))
    assert given(after(90)) == {contact_id: expert.party_id}


def test_a_ministry_is_answered_by_whoever_answers_for_it():
    present(units=["helpline"])
    assert given() == {}
    contact_id = arrive(topic="licences")
    assert given(after(10)) == {}
    roads = present(units=["roads"], at=after(11))
    assert given(after(11)) == {contact_id: roads.party_id}


def test_of_two_the_one_idle_longer():
    late, early = present(at=after(10)), present()
    assert list(given(after(10))) == []
    contact_id = arrive(at=after(10))
    assert given(after(10)) == {contact_id: early.party_id}
    assert late


class TestTheLastAgent:
    def spoken(self):
        """A citizen who spoke with the first of two agents, and calls again."""
        first = present()
        contact_id = arrive("chat", address="a")
        given()
        commands.accept_contact(by=first, at=after(1), contact_id=contact_id)
        commands.wrap_up_contact(by=first, at=after(60), contact_id=contact_id, wrap_up="answered")
        return first

    def test_has_the_citizen_alone_for_a_while(self):
        first = self.spoken()
        present(at=AT - timedelta(hours=1))  # has been idle for longer
        again = arrive("chat", address="a", at=after(100))
        assert given(after(100)) == {again: first.party_id}

    def test_but_nobody_waits_for_somebody_who_is_busy(self):
        first, other = self.spoken(), present()
        Agent.objects.filter(party_id=first.party_id).update(voice=1)
        again = arrive("chat", address="a", at=after(100))
        assert given(after(110)) == {}
        assert given(after(121)) == {again: other.party_id}

    def test_nor_for_somebody_who_has_gone(self):
        first, other = self.spoken(), present()
        commands.change_state(by=first, at=after(90), state="off")
        again = arrive("chat", address="a", at=after(100))
        assert given(after(100)) == {again: other.party_id}
