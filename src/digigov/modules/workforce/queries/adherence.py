"""The plan of a day against what the contact centre saw."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from digigov.kernel.actor import Actor
from digigov.kernel.adapters import adapter
from digigov.kernel.paging import Page, PageOf
from digigov.modules.audit import commands as audit
from digigov.modules.audit.commands import Purpose
from digigov.modules.workforce import policies
from digigov.modules.workforce.models import Shift
from digigov.modules.workforce.reading import minute_of, moment
from digigov.modules.workforce.rules.adherence import Adherence, Planned, adherence_of

FOLLOWING = Purpose("plan-shifts")


@dataclass(frozen=True, slots=True)
class AdherenceRow:
    party_id: UUID
    on: date
    begins: int  # minutes of the day
    ends: int
    found: Adherence


def list_adherence(*, viewer: Actor, at: datetime, on: date, page: Page) -> PageOf[AdherenceRow]:
    """Everybody's of a day; each person can see that it was looked at. :raises NotAllowed: unless the viewer plans."""
    policies.require_planner(viewer)
    rows = Shift.objects.filter(on=on, is_in_force=True, starts_at__lt=at).order_by("starts_at", "party_id")
    found = page.of(rows, lambda row: _row(row, at))
    people = [each.party_id for each in found]
    audit.record_listed(by=viewer, at=at, purpose=FOLLOWING, subjects=people, action="workforce.adherence-seen")
    return found


def list_my_adherence(*, viewer: Actor, at: datetime, page: Page) -> PageOf[AdherenceRow]:
    """One's own, the newest day first: the same figures that the manager sees. :raises NotAllowed: unless the viewer is an agent."""
    me = policies.require_agent(viewer)
    rows = Shift.objects.filter(party_id=me, is_in_force=True, starts_at__lt=at).order_by("-starts_at")
    return page.of(rows, lambda row: _row(row, at))


def _row(shift: Shift, at: datetime) -> AdherenceRow:
    breaks = tuple((moment(shift.on, begins), moment(shift.on, ends)) for begins, ends, _kind in shift.breaks)
    seen = adapter("agent-presence").states(shift.party_id, shift.on)
    found = adherence_of(Planned(shift.starts_at, shift.ends_at, breaks), seen, until=at)
    return AdherenceRow(shift.party_id, shift.on, minute_of(shift.starts_at), minute_of(shift.ends_at), found)
