"""Calling back: whoever does not want to wait keeps their place, whoever has no time now chooses when."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from digigov.kernel.actor import Actor, system
from digigov.kernel.errors import DomainError, InvalidInput, NotFound
from digigov.modules.audit import commands as audit
from digigov.modules.contact_center import log, policies, routing
from digigov.modules.contact_center.commands.contacts import receive_contact
from digigov.modules.contact_center.hours import is_open
from digigov.modules.contact_center.loading import hand_back, locked
from digigov.modules.contact_center.models import Callback, Contact
from digigov.modules.contact_center.plans import get_plan
from digigov.modules.contact_center.talks import Arrival, find_or_begin
from digigov.modules.parties.queries import tidy_address

MACHINE = system("callbacks")
ONE_AT_A_TIME = 0x311CB  # PostgreSQL's advisory lock, with the minute of the window


class AlreadyPromised(DomainError):
    code = "callback-promised"
    message = _("We have promised to call this number already. You can cancel that call and choose another time.")


class NoRoomThen(DomainError):
    code = "callback-full"
    message = _("We cannot promise a call at that time. Choose another one.")


class NotWaitingAnyMore(DomainError):
    code = "not-waiting"
    message = _("You are not waiting any more: somebody is answering you, or the call has ended.")


@transaction.atomic
def keep_place(*, by: Actor, at: datetime, contact_id: UUID, phone: str) -> UUID:
    """
    A caller hangs up and is called when it is their turn: the call back takes the place that they had.

    :raises NotAllowed: unless a channel says so. :raises InvalidInput: if that is no telephone number.
    :raises NotWaitingAnyMore: if they are not in the queue. :raises AlreadyPromised: if a call to that number waits already.
    """
    policies.require_channel(by)
    contact = locked(contact_id)
    if contact.state not in ("waiting", "offered") or contact.lane != "voice":
        raise NotWaitingAnyMore
    if contact.state == "offered":
        hand_back(contact, at=at, kind="contact.withdrawn", why="callback")
    Contact.objects.filter(id=contact.id).update(state="ended", ended_at=at, outcome="callback")
    log.write(contact.conversation_id, at=at, kind="contact.ended", contact=contact, outcome="callback")
    made = _promise(
        contact.conversation_id, _number(phone), contact.language, contact.topic, at=at, due_at=at,
        until=at + timedelta(hours=12), rank_at=contact.rank_at,
    )  # fmt: skip
    _queue(made, at=at)
    audit.record(by=by, at=at, action="contact_center.place-kept", subject_id=contact.id)
    routing.after_commit(at=at)
    return made.id


@transaction.atomic
def book_callback(
    *, by: Actor, at: datetime, phone: str, language: str, due_at: datetime, topic: str = "",
    conversation_id: UUID | None = None,
) -> UUID:  # fmt: skip
    """
    Promise a call for a time that is offered (``queries.list_callback_times``).

    :raises NotAllowed: unless a channel or an agent. :raises InvalidInput: if that is no telephone number.
    :raises NoRoomThen: if the centre is closed then, as many calls are promised as can be, or it is not in the days ahead.
    :raises AlreadyPromised: if a call to that number waits already.
    """
    policies.require_channel(by)
    plan = get_plan().callbacks
    window = timedelta(minutes=plan.window_minutes)
    if not (at < due_at <= at + timedelta(days=plan.days_ahead)) or not is_open(at=due_at):
        raise NoRoomThen
    arrival = Arrival("callback", language, _number(phone), topic=topic, conversation_id=conversation_id)
    talk = find_or_begin(arrival, get_plan(), at=at)[0].id
    _require_room(due_at, most=plan.most)
    made = _promise(talk, arrival.address, language, topic, at=at, due_at=due_at, until=due_at + window, rank_at=None)
    log.write(talk, at=at, kind="callback.booked", by=by.party_id, due=due_at.isoformat())
    audit.record(by=by, at=at, action="contact_center.callback-booked", subject_id=made.id)
    return made.id


@transaction.atomic
def cancel_callback(*, by: Actor, at: datetime, callback_id: UUID) -> None:
    """:raises NotAllowed: unless a channel or an agent. :raises NotFound: if no such call is promised any more."""
    policies.require_channel(by)
    found = Callback.objects.select_for_update().filter(id=callback_id, state="booked").first()
    if found is None:
        raise NotFound
    Callback.objects.filter(id=found.id).update(state="cancelled")
    log.write(found.conversation_id, at=at, kind="callback.cancelled", by=by.party_id)
    audit.record(by=by, at=at, action="contact_center.callback-cancelled", subject_id=found.id)


def queue_due(*, at: datetime) -> int:
    """Put promised calls whose time has come into the queue, each in a transaction of its own; how many."""
    due = Callback.objects.filter(state="booked", due_at__lte=at).order_by("due_at").values_list("id", flat=True)
    count = 0
    for callback_id in list(due[:200]):
        with transaction.atomic():
            found = Callback.objects.select_for_update(skip_locked=True).filter(id=callback_id, state="booked").first()
            if found is not None:
                _queue(found, at=at)
                count += 1
            routing.after_commit(at=at)
    return count


@transaction.atomic
def note_tried(*, by: Actor, at: datetime, contact_id: UUID, reached: bool) -> None:
    """
    The agent has rung. Nobody there: it is tried again after a while, and at last given up and counted as missed.

    :raises NotAllowed: unless it is in this agent's hands. :raises NotFound: if the contact is no call back.
    """
    contact = locked(contact_id)
    policies.require_holder(by, contact)
    found = Callback.objects.select_for_update().filter(contact_id=contact.id, state="queued").first()
    if found is None:
        raise NotFound
    plan = get_plan().callbacks
    tries = found.tries + 1
    again = at + timedelta(minutes=plan.again_minutes)
    state = "done" if reached else "missed" if tries >= plan.tries else "booked"
    Callback.objects.filter(id=found.id).update(
        tries=tries, state=state, due_at=again if state == "booked" else found.due_at,
        until=max(found.until, again + timedelta(minutes=plan.window_minutes)), contact_id=None if state == "booked" else contact.id,
    )  # fmt: skip
    log.write(contact.conversation_id, at=at, kind="callback.tried", contact=contact, by=contact.agent_id, state=state)
    audit.record(by=by, at=at, action="contact_center.callback-tried", subject_id=found.id, details={"state": state})


def _number(typed: str) -> str:
    phone = tidy_address(typed)[1]
    if not phone:
        raise InvalidInput({"phone": _("Enter a telephone number, like 758 555 0123.")})
    return phone


def _require_room(due_at: datetime, *, most: int) -> None:
    """Whoever promises for the same window waits here for the other, so that together they do not promise too much."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [ONE_AT_A_TIME, int(due_at.timestamp()) // 60])
    if Callback.objects.filter(state="booked", due_at=due_at).count() >= most:
        raise NoRoomThen


def _promise(
    conversation_id: UUID, phone: str, language: str, topic: str, *, at: datetime, due_at: datetime, until: datetime,
    rank_at: datetime | None,
) -> Callback:  # fmt: skip
    try:
        with transaction.atomic():
            return Callback.objects.create(
                conversation_id=conversation_id, address=phone, language=language, topic=topic, promised_at=at,
                due_at=due_at, until=until, rank_at=rank_at,
            )  # fmt: skip
    except IntegrityError:
        raise AlreadyPromised from None


def _queue(row: Callback, *, at: datetime) -> None:
    arrival = Arrival(
        channel="callback", language=row.language, address=row.address, topic=row.topic, conversation_id=row.conversation_id,
        direction="out", external_id=f"{row.id}:{row.tries}",
    )  # fmt: skip
    contact_id = receive_contact(by=MACHINE, at=at, arrival=arrival)
    if row.rank_at is not None:
        Contact.objects.filter(id=contact_id).update(rank_at=row.rank_at)
    Callback.objects.filter(id=row.id).update(state="queued", contact_id=contact_id)
