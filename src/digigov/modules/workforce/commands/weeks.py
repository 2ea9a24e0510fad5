"""A week's plan: drawn up, published, changed into the next version."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from digigov.kernel.actor import Actor
from digigov.kernel.clock import local_date
from digigov.kernel.errors import DomainError, InvalidInput
from digigov.modules.audit import commands as audit
from digigov.modules.workforce import policies, reading
from digigov.modules.workforce.definitions import workforce
from digigov.modules.workforce.models import Shift, Week
from digigov.modules.workforce.rules.needs import needs_of_day
from digigov.modules.workforce.rules.roster import Question, plan
from digigov.modules.workforce.rules.shifts import Worked

FARTHEST = timedelta(weeks=26)


class NothingToPlanFrom(DomainError):
    code = "nothing-to-plan-from"
    message = _("There is no forecast yet: it takes two weeks of calls. Use the what-if page until then.")


class WeekIsOver(DomainError):
    code = "week-is-over"
    message = _("This week is over, or lies more than half a year ahead. Choose another.")


class NoDraft(DomainError):
    code = "no-draft"
    message = _("There is no draft of this week. Plan the week, or change the plan that is in force.")


def plan_week(
    *, by: Actor, at: datetime, starts_on: date, share: float | None = None, seconds: int | None = None, seed: int = 1
) -> UUID:
    """
    Draw up a week: the need from the forecast and the target, then who works when. It takes the place of a draft. Not one
    transaction: the search takes a second, in which nobody should wait for the database.

    :raises NotAllowed: unless the actor plans. :raises WeekIsOver: if it is. :raises InvalidInput: for a target that nobody has.
    :raises NothingToPlanFrom: without two weeks of history.
    """
    policies.require_planner(by)
    starts_on = require_open(starts_on, at)
    found = workforce()
    share, seconds = found.share if share is None else share, found.seconds if seconds is None else seconds
    if not 0.5 <= share <= 0.99:
        raise InvalidInput({"share": _("Enter a share from 50 to 99 per cent.")})
    if not 5 <= seconds <= 600:
        raise InvalidInput({"seconds": _("Enter 5 to 600 seconds.")})
    learnt = reading.learn(at)
    if learnt.main is None:
        raise NothingToPlanFrom
    aims = found.aims(share, seconds)
    days = [needs_of_day(reading.work_of(learnt, starts_on + timedelta(days=n)), aims) for n in range(7)]
    needs = reading.needs_as_kept(days, found.least_agents)
    people = reading.people_for(starts_on, at)
    question = Question(
        tuple(tuple(day) for day in needs), people, found.hours, found.terms, dict.fromkeys(found.languages, 1)
    )
    roster = plan(question, seed=seed)
    told = {"share": share, "seconds": seconds, "seed": seed, "sure": learnt.main.sure, "made_up": learnt.is_made_up}
    return _keep(by, at, starts_on, needs, told, roster.shifts)


@transaction.atomic
def change_week(*, by: Actor, at: datetime, starts_on: date) -> UUID:
    """
    Begin a draft from the plan in force, to change it by hand. A draft that is there is gone on with.

    :raises NotAllowed: unless the actor plans. :raises WeekIsOver: if it is. :raises NoDraft: if there is no plan at all.
    """
    policies.require_planner(by)
    starts_on = require_open(starts_on, at)
    lock(starts_on)
    draft = Week.objects.filter(starts_on=starts_on, state="draft").first()
    if draft is not None:
        return draft.id
    now = Week.objects.filter(starts_on=starts_on, state="in-force").first()
    if now is None:
        raise NoDraft
    week = next_version(by, at, now, why="changed")
    audit.record(by=by, at=at, action="workforce.week-changed", details={"week": starts_on.isoformat()})
    return week.id


@transaction.atomic
def publish_week(*, by: Actor, at: datetime, starts_on: date) -> UUID:
    """
    Put the draft in force, in place of the version before it; the agents see it at once.

    :raises NotAllowed: unless the actor plans. :raises WeekIsOver: if it is. :raises NoDraft: if there is none.
    """
    policies.require_planner(by)
    starts_on = require_open(starts_on, at)
    lock(starts_on)
    draft = Week.objects.filter(starts_on=starts_on, state="draft").first()
    if draft is None:
        raise NoDraft
    put_in_force(draft, at)
    audit.record(
        by=by,
        at=at,
        action="workforce.week-published",
        details={"week": starts_on.isoformat(), "version": draft.version},
    )
    return draft.id


def require_open(starts_on: date, at: datetime) -> date:
    """The Monday. :raises WeekIsOver: if the week is, or lies too far ahead."""
    today = local_date(at)
    starts_on = reading.monday_of(starts_on)
    if starts_on + timedelta(days=6) < today or starts_on > today + FARTHEST:
        raise WeekIsOver
    return starts_on


def lock(starts_on: date) -> None:
    """Of two who change one week the second waits until the first is done."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"workforce.week.{starts_on.isoformat()}"])


def put_in_force(week: Week, at: datetime) -> None:
    """In place of the version before it."""
    retire(week.starts_on)
    Week.objects.filter(id=week.id).update(state="in-force", published_at=at)
    Shift.objects.filter(week_id=week.id).update(is_in_force=True)


def retire(starts_on: date) -> None:
    """Whatever is in force is replaced."""
    Shift.objects.filter(week__starts_on=starts_on, is_in_force=True).update(is_in_force=False)
    Week.objects.filter(starts_on=starts_on, state="in-force").update(state="replaced")


def next_version(by: Actor, at: datetime, week: Week, *, why: str, swapped: dict[UUID, UUID] | None = None) -> Week:
    """A draft with the same needs and shifts; or, where ``swapped`` gives shifts to other people, a version in force at once."""
    state = "draft"
    if swapped is not None:
        retire(week.starts_on)
        state = "in-force"
    other = swapped or {}
    made = Week.objects.create(
        starts_on=week.starts_on, version=_next(week.starts_on), state=state, needs=week.needs, aims=week.aims,
        made_at=at, made_by_id=by.own_party, why=why, published_at=None if swapped is None else at,
    )  # fmt: skip
    Shift.objects.bulk_create(
        Shift(
            week=made, party_id=other.get(each.id, each.party_id), on=each.on, starts_at=each.starts_at,
            ends_at=each.ends_at, breaks=each.breaks, is_in_force=swapped is not None,
        )
        for each in Shift.objects.filter(week_id=week.id)
    )  # fmt: skip
    return made


def rows(week: Week, shifts: Iterable[Worked]) -> list[Shift]:
    found = []
    for each in shifts:
        on = week.starts_on + timedelta(days=each.day)
        found.append(
            Shift(
                week=week,
                party_id=UUID(each.person),
                on=on,
                starts_at=reading.moment(on, each.begins),
                ends_at=reading.moment(on, each.ends),
                breaks=[[b.begins, b.ends, b.kind] for b in sorted(each.breaks)],
            )  # fmt: skip
        )
    return found


@transaction.atomic
def _keep(
    by: Actor, at: datetime, starts_on: date, needs: list[list[int]], told: dict[str, Any], shifts: Iterable[Worked]
) -> UUID:
    lock(starts_on)
    Week.objects.filter(starts_on=starts_on, state="draft").delete()
    week = Week.objects.create(
        starts_on=starts_on, version=_next(starts_on), state="draft", needs=needs, aims=told, made_at=at,
        made_by_id=by.own_party,
    )  # fmt: skip
    Shift.objects.bulk_create(rows(week, shifts))
    audit.record(by=by, at=at, action="workforce.week-planned", details={"week": starts_on.isoformat()})
    return week.id


def _next(starts_on: date) -> int:
    newest = Week.objects.filter(starts_on=starts_on).aggregate(Max("version"))["version__max"]
    return (newest or 0) + 1
