"""What can be asked of how sure we are who somebody is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import override

from digigov.kernel.actor import Actor
from digigov.kernel.errors import NotAllowed, NotFound
from digigov.kernel.paging import Page, PageOf
from digigov.modules.assurance import policies, reasons, rules
from digigov.modules.assurance.definitions import Paper, ProofingPlan
from digigov.modules.assurance.models import WAITING, Letter, Plan, Proofing
from digigov.modules.assurance.reading import WHY
from digigov.modules.audit import commands as audit
from digigov.modules.parties.queries import names_of

A_YEAR = timedelta(days=365)


def find_plan() -> ProofingPlan | None:
    """How this country proves who somebody is; None if it does not."""
    body = Plan.objects.values_list("body", flat=True).first()
    return ProofingPlan.model_validate(body) if body else None


def get_plan() -> ProofingPlan:
    """:raises NotFound: in a country that proves nobody."""
    plan = find_plan()
    if plan is None:
        raise NotFound
    return plan


def papers(*, by_register: bool = False, with_photo: bool = False) -> tuple[Paper, ...]:
    """The papers that can be shown: those that a register keeps, or those with a photo."""
    plan = find_plan()
    known = plan.papers if plan else ()
    return tuple(each for each in known if (each.can_be_read or not by_register) and (each.has_photo or not with_photo))


def level_of(party_id: UUID, *, at: datetime) -> int:
    """How sure we are who this is: 0 (nobody has checked) to 3 (NIST SP 800-63A-4)."""
    counts = Proofing.objects.filter(party_id=party_id, state="passed", works_until__gt=at)
    return int(counts.aggregate(most=Max("level"))["most"] or 0)


def has_shown_number(party_id: UUID, *, at: datetime) -> bool:
    """Whether the number of the ID card was compared with the register and counts: it was not where somebody vouched."""
    counts = Proofing.objects.filter(party_id=party_id, state="passed", works_until__gt=at)
    return counts.exclude(way="vouched").exists()


def dead_among(party_ids: Iterable[UUID]) -> frozenset[UUID]:
    """Those of them whose proof ended because the register of deaths knows them."""
    found = Proofing.objects.filter(party_id__in=set(party_ids), state="ended", reason="died")
    return frozenset(found.values_list("party_id", flat=True))


def proof_of(party_id: UUID, *, at: datetime) -> tuple[int, datetime | None]:
    """The level, and until when the check counts that gives it."""
    counts = Proofing.objects.filter(party_id=party_id, state="passed", works_until__gt=at)
    best = counts.order_by("-level", "-works_until").first()
    return (best.level, best.works_until) if best else (0, None)


def count_vouches(party_id: UUID, *, at: datetime, but: UUID | None = None) -> int:
    """How often this person was asked to vouch within a year and did not decline."""
    asked = Proofing.objects.filter(voucher_id=party_id, begun_at__gt=at - A_YEAR).exclude(reason="voucher-no")
    return asked.exclude(id=but).count() if but else asked.count()


@dataclass(frozen=True, slots=True)
class Check:
    """One check of an identity, for the person and for whoever serves them."""

    id: UUID
    way: str
    state: str
    level: int
    reason: str
    sent_to: str
    begun_at: datetime
    decided_at: datetime | None
    waits_until: datetime | None
    works_until: datetime | None


@dataclass(frozen=True, slots=True)
class Standing:
    """How sure we are of somebody: the level, the check that gives it, the one that waits, and the last that was refused."""

    level: int
    counts: Check | None
    waiting: Check | None
    refused: Check | None
    against: Check | None = (
        None  # the last that was refused or ended by somebody else than the person: it can be looked at again
    )


def get_own(*, viewer: Actor, at: datetime) -> Standing:
    """One's own. :raises NotAllowed: for strangers."""
    return _standing(viewer.own_party, at=at)


@transaction.atomic
def get_standing(*, viewer: Actor, at: datetime, party_id: UUID) -> Standing:
    """
    Of somebody at the counter, and note who looked. :raises NotAllowed: unless an officer serves somebody else at a counter.
    """
    policies.require_agent(viewer, party_id=party_id)
    audit.record_read(by=viewer, at=at, purpose=WHY, subjects=[party_id], action="assurance.standing-read")
    return _standing(party_id, at=at)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A check for a second pair of eyes."""

    id: UUID
    party_id: UUID
    name: str
    way: str
    agent: str
    begun_at: datetime
    waits_until: datetime | None


@dataclass(frozen=True, slots=True)
class Claimed:
    """All that the second officer compares with the person and the papers."""

    waiting: Waiting
    given_names: str
    family_name: str
    born_on: date
    national_id: str
    papers: tuple[tuple[str, str], ...]  # what the first officer saw: its name, and the end of its number
    voucher: str


@transaction.atomic
def list_waiting(*, viewer: Actor, at: datetime, page: Page) -> PageOf[Waiting]:
    """
    Checks of the viewer's counter that wait for a second officer, oldest first; the names are noted as seen.

    :raises NotAllowed: unless an officer of a counter asks.
    """
    if viewer.kind != "officer" or not viewer.may(policies.ASSIST):
        raise NotAllowed
    rows = Proofing.objects.filter(state="waiting-second", waits_until__gt=at, office=viewer.office)
    found: PageOf[Proofing] = page.of(rows.order_by("begun_at", "id"), lambda row: row)
    names = names_of({each for row in found for each in (row.party_id, row.agent_id) if each})
    audit.record_listed(
        by=viewer, at=at, purpose=WHY, subjects=[row.party_id for row in found], action="parties.names-listed"
    )
    items = tuple(_waiting(row, names) for row in found)
    return PageOf(items, found.number, found.size, found.has_next)


@transaction.atomic
def get_waiting(*, viewer: Actor, at: datetime, proofing_id: UUID) -> Claimed:
    """
    What is claimed, to be compared once more; noted as read.

    :raises NotFound: if no such check waits. :raises NotAllowed: unless another officer of that counter asks.
    """
    row = Proofing.objects.filter(id=proofing_id, state="waiting-second").first()
    if row is None:
        raise NotFound
    policies.require_second(viewer, row)
    audit.record_read(by=viewer, at=at, purpose=WHY, subjects=[row.party_id], action="assurance.claim-read")
    names = names_of({each for each in (row.party_id, row.agent_id, row.voucher_id) if each})
    claim, plan = row.claim, get_plan()
    return Claimed(
        waiting=_waiting(row, names),
        given_names=claim["given_names"],
        family_name=claim["family_name"],
        born_on=date.fromisoformat(claim["born_on"]),
        national_id=claim.get("national_id", ""),
        papers=tuple((paper.name, str(each["end"])) for each in row.evidence if (paper := plan.paper(each["kind"]))),
        voucher=names.get(row.voucher_id, "") if row.voucher_id else "",
    )


@dataclass(frozen=True, slots=True)
class LetterToPost:
    """A letter that has to be printed, or taken to the post."""

    id: UUID
    name: str
    asked_at: datetime
    printed_at: datetime | None


@transaction.atomic
def list_letters(*, viewer: Actor, at: datetime, page: Page) -> PageOf[LetterToPost]:
    """
    Letters with codes that have not gone to the post, oldest first; the names are noted as seen. Neither code nor address is told.

    :raises NotAllowed: without ``assurance.post``.
    """
    viewer.require(policies.POST)
    rows = Letter.objects.filter(sent_at=None, proofing__state="waiting-letter", proofing__waits_until__gt=at)
    found: PageOf[Letter] = page.of(rows.select_related("proofing").order_by("asked_at", "id"), lambda row: row)
    subjects = [row.proofing.party_id for row in found]
    audit.record_listed(by=viewer, at=at, purpose=WHY, subjects=subjects, action="parties.names-listed")
    items = tuple(LetterToPost(row.id, row.lines[0], row.asked_at, row.printed_at) for row in found)
    return PageOf(items, found.number, found.size, found.has_next)


def can_write() -> bool:
    """Whether a letter may go to an address that a register holds."""
    plan = find_plan()
    return bool(plan and plan.people.address)


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody for whom one is asked to vouch."""

    id: UUID
    name: str
    born_on: date
    years: int
    waits_until: datetime | None


def list_asked(*, viewer: Actor, at: datetime) -> tuple[Asked, ...]:
    """For whom one is asked to vouch, oldest first, five at most. :raises NotAllowed: for strangers."""
    me = viewer.own_party
    rows = Proofing.objects.filter(voucher_id=me, state="waiting-voucher", waits_until__gt=at).order_by("begun_at")[:5]
    return tuple(
        Asked(
            row.id,
            f"{row.claim['given_names']} {row.claim['family_name']}".strip(),
            date.fromisoformat(row.claim["born_on"]),
            int(row.evidence[0]["years"]),
            row.waits_until,
        )
        for row in rows
    )


def _standing(party_id: UUID, *, at: datetime) -> Standing:
    of_party = Proofing.objects.filter(party_id=party_id)
    best = of_party.filter(state="passed", works_until__gt=at).order_by("-level", "-works_until").first()
    waiting = of_party.filter(state__in=WAITING, waits_until__gt=at).first()
    last = of_party.order_by("-begun_at").first()
    refused = last if last and last.state == "refused" else None
    against = last if last and last.state in ("refused", "ended") and last.reason not in rules.OWN_DOING else None
    return Standing(best.level if best else 0, _check(best), _check(waiting), _check(refused), _check(against))


@dataclass(frozen=True, slots=True)
class Decided:
    """A check that was refused or ended, why in words for an officer, and who had a part in that."""

    why: str
    deciders: frozenset[UUID]


def find_decided(*, party_id: UUID, proofing_id: UUID) -> Decided | None:
    """A check of this person that somebody refused or ended; for the room that takes reviews, which asks who asks."""
    row = Proofing.objects.filter(id=proofing_id, party_id=party_id, state__in=("refused", "ended")).first()
    if row is None or row.reason in rules.OWN_DOING:
        return None
    involved = (row.agent_id, row.second_id, row.voucher_id, row.decided_by_id)
    with override("en"):
        why = reasons.in_words((row.reason,))
    return Decided(why, frozenset(each for each in involved if each))


def _check(row: Proofing | None) -> Check | None:
    if row is None:
        return None
    return Check(
        row.id, row.way, row.state, row.level, row.reason, row.sent_to, row.begun_at, row.decided_at, row.waits_until,
        row.works_until,
    )  # fmt: skip


def _waiting(row: Proofing, names: dict[UUID, str]) -> Waiting:
    return Waiting(
        row.id, row.party_id, names.get(row.party_id, ""), row.way, names.get(row.agent_id, "") if row.agent_id else "",
        row.begun_at, row.waits_until,
    )  # fmt: skip
