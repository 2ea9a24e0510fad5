"""Asking to be erased, thinking again, being held up with a reason, and the erasure itself."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from digigov.kernel.actor import Actor
from digigov.kernel.clock import local_date
from digigov.kernel.errors import DomainError, InvalidInput, NotAllowed, NotFound
from digigov.kernel.references import next_reference
from digigov.modules.audit import commands as audit
from digigov.modules.privacy import policies
from digigov.modules.privacy.definitions import Periods, Shredding, Whose
from digigov.modules.privacy.keeping import get_periods
from digigov.modules.privacy.models import OPEN, Erasure
from digigov.modules.privacy.ports import LAST_WORD, tell
from digigov.modules.privacy.shredding import Answer, foresee, record, shred_person, totals

BATCH = 100
LEAST_WORDS = 10
A_DAY, A_WEEK = timedelta(days=1), timedelta(days=7)


class ErasureWaits(DomainError):
    code = "erasure-waits"
    message = _("It was asked for already, and the pause runs. Withdraw that first to ask for something else.")


class TooLateToChange(DomainError):
    code = "erasure-over"
    message = _("This is over: it was done, or withdrawn.")


class NoPlan(DomainError):
    code = "no-retention-plan"
    message = _("Nobody has written down yet how long data is kept here. Ask the data protection officer.")


@transaction.atomic
def ask_erasure(*, by: Actor, at: datetime, whose: Whose, closes: bool, ground: str = "") -> str:
    """
    Have all that no law keeps erased after a pause; returns the reference. By the person, or at a desk by the data protection
    officer for somebody without an account, who writes down how that person asked (``ground``).

    :raises NotAllowed: for anybody else. :raises InvalidInput: if an officer gives no ground. :raises ErasureWaits: if it was asked
        for already. :raises NoPlan: where the country has not said how long things are kept.
    """
    is_own = by.party_id is not None and by.party_id == whose.party_id and by.acting is None
    if not is_own:
        policies.require_overseer(by)
        if whose.account_ids:
            raise NotAllowed  # whoever has an account asks with it, freshly shown
        ground = _said(ground, "ground", _("Write how the person asked, and how you know that it is that person."))
    plan = get_periods().plan
    if plan is None:
        raise NoPlan
    if by.party_id is None:
        raise NotAllowed
    try:
        with transaction.atomic():
            made = Erasure.objects.create(
                reference=next_reference(kind="E", at=at), party_id=whose.party_id, party_ids=sorted(whose.party_ids),
                account_ids=sorted(whose.account_ids), closes=closes or not whose.account_ids, asked_at=at,
                asked_by=by.party_id, ground=ground, begins_at=at + timedelta(days=plan.pause_days),
            )  # fmt: skip
    except IntegrityError as taken:
        raise ErasureWaits from taken
    _note(made, "asked", by=by, at=at)
    values = {"reference": made.reference, "begins_day": _day(made.begins_at)}
    tell(at=at, party_id=made.party_id, message="erasure-asked", values=values, key=f"erasure-asked:{made.id}")
    return made.reference


@transaction.atomic
def withdraw_erasure(*, by: Actor, at: datetime, erasure_id: UUID) -> None:
    """
    Nothing is erased. Harmless when repeated.

    :raises NotFound: unless it is one's own, or the officer's who asked for somebody. :raises TooLateToChange: if it was done.
    """
    found = _locked(erasure_id)
    if by.party_id is None or by.party_id not in (found.party_id, found.asked_by):
        raise NotFound
    if found.state == "withdrawn":
        return
    _require_open(found)
    _changed(found, state="withdrawn", ended_at=at)
    _note(found, "withdrawn", by=by, at=at)


@transaction.atomic
def hold_erasure(*, by: Actor, at: datetime, erasure_id: UUID, reason: str) -> None:
    """
    Stop it until it is let go, with a reason that the person gets and reads. Its pause goes on meanwhile.

    :raises NotAllowed: unless a data protection officer does it, in a matter that is not their own. :raises InvalidInput: without a
        reason. :raises TooLateToChange: if it is over.
    """
    policies.require_overseer(by)
    found = _locked(erasure_id)
    _require_anothers(found, by)
    reason = _said(reason, "reason", _("Write why it must wait, in words that the person understands."))
    _require_open(found)
    _changed(found, state="held", held_at=at, held_by=by.party_id, hold_reason=reason)
    _note(found, "held", by=by, at=at)
    values = {"reference": found.reference, "reason": reason}
    key = f"erasure-held:{found.id}:{at.isoformat()}"
    tell(at=at, party_id=found.party_id, message="erasure-held", values=values, key=key)


@transaction.atomic
def release_erasure(*, by: Actor, at: datetime, erasure_id: UUID) -> None:
    """
    Let it go on: it is done once its pause is over. Harmless when repeated.

    :raises NotAllowed: unless a data protection officer does it, in a matter that is not their own. :raises TooLateToChange: if it is
        over.
    """
    policies.require_overseer(by)
    found = _locked(erasure_id)
    _require_anothers(found, by)
    _require_open(found)
    if found.state == "held":
        _changed(found, state="waiting")
        _note(found, "released", by=by, at=at)


def remind_of_erasures(*, by: Actor, at: datetime) -> int:
    """Tell whoever's pause is nearly over, once. :raises NotAllowed: unless it is the machine."""
    by.require_system()
    plan = get_periods().plan
    if plan is None:
        return 0
    soon = Erasure.objects.filter(
        state="waiting", reminded_at=None, begins_at__gt=at, begins_at__lte=at + timedelta(days=plan.remind_days)
    )
    ids = list(soon.order_by("begins_at").values_list("id", flat=True)[:BATCH])
    return sum(_reminded(each, at=at) for each in ids)


@transaction.atomic
def _reminded(erasure_id: UUID, *, at: datetime) -> bool:
    found = _locked(erasure_id)
    if found.state != "waiting" or found.reminded_at is not None:
        return False
    Erasure.objects.filter(id=found.id).update(reminded_at=at)
    values = {"reference": found.reference, "begins_day": _day(found.begins_at)}
    tell(at=at, party_id=found.party_id, message="erasure-soon", values=values, key=f"erasure-soon:{found.id}")
    return True


def erase_due(*, by: Actor, at: datetime) -> int:
    """
    Erase whose pause is over and whom nobody holds, each in a transaction of its own; returns how many. Harmless when repeated.

    :raises NotAllowed: unless it is the machine.
    """
    by.require_system()
    due = Erasure.objects.filter(state="waiting", begins_at__lte=at).order_by("begins_at").values_list("id", flat=True)
    return sum(_erased(each, by=by, at=at) for each in due[:BATCH])


@transaction.atomic
def _erased(erasure_id: UUID, *, by: Actor, at: datetime) -> bool:
    found = _locked(erasure_id)
    if found.state != "waiting" or found.begins_at > at:
        return False
    whose = Whose(found.party_id, frozenset(found.party_ids), frozenset(found.account_ids))
    closes, answers = _shredded(whose, by=by, at=at, closes=found.closes, reference=found.reference, key=str(found.id))
    _record(answers, whose, found.id, by=by, at=at)
    again_on = look_again_on(answers, at=at) if closes or not whose.account_ids else None
    _changed(found, state="done", closes=closes or not whose.account_ids, ended_at=at, again_on=again_on)
    # what was written when it was asked for, now or earlier, may tell of the person
    Erasure.objects.filter(party_id=found.party_id).exclude(state__in=OPEN).update(ground="", hold_reason="")
    _note(found, "done", by=by, at=at, **totals(answers))
    return True


def erase_rest(*, by: Actor, at: datetime) -> int:
    """
    Of those erased before: what had to stay then and need not any more; the name goes with the last that needed it. Never of whoever
    kept an account: they go on using it, and an old wish says nothing of what they do now. Returns of how many people something
    went. Harmless when repeated.

    :raises NotAllowed: unless it is the machine.
    """
    by.require_system()
    due = Erasure.objects.filter(state="done", again_on__lte=local_date(at)).order_by("again_on")
    return sum(_rest_erased(each, by=by, at=at) for each in list(due.values_list("id", flat=True)[:BATCH]))


@transaction.atomic
def _rest_erased(erasure_id: UUID, *, by: Actor, at: datetime) -> bool:
    found = _locked(erasure_id)
    whose = Whose(found.party_id, frozenset(found.party_ids), frozenset(found.account_ids))
    periods = get_periods()
    closes, _answers = plan_erasure(whose, by=by, at=at, closes=found.closes, periods=periods)
    answers = shred_person(Shredding(by, at, periods, whose, closes))
    gone = totals(answers)
    if gone["erased"] + gone["anonymised"]:
        _record([each for each in answers if each.going], whose, found.id, by=by, at=at)
        _note(found, "finished", by=by, at=at, **gone)
    Erasure.objects.filter(id=found.id).update(again_on=look_again_on(answers, at=at))
    return bool(gone["erased"] + gone["anonymised"])


def _record(answers: Iterable[Answer], whose: Whose, erasure_id: UUID, *, by: Actor, at: datetime) -> None:
    shredding = Shredding(by, at, get_periods(), whose)
    for each in answers:
        record(each, shredding, erasure_id=erasure_id)


def look_again_on(answers: Iterable[Answer], *, at: datetime) -> date | None:
    """The first day on which something that stays may go: its last, or in a week where nobody knows the day yet."""
    on = local_date(at)
    reasons = [why for each in answers for why in each.staying if why.reason != "forever"]
    return min((max(why.until or on + A_WEEK, on + A_DAY) for why in reasons), default=None)


def _shredded(
    whose: Whose, *, by: Actor, at: datetime, closes: bool, reference: str, key: str
) -> tuple[bool, tuple[Answer, ...]]:
    """Whether the account closed, and what became of everything. The last word goes out first: afterwards nobody knows the address."""
    periods = get_periods()
    closes, answers = plan_erasure(whose, by=by, at=at, closes=closes, periods=periods)
    told = totals(answers)
    values = {"reference": reference, "gone": told["erased"] + told["anonymised"], "kept": told["kept"]}
    tell(at=at, party_id=whose.party_id, message=LAST_WORD, values=values, key=f"{LAST_WORD}:{key}")
    return closes, shred_person(Shredding(by, at, periods, whose, closes))


def plan_erasure(
    whose: Whose, *, by: Actor, at: datetime, closes: bool, periods: Periods
) -> tuple[bool, tuple[Answer, ...]]:
    """What would become of everything, and whether the account can close: not while something is under way."""
    first = Shredding(by, at, periods, whose, closes)
    answers = foresee(first)
    if not closes or not first.is_open:
        return closes, answers
    return False, foresee(Shredding(by, at, periods, whose, closes=False))


def _changed(erasure: Erasure, **columns: Any) -> None:
    """It stands otherwise now, and is to be noted beside the backups anew."""
    Erasure.objects.filter(id=erasure.id).update(version=F("version") + 1, **columns)


def _note(erasure: Erasure, what: str, *, by: Actor, at: datetime, **counts: int) -> None:
    details = {"reference": erasure.reference, **counts}
    audit.record(by=by, at=at, action=f"privacy.erasure-{what}", subject_id=erasure.party_id, details=details)


def _day(moment: datetime) -> str:
    return f"{local_date(moment):%d/%m/%Y}"


def _locked(erasure_id: UUID) -> Erasure:
    found = Erasure.objects.select_for_update().filter(id=erasure_id).first()
    if found is None:
        raise NotFound
    return found


def _require_open(erasure: Erasure) -> None:
    if erasure.state not in OPEN:
        raise TooLateToChange


def _require_anothers(erasure: Erasure, by: Actor) -> None:
    if by.party_id in erasure.party_ids:
        raise NotAllowed


def _said(words: str, name: str, otherwise: object) -> str:
    words = words.replace("\x00", "").strip()
    if len(words) < LEAST_WORDS:
        raise InvalidInput({name: otherwise})
    if len(words) > 500:
        raise InvalidInput({name: gettext("Write at most 500 characters.")})
    return words
