"""A chat from the citizen's side: its key opens this chat and nothing that is older, and it ends by itself when nobody is there."""

from datetime import timedelta

import pytest

from digigov.kernel.actor import ANONYMOUS
from digigov.kernel.errors import NotAllowed
from digigov.modules.contact_center import commands, routing
from digigov.modules.contact_center.commands import AlreadyOver, Arrival, CenterClosed, ChatUnknown
from digigov.modules.contact_center.models import Chat, Contact, Event, Message
from digigov.modules.contact_center.queries import list_positions_in_hand, read_chat
from digigov.modules.contact_center.testing import AT, CHANNEL, after, arrive, make_agent, make_center, present

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def center():
    return make_center()


def begin(at=AT, **more):
    return commands.begin_chat(by=CHANNEL, at=at, arrival=Arrival(channel="chat", language="en", **more))


def write(token, text, at=AT, external_id=None):
    commands.write_in_chat(by=CHANNEL, at=at, token=token, text=text, external_id=external_id)


def answered(token, agent):
    routing.assign_all(at=AT)
    contact_id = read_chat(token=token).contact_id
    commands.accept_contact(by=agent, at=AT, contact_id=contact_id)
    return contact_id


def texts(reading):
    return [each.text for each in reading.messages]


class TestReading:
    def test_own_words_the_agents_and_the_machines_but_no_note(self):
        agent, token = present(), begin()
        contact_id = answered(token, agent)
        write(token, "Hello")
        commands.add_note(by=agent, at=AT, contact_id=contact_id, text="Rude on the telephone")
        commands.write_message(by=agent, at=AT, contact_id=contact_id, text="Good day")

        assert [(each.author, each.text) for each in read_chat(token=token).messages] == [
            ("citizen", "Hello"), ("agent", "Good day"),
        ]  # fmt: skip

    def test_goes_on_after_its_mark(self):
        token = begin()
        write(token, "One")
        mark = read_chat(token=token).mark
        write(token, "Two")

        assert texts(read_chat(token=token, mark=mark)) == ["Two"]

    @pytest.mark.parametrize("mark", ["", "x", "x.1", "..", "x.-1", "a" * 50, "x.99999999999999999999", "x.²"])
    def test_a_mark_that_is_not_ours_begins_anew(self, mark):
        token = begin()
        write(token, "One")

        assert texts(read_chat(token=token, mark=mark)) == ["One"]

    def test_another_chats_key_shows_another_chat_and_no_key_shows_none(self):
        mine, other = begin(), begin()
        write(mine, "Mine")

        assert texts(read_chat(token=other)) == []
        assert read_chat(token="x" * 43) is None and read_chat(token="") is None
        assert mine not in str(list(Chat.objects.values_list("token_hash", flat=True)))

    def test_says_the_place_in_the_queue(self):
        first, second = begin(), begin(at=after(5))
        assert [read_chat(token=each).place for each in (first, second)] == [1, 2]
        assert (read_chat(token=second).state, read_chat(token=second).is_final) == ("waiting", False)


class TestOlderWords:
    """What decides is the contact, never the conversation: an agent may join a stranger's chat to an older one."""

    def test_a_stranger_begins_with_an_empty_page_whatever_name_they_give(self):
        before = begin(name="Ana Example")
        write(before, "My number is 123")
        again = begin(name="Ana Example", at=after(60))

        assert texts(read_chat(token=again)) == []
        assert read_chat(token=again).conversation_id != read_chat(token=before).conversation_id

    def test_nor_sees_them_when_the_agent_joins_the_chat_to_the_older_conversation(self):
        older = arrive("sms", address="+17585550001")
        commands.take_message(by=CHANNEL, at=AT, contact_id=older, text="What is my tax debt?")
        agent, token = present(text_most=3), begin()
        routing.assign_all(at=AT)
        contact_id = read_chat(token=token).contact_id
        Contact.objects.filter(id=contact_id, state="waiting").update(state="offered", agent_id=agent.party_id)
        commands.accept_contact(by=agent, at=AT, contact_id=contact_id)
        write(token, "Hello")
        held = read_chat(token=token)
        older_talk = Contact.objects.get(id=older).conversation_id
        commands.join_contact(by=agent, at=AT, contact_id=contact_id, conversation_id=older_talk)
        write(token, "Still me")
        commands.take_message(by=CHANNEL, at=AT, contact_id=older, text="And my brother's?")

        found = read_chat(token=token, mark=held.mark)
        assert texts(found) == ["Hello", "Still me"]
        assert found.messages[0].id == held.messages[0].id  # by which a browser knows it again
        assert texts(read_chat(token=token, mark=found.mark)) == []


class TestWriting:
    def test_the_same_message_sent_again_is_taken_once(self):
        token = begin()
        write(token, "Hello", external_id="m-1")
        write(token, "Hello", external_id="m-1")

        assert texts(read_chat(token=token)) == ["Hello"]

    def test_not_after_the_end_and_not_without_the_key(self):
        token = begin()
        commands.leave_chat(by=CHANNEL, at=AT, token=token)

        with pytest.raises(AlreadyOver):
            write(token, "Hello?")
        with pytest.raises(ChatUnknown):
            write("x" * 43, "Hello?")

    def test_only_the_channel_brings_it(self):
        token = begin()
        for command, more in (
            (commands.write_in_chat, {"token": token, "text": "x"}), (commands.leave_chat, {"token": token}),
            (commands.note_here, {"token": token}), (commands.end_silent_chats, {}),
            (commands.begin_chat, {"arrival": Arrival(channel="chat")}),
        ):  # fmt: skip
            with pytest.raises(NotAllowed):
                command(by=ANONYMOUS, at=AT, **more)

    def test_nothing_begins_when_nobody_would_answer(self):
        with pytest.raises(CenterClosed):
            begin(at=AT + timedelta(hours=12))


class TestEnding:
    def test_whoever_waited_and_leaves_has_abandoned_it(self):
        token = begin()
        commands.leave_chat(by=CHANNEL, at=AT, token=token)
        commands.leave_chat(by=CHANNEL, at=AT, token=token)

        assert Contact.objects.get().state == "abandoned"
        assert (read_chat(token=token).state, read_chat(token=token).is_final) == ("over", True)

    def test_whoever_was_answered_leaves_the_agent_to_wrap_up(self):
        agent, token = present(), begin()
        answered(token, agent)
        commands.leave_chat(by=CHANNEL, at=AT, token=token)

        assert Contact.objects.get().state == "wrap-up"
        assert (read_chat(token=token).state, read_chat(token=token).is_final) == ("over", False)


class TestEndSilentChats:
    def test_a_page_that_is_gone_ends_the_chat_with_words(self):
        token = begin()
        assert commands.end_silent_chats(by=CHANNEL, at=after(4 * 60)) == 0
        assert commands.end_silent_chats(by=CHANNEL, at=after(6 * 60)) == 1
        assert commands.end_silent_chats(by=CHANNEL, at=after(6 * 60)) == 0

        assert Message.objects.get().author == "machine"
        assert Event.objects.get(kind="chat.silent").data == {"why": "gone"}
        assert read_chat(token=token).state == "over"

    def test_whoever_waits_may_be_silent_while_their_page_is_there(self):
        token = begin()
        commands.note_here(by=CHANNEL, at=after(60 * 60), token=token)

        assert commands.end_silent_chats(by=CHANNEL, at=after(60 * 60)) == 0

    def test_whoever_was_answered_and_says_nothing_is_not_waited_for(self):
        agent, token = present(), begin()
        answered(token, agent)
        write(token, "Wait", at=after(10 * 60))
        for minute in range(1, 32):
            commands.note_here(by=CHANNEL, at=after(minute * 60), token=token)
        assert commands.end_silent_chats(by=CHANNEL, at=after(29 * 60)) == 0
        assert commands.end_silent_chats(by=CHANNEL, at=after(31 * 60)) == 1
        assert Event.objects.get(kind="chat.silent").data == {"why": "silent"}
        assert Contact.objects.get().state == "wrap-up"


class TestWhatADeskWatches:
    def test_positions_and_no_words(self):
        agent, token = present(), begin()
        contact_id = answered(token, agent)
        write(token, "Secret")

        found, (watched,) = list_positions_in_hand(viewer=agent)
        assert (found, watched.contact_id, watched.state) == (agent.party_id, contact_id, "active")
        assert watched.position == Event.objects.order_by("-position").first().position
        assert "Secret" not in repr(watched)

    def test_of_nobody_else(self):
        present()
        with pytest.raises(NotAllowed):
            list_positions_in_hand(viewer=ANONYMOUS)
        assert list_positions_in_hand(viewer=make_agent())[1] == ()
