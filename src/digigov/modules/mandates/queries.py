"""What can be asked of who acts for whom."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from digigov.kernel.actor import Acting, Actor
from digigov.kernel.clock import local_date
from digigov.kernel.errors import NotAllowed, NotFound
from digigov.kernel.paging import Page, PageOf
from digigov.modules.assurance.queries import dead_among, level_of
from digigov.modules.audit import commands as audit
from digigov.modules.audit.commands import Purpose
from digigov.modules.mandates import policies, reasons, rules
from digigov.modules.mandates.models import Mandate
from digigov.modules.mandates.reading import HERE, find_plan
from digigov.modules.parties.queries import get_person, names_of

GROUNDS, GIVEN, ALLOWED, WORDS = rules.GROUNDS, rules.GIVEN, rules.ALLOWED, reasons.WORDS
WHY = Purpose("mandate")

Open = Mapping[str, frozenset[str]]  # service → the grounds on which it may be asked for another


@dataclass(frozen=True, slots=True)
class MandateView:
    id: UUID
    ground: str
    state: str
    how: str
    principal_id: UUID
    principal: str
    agent_id: UUID | None
    agent: str  # while it is only offered, whom the principal named
    sent_to: str
    services: tuple[str, ...]
    starts_on: date
    ends_on: date | None
    begun_at: datetime
    waits_until: datetime | None
    ended_at: datetime | None
    reason: str
    evidence: Mapping[str, Any]

    @property
    def is_live(self) -> bool:
        return self.state in (*rules.WAITING, rules.ACTIVE)


@dataclass(frozen=True, slots=True)
class Held:
    """A mandate of one's own, with the reason why it cannot be used now (``allowed`` if it can) and for which services it can."""

    mandate: MandateView
    reason: str
    services: frozenset[str]


def reads_births() -> bool:
    """Whether parents can be found in a register here."""
    return find_plan() is not None


def reads_directors() -> bool:
    """Whether the register of companies names directors here."""
    plan = find_plan()
    return plan is not None and plan.firms.directors is not None


def list_given(*, viewer: Actor, page: Page) -> PageOf[MandateView]:
    """Whom one has let act, or the company for which one acts as a director; what lives first, then newest first."""
    principal_id = viewer.acting.party_id if viewer.acting else viewer.own_party
    if viewer.acting and viewer.acting.ground != rules.COMPANY:
        raise NotAllowed
    return _page(Mandate.objects.filter(principal_id=principal_id), page)


def list_held(*, viewer: Actor, at: datetime, open_to: Open, page: Page) -> PageOf[Held]:
    """For whom one may act, newest first, with what for, or why not now. What has ended is not listed."""
    me = viewer.own_party
    rows = Mandate.objects.filter(agent_id=me, state=rules.ACTIVE).select_related("principal")
    found: PageOf[Mandate] = page.of(rows.order_by("-begun_at", "id"), lambda row: row)
    names = _names(found.items)
    agent = _agent(me, at=at)
    dead = dead_among({me, *(row.principal_id for row in found.items)})
    items = tuple(_held(row, agent, names, dead=dead, at=at, open_to=open_to) for row in found.items)
    return PageOf(items, found.number, found.size, found.has_next)


def find_acting(*, viewer: Actor, at: datetime, mandate_id: UUID, open_to: Open) -> Acting | str:
    """
    For whom the viewer acts under that mandate now and in which services; or the code of the reason why they do not. Asked anew
    for each request, so that what ends, ends at once.
    """
    if viewer.party_id is None:
        return "ended"
    mandate = Mandate.objects.filter(id=mandate_id, agent_id=viewer.party_id).select_related("principal").first()
    if mandate is None:
        return "ended"
    names = _names([mandate])
    dead = dead_among({viewer.party_id, mandate.principal_id})
    held = _held(mandate, _agent(viewer.party_id, at=at), names, dead=dead, at=at, open_to=open_to)
    if held.reason != ALLOWED:
        return held.reason
    return Acting(mandate.id, mandate.principal_id, names.get(mandate.principal_id, ""), mandate.ground, held.services)


def get_own(*, viewer: Actor, mandate_id: UUID) -> MandateView:
    """One that the viewer has given or holds. :raises NotFound: otherwise."""
    me = viewer.own_party
    mandate = Mandate.objects.filter(id=mandate_id).first()
    is_agent = mandate is not None and mandate.agent_id == me
    if mandate is None or not (is_agent or policies.is_principal(viewer, mandate)):
        raise NotFound
    return _view(mandate, _names([mandate]))


def find_standing(mandate_id: UUID) -> MandateView | None:
    """As it stands now, for a room that has decided that whoever asks may know it."""
    mandate = Mandate.objects.filter(id=mandate_id).select_related("principal").first()
    return _view(mandate, _names([mandate])) if mandate else None


@transaction.atomic
def list_of(*, viewer: Actor, at: datetime, party_id: UUID, page: Page) -> PageOf[MandateView]:
    """
    Given by and to somebody at the counter, what lives first; noted as read. :raises NotAllowed: unless an officer serves them.
    """
    policies.require_officer(viewer, party_id)
    found = _page(Mandate.objects.filter(Q(principal_id=party_id) | Q(agent_id=party_id)), page)
    audit.record_read(by=viewer, at=at, purpose=WHY, subjects=[party_id], action="mandates.listed")
    return found


@transaction.atomic
def list_waiting(*, viewer: Actor, at: datetime, page: Page) -> PageOf[MandateView]:
    """
    What waits at the viewer's counter for a second officer, oldest first; the names are noted as seen.

    :raises NotAllowed: unless an officer of a counter asks.
    """
    if viewer.kind != "officer" or not viewer.may(policies.ASSIST):
        raise NotAllowed
    rows = Mandate.objects.filter(state=rules.CONFIRMING, how="counter", office=viewer.office, waits_until__gt=at)
    found: PageOf[Mandate] = page.of(rows.order_by("begun_at", "id"), lambda row: row)
    names = _names(found.items)
    audit.record_listed(by=viewer, at=at, purpose=WHY, subjects=names, action="parties.names-listed")
    return PageOf(tuple(_view(row, names) for row in found.items), found.number, found.size, found.has_next)


@transaction.atomic
def get_waiting(*, viewer: Actor, at: datetime, mandate_id: UUID) -> MandateView:
    """
    What a second officer compares with the papers; noted as read.

    :raises NotFound: if no such thing waits. :raises NotAllowed: unless another officer of that counter asks.
    """
    mandate = Mandate.objects.filter(id=mandate_id, state=rules.CONFIRMING, how="counter").first()
    if mandate is None:
        raise NotFound
    policies.require_second(viewer, mandate)
    subjects = [each for each in (mandate.principal_id, mandate.agent_id) if each]
    audit.record_read(by=viewer, at=at, purpose=WHY, subjects=subjects, action="mandates.read")
    return _view(mandate, _names([mandate]))


@dataclass(frozen=True, slots=True)
class _Agent:
    level: int
    born_on: date | None


def _agent(party_id: UUID, *, at: datetime) -> _Agent:
    return _Agent(level_of(party_id, at=at), get_person(viewer=HERE, at=at, party_id=party_id, purpose=WHY).born_on)


def _held(
    mandate: Mandate,
    agent: _Agent,
    names: Mapping[UUID, str],
    *,
    dead: frozenset[UUID],
    at: datetime,
    open_to: Open,
) -> Held:
    asked = open_to or {"": frozenset()}
    decisions = {service: rules.decide(_facts(mandate, agent, service, open_to, dead=dead, at=at)) for service in asked}
    services = frozenset(service for service, reason in decisions.items() if reason == ALLOWED)
    return Held(_view(mandate, names), ALLOWED if services else _nearest(decisions.values()), services)


def _nearest(found: Iterable[str]) -> str:
    """Of the reasons why no service can be used the one that tells most: about the mandate, else about its services."""
    of_services = {"service-not-named": 1, "service-in-person": 2}
    return min(found, key=lambda reason: (of_services.get(reason, 0), reason))


def _facts(
    mandate: Mandate, agent: _Agent, service: str, open_to: Open, *, dead: frozenset[UUID], at: datetime
) -> rules.Facts:
    return rules.Facts(
        ground=mandate.ground,
        state=mandate.state,
        on=local_date(at),
        starts_on=mandate.starts_on,
        ends_on=mandate.ends_on,
        principal_born_on=mandate.principal.born_on,
        principal_died=bool(mandate.evidence.get("died_on")) or mandate.principal_id in dead,
        firm_works=mandate.firm_exists,
        agent_is_principal=mandate.agent_id == mandate.principal_id,
        agent_level=agent.level,
        agent_born_on=agent.born_on,
        agent_died=mandate.agent_id in dead,
        named=frozenset(mandate.services),
        service=service,
        open_to=open_to.get(service, frozenset()),
    )


def _page(rows: Any, page: Page) -> PageOf[MandateView]:
    found: PageOf[Mandate] = page.of(rows.order_by("-begun_at", "id"), lambda row: row)
    names = _names(found.items)
    return PageOf(tuple(_view(row, names) for row in found.items), found.number, found.size, found.has_next)


def _names(rows: Any) -> dict[UUID, str]:
    return names_of({each for row in rows for each in (row.principal_id, row.agent_id) if each})


def _view(row: Mandate, names: Mapping[UUID, str]) -> MandateView:
    named = f"{row.named.get('given', '')} {row.named.get('family', '')}".strip()
    return MandateView(
        id=row.id,
        ground=row.ground,
        state=row.state,
        how=row.how,
        principal_id=row.principal_id,
        principal=names.get(row.principal_id, ""),
        agent_id=row.agent_id,
        agent=names.get(row.agent_id, "") if row.agent_id else named,
        sent_to=row.sent_to,
        services=tuple(row.services),
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        begun_at=row.begun_at,
        waits_until=row.waits_until,
        ended_at=row.ended_at,
        reason=row.reason,
        evidence=row.evidence,
    )
