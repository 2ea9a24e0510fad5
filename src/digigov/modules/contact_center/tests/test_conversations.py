"""One conversation over several channels, and what is written in it."""

import pytest

from digigov.kernel.errors import InvalidInput, NotAllowed
from digigov.kernel.ids import new_id
from digigov.kernel.paging import Page
from digigov.modules.contact_center import commands, routing
from digigov.modules.contact_center.commands import AlreadyOver, NothingWritten, OtherPerson, StillGoingOn
from digigov.modules.contact_center.models import CaseLink, Contact, Conversation, Event, Message
from digigov.modules.contact_center.queries import get_talk
from digigov.modules.contact_center.testing import AT, CHANNEL, after, arrive, make_agent, make_center, present
from digigov.modules.parties.testing import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def center():
    return make_center()


def in_hand(agent, channel="chat", **more):
    contact_id = arrive(channel, **more)
    routing.assign_all(at=more.get("at", AT))
    commands.accept_contact(by=agent, at=more.get("at", AT), contact_id=contact_id)
    return contact_id


def talk_of(contact_id):
    return Contact.objects.get(id=contact_id).conversation_id


def said(contact_id, text, **more):
    return commands.take_message(by=CHANNEL, at=AT, contact_id=contact_id, text=text, **more)


class TestMessages:
    def test_a_button_pressed_twice_says_it_once(self):
        agent = present()
        contact_id = in_hand(agent)
        first = commands.write_message(by=agent, at=AT, contact_id=contact_id, text="Hello", external_id="a")
        assert commands.write_message(by=agent, at=AT, contact_id=contact_id, text="Hello", external_id="a") == first

    @pytest.mark.parametrize("text", ["", "  \n ", "\x00"])
    def test_nothing_is_not_sent(self, text):
        with pytest.raises(NothingWritten):
            said(arrive("chat"), text)

    def test_what_is_too_long_is_refused_in_a_sentence(self):
        with pytest.raises(InvalidInput):
            said(arrive("chat"), "a" * 10_001)

    def test_a_colleague_does_not_answer_in_somebody_elses_chat_but_may_leave_a_note(self):
        contact_id = in_hand(present())
        other = make_agent()
        with pytest.raises(NotAllowed):
            commands.write_message(by=other, at=AT, contact_id=contact_id, text="Me too")
        commands.add_note(by=other, at=AT, contact_id=contact_id, text="I know this case")
        assert Message.objects.get().author == "note"

    def test_after_the_end_nothing_is_added(self):
        agent = present()
        contact_id = in_hand(agent)
        commands.wrap_up_contact(by=agent, at=AT, contact_id=contact_id, wrap_up="answered")
        with pytest.raises(AlreadyOver):
            said(contact_id, "One more thing")

    def test_the_log_holds_no_words(self):
        said(arrive("chat"), "My name is Testa Fictional")
        assert "Testa" not in str(list(Event.objects.values_list("data", flat=True)))


class TestOneStory:
    def test_an_email_becomes_a_call_becomes_a_chat_becomes_a_visit(self):
        person, agent = make_person(phone="+17585550150", email="story@example.org"), present()
        mail = in_hand(agent, "email", address="story@example.org", subject="My licence")
        said(mail, "Where is my licence?")
        commands.wrap_up_contact(by=agent, at=AT, contact_id=mail, wrap_up="else")
        story = talk_of(mail)
        case_id = new_id()
        commands.link_case(by=agent, at=AT, conversation_id=story, case_id=case_id)

        for n, (channel, more) in enumerate(
            (("voice", {"address": "+17585550150"}), ("chat", {"party_id": person, "address": "s"}), ("walk-in", {}))
        ):
            contact_id = in_hand(agent, channel, at=after(60 * (n + 1)), **more)
            commands.join_contact(by=agent, at=after(60 * (n + 1)), contact_id=contact_id, conversation_id=story)
            commands.wrap_up_contact(
                by=agent,
                at=after(60 * (n + 1) + 30),
                contact_id=contact_id,
                wrap_up="answered",
                close=channel == "walk-in",
            )

        channels = (
            Contact.objects.filter(conversation_id=story).order_by("entered_at").values_list("channel", flat=True)
        )
        assert list(channels) == ["email", "voice", "chat", "walk-in"]
        talk = Conversation.objects.get(id=story)
        assert (talk.state, talk.party_id, talk.sureness) == ("closed", person, "proved")
        assert Conversation.objects.filter(state="open").count() == 0
        assert CaseLink.objects.get().case_id == case_id

    def test_what_was_said_moves_along_in_its_order(self):
        agent = present()
        first = in_hand(agent, address="a")
        said(first, "One")
        second = in_hand(agent, address="b", at=after(5))
        said(second, "Two")
        said(second, "Three")

        commands.join_contact(by=agent, at=after(9), contact_id=second, conversation_id=talk_of(first))

        rows = Message.objects.filter(conversation_id=talk_of(first)).order_by("position")
        assert [each.text for each in rows] == ["One", "Two", "Three"]
        shown = get_talk(viewer=agent, at=after(9), contact_id=second, page=Page())
        assert [each.text for each in shown.said] == ["Two", "Three"]  # nobody has shown who they are

    def test_conversations_of_two_people_do_not_become_one(self):
        agent = present()
        one, two = make_person(phone="+17585550151"), make_person(phone="+17585550152")
        first = in_hand(agent, address="+17585550151")
        second = in_hand(agent, address="+17585550152", at=after(5))
        with pytest.raises(OtherPerson):
            commands.join_contact(by=agent, at=after(9), contact_id=second, conversation_id=talk_of(first))
        assert talk_of(first) != talk_of(second)
        assert one != two

    def test_a_conversation_is_not_closed_over_somebody_on_the_line(self):
        agent = present()
        contact_id = in_hand(agent)
        with pytest.raises(StillGoingOn):
            commands.close_conversation(by=agent, at=AT, conversation_id=talk_of(contact_id))

    def test_writing_again_opens_it_again(self):
        agent = present()
        contact_id = in_hand(agent, "sms", address="+17585550160")
        commands.wrap_up_contact(by=agent, at=AT, contact_id=contact_id, wrap_up="answered", close=True)
        token = talk_of(contact_id)
        again = arrive("sms", address="+17585550160", conversation_id=token, at=after(3600))
        assert talk_of(again) == token
        assert Conversation.objects.get(id=token).state == "open"
