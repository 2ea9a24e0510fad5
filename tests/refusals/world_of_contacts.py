"""A contact centre in the criminal records office: an agent with contacts in hand, for the world in which commands are refused."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.apps import apps

from digigov.kernel.actor import Grant
from digigov.modules.contact_center import commands
from digigov.modules.contact_center.commands import Arrival
from digigov.modules.contact_center.definitions import CenterPlan
from digigov.modules.contact_center.testing import PLAN, give_out
from digigov.modules.identity.testing import code_sent_to
from digigov.modules.notifications.testing import make_template
from digigov.modules.organizations.testing import make_officer
from digigov.modules.parties.testing import make_person

PHONE = "+17585550188"


def make_contacts(world: Any, *, at: Any) -> None:
    """An agent whose hands hold a call of somebody who was asked, one who is offered a chat, and somebody who waits."""
    unit, office = world.unit, world.office
    topics = [{"id": "licences", "name": "Licences", "unit": unit}]
    changes = {"unit": unit, "office": office, "topics": topics, "skills": []}
    world.center = CenterPlan.model_validate(PLAN | changes)
    commands.load_plan(by=world.machine, at=at, definition=world.center)
    make_template(
        "caller-code",
        values=["code", "minutes"],
        sms="{{ code }} {{ minutes }}",
        email="{{ code }}",
        subject="{{ minutes }}",
    )
    world.call_agent, world.call_chief = _agent(unit), _agent(unit, "contact.manage")
    commands.change_state(by=world.call_agent, at=at, state="ready")
    caller = make_person(
        family_name="Caller", national_id="9102468", phone=PHONE, email="caller@example.org", born_on=date(1990, 1, 2)
    )
    world.in_hand_id = _arrive(world, "voice", at=at, address=PHONE)
    commands.accept_contact(by=world.call_agent, at=at, contact_id=world.in_hand_id)
    world.asked_id, _asked = commands.begin_questions(by=world.call_agent, at=at, contact_id=world.in_hand_id)
    world.code_sent_id, _where = commands.send_code(by=world.call_agent, at=at, contact_id=world.in_hand_id)
    world.caller_digits = code_sent_to(PHONE)
    world.talk_id = apps.get_model("contact_center", "Conversation").objects.get(party_id=caller).id
    world.asked_agent = _agent(unit)
    commands.change_state(by=world.asked_agent, at=at, state="ready")
    world.chat_id = _arrive(world, "chat", at=at, address="elsewhere")
    world.chat_key = commands.begin_chat(by=world.machine, at=at, arrival=Arrival("chat", "en", address="third"))
    _callbacks(world, at=at)


def _agent(unit: str, *more: str) -> Any:
    return make_officer(party_id=make_person(), grants=[Grant(each, unit) for each in ("contact.answer", *more)])


def _arrive(world: Any, channel: str, *, at: Any, **more: Any) -> Any:
    made = commands.receive_contact(by=world.machine, at=at, arrival=Arrival(channel, "en", **more))
    give_out(at=at)
    return made


def _callbacks(world: Any, *, at: Any) -> None:
    world.call_time = at + timedelta(hours=1)
    world.callback_id = commands.book_callback(
        by=world.machine, at=at, phone="758 555 0189", language="en", due_at=world.call_time
    )
    other = _agent("police-records")
    commands.change_state(by=world.asked_agent, at=at, state="break")
    world.waiting_id = _arrive(world, "voice", at=at, address="+17585550190")
    world.caller_back = replace(other)
    commands.keep_place(by=world.machine, at=at, contact_id=world.waiting_id, phone="758 555 0191")
    commands.change_state(by=other, at=at, state="ready")
    give_out(at=at)
    held = apps.get_model("contact_center", "Contact").objects.get(channel="callback")
    commands.accept_contact(by=other, at=at, contact_id=held.id)
    world.ringing_id = held.id
    world.in_queue_id = _arrive(world, "voice", at=at, address="+17585550192")
    ended = _arrive(world, "walk-in", at=at, address="")
    commands.abandon_contact(by=world.machine, at=at, contact_id=ended)
    world.over_talk_id = apps.get_model("contact_center", "Contact").objects.get(id=ended).conversation_id
