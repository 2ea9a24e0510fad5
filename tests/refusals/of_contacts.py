"""The contact centre: agents, their manager, and the channels."""

from digigov.modules.contact_center import commands as center
from digigov.modules.contact_center.commands import Arrival
from digigov.modules.identity.commands import WrongCode
from tests.refusals.trial import REFUSED, Machine, Trial
from tests.refusals.world import AT

RIGHT = {"born-on": "1990-01-02", "email": "caller@example.org", "national-id": "2468"}


def in_hand(command, **given):
    """A command on the call in the agent's hands."""
    return Trial(lambda w, by: command(by=by, at=AT, contact_id=w.in_hand_id, **given), by="call_agent")


CONTACT_CENTER = {
    "abandon_contact": Trial(
        lambda w, by: center.abandon_contact(by=by, at=AT, contact_id=w.in_queue_id), by="machine"
    ),
    "accept_contact": Trial(lambda w, by: center.accept_contact(by=by, at=AT, contact_id=w.chat_id), by="asked_agent"),
    "add_note": in_hand(center.add_note, text="Calls about a licence"),
    "answer_questions": Trial(
        lambda w, by: center.answer_questions(by=by, at=AT, proof_id=w.asked_id, answers=RIGHT), by="call_agent"
    ),
    "begin_chat": Trial(lambda w, by: center.begin_chat(by=by, at=AT, arrival=Arrival("chat", "en")), by="machine"),
    "begin_questions": in_hand(center.begin_questions),
    "book_callback": Trial(
        lambda w, by: center.book_callback(by=by, at=AT, phone="758 555 0195", language="en", due_at=w.call_time),
        by="call_agent",
    ),
    "cancel_callback": Trial(
        lambda w, by: center.cancel_callback(by=by, at=AT, callback_id=w.callback_id), by="call_agent"
    ),
    "change_language": in_hand(center.change_language, language="acf"),
    "change_state": Trial(lambda w, by: center.change_state(by=by, at=AT, state="break"), by="call_agent"),
    "close_conversation": Trial(
        lambda w, by: center.close_conversation(by=by, at=AT, conversation_id=w.over_talk_id), by="call_agent"
    ),
    "decline_contact": Trial(
        lambda w, by: center.decline_contact(by=by, at=AT, contact_id=w.chat_id), by="asked_agent"
    ),
    "describe_conversation": Trial(
        lambda w, by: center.describe_conversation(
            by=by, at=AT, conversation_id=w.talk_id, subject="A licence", topic="licences"
        ),
        by="call_agent",
    ),
    "end_contact": in_hand(center.end_contact),
    "end_silent_chats": Trial(lambda w, by: center.end_silent_chats(by=by, at=AT), by="machine"),
    "hold_contact": in_hand(center.hold_contact, hold=True),
    "join_contact": Trial(
        lambda w, by: center.join_contact(by=by, at=AT, contact_id=w.in_hand_id, conversation_id=w.over_talk_id),
        by="call_agent",
    ),
    "keep_place": Trial(
        lambda w, by: center.keep_place(by=by, at=AT, contact_id=w.in_queue_id, phone="758 555 0196"), by="call_agent"
    ),
    "leave_chat": Trial(lambda w, by: center.leave_chat(by=by, at=AT, token=w.chat_key), by="machine"),
    "link_case": Trial(
        lambda w, by: center.link_case(by=by, at=AT, conversation_id=w.talk_id, case_id=w.case_id), by="call_agent"
    ),
    "load_plan": Trial(lambda w, by: center.load_plan(by=by, at=AT, definition=w.center), by="machine"),
    "note_here": Trial(lambda w, by: center.note_here(by=by, at=AT, token=w.chat_key), by="machine"),
    "note_seen": Trial(lambda w, by: center.note_seen(by=by, at=AT), by="call_agent"),
    "note_tried": Trial(
        lambda w, by: center.note_tried(by=by, at=AT, contact_id=w.ringing_id, reached=True), by="caller_back"
    ),
    "receive_contact": Trial(
        lambda w, by: center.receive_contact(by=by, at=AT, arrival=Arrival("walk-in", "en")), by="call_agent"
    ),
    "receive_own_contact": Trial(
        lambda w, by: center.receive_own_contact(by=by, at=AT, arrival=Arrival("walk-in", "en")), by="asked_agent"
    ),
    "say": Trial(lambda w, by: center.say(by=by, at=AT, contact_id=w.in_hand_id, text="One moment"), by="machine"),
    "send_code": in_hand(center.send_code),
    "set_abilities": Trial(
        lambda w, by: center.set_abilities(
            by=by,
            at=AT,
            agent_id=w.call_agent.party_id,
            languages=["en"],
            skills=[],
            units=[],
            text_most=2,
            mail_most=1,
        ),
        by="call_chief",
    ),
    "suppose_person": in_hand(center.suppose_person, national_id="9102468", family_name="Caller"),
    "take_back": Trial(lambda w, by: center.take_back(by=by, at=AT, agent_id=w.call_agent.party_id), by="call_chief"),
    "take_code": Trial(
        lambda w, by: center.take_code(by=by, at=AT, proof_id=w.code_sent_id, digits=w.caller_digits),
        by="call_agent",
        refused=(*REFUSED, WrongCode),
    ),
    "take_message": Trial(
        lambda w, by: center.take_message(by=by, at=AT, contact_id=w.in_hand_id, text="Hello"), by="machine"
    ),
    "take_over": Trial(lambda w, by: center.take_over(by=by, at=AT, conversation_id=w.talk_id), by="call_agent"),
    "tend": Machine("Ends rings and gives out what waits; the worker calls it each second."),
    "transfer_contact": in_hand(center.transfer_contact, topic="licences"),
    "wrap_up_contact": in_hand(center.wrap_up_contact, wrap_up="answered"),
    "write_in_chat": Trial(
        lambda w, by: center.write_in_chat(by=by, at=AT, token=w.chat_key, text="Good morning"), by="machine"
    ),
    "write_message": in_hand(center.write_message, text="Good morning"),
}
