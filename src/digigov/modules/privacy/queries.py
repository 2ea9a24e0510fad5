"""What can be asked: what is held of a person, what would be erased, who asked for it, and what was destroyed."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet

from digigov.kernel.actor import Actor
from digigov.kernel.errors import NotFound
from digigov.kernel.paging import Page, PageOf
from digigov.modules.audit import commands as audit
from digigov.modules.audit.commands import Purpose
from digigov.modules.privacy import policies
from digigov.modules.privacy.commands.erasing import plan_erasure
from digigov.modules.privacy.commands.notes import note_of
from digigov.modules.privacy.definitions import ErasureNote, RetentionPlan, Shredding, Stay, Whose
from digigov.modules.privacy.keeping import get_periods, kept_in_words, kept_of
from digigov.modules.privacy.models import OPEN, Destruction, Erasure, Run
from digigov.modules.privacy.records import Held, Record, all_records, holdings, list_holdings, list_records
from digigov.modules.privacy.shredding import Answer, from_the_top, past_of
from digigov.modules.privacy.wording import REASONS

__all__ = [
    "Answer",
    "ErasureView",
    "Foreseen",
    "Held",
    "LastRun",
    "REASONS",
    "Record",
    "all_records",
    "all_notes",
    "count_past",
    "count_unnoted",
    "find_last_run",
    "find_own_erasure",
    "foresee_erasure",
    "get_erasure",
    "get_periods",
    "get_plan",
    "holdings",
    "kept_in_words",
    "kept_of",
    "list_destructions",
    "list_erasures",
    "list_holdings",
    "list_own_erasures",
    "list_records",
    "periods_named",
    "versions_of_erasures",
]

OVERSEEING = Purpose("oversee-erasure")


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What would become of everything: ``lines`` by room and kind of record; whether the account closes."""

    closes: bool
    wanted: bool  # whether closing was wanted
    gone: tuple[tuple[str, str, str, int], ...]  # room, kind, effect, how many
    kept: tuple[tuple[str, str, Stay, int], ...]  # room, kind, why, how many


@dataclass(frozen=True, slots=True)
class ErasureView:
    id: UUID
    reference: str
    party_id: UUID
    closes: bool
    state: str
    asked_at: datetime
    asked_by: UUID
    ground: str
    begins_at: datetime
    held_at: datetime | None
    hold_reason: str
    ended_at: datetime | None

    @property
    def is_open(self) -> bool:
        return self.state in OPEN


@dataclass(frozen=True, slots=True)
class DestructionView:
    at: datetime
    reference: str
    by_machine: bool
    rule: str
    title: str
    kind: str
    effect: str
    count: int
    digest: str
    reason: str
    law: str
    until: date | None


@dataclass(frozen=True, slots=True)
class LastRun:
    at: datetime
    ended_at: datetime | None
    counts: Mapping[str, int]
    has_more: bool

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def get_plan() -> RetentionPlan | None:
    return get_periods().plan


def periods_named() -> frozenset[str]:
    """The periods that rooms want a pack to say."""
    return frozenset(
        source.rule.period for each in holdings().values() for source in each.sources if source.rule.period
    )


def foresee_erasure(*, viewer: Actor, at: datetime, whose: Whose, closes: bool) -> Foreseen:
    """
    What would go and what would stay if it began now.

    :raises NotAllowed: for anybody but that person, or a data protection officer.
    """
    if viewer.party_id is None or viewer.party_id != whose.party_id:
        policies.require_overseer(viewer)
    done, answers = plan_erasure(whose, by=viewer, at=at, closes=closes, periods=get_periods())
    gone = [(a.holding.title, a.source.kind, a.source.effect, len(a.going)) for a in answers if a.going]
    kept = [
        (a.holding.title, a.source.kind, why, len(ids)) for a in answers for why, ids in a.staying.items()
    ]  # fmt: skip
    return Foreseen(done, closes, tuple(gone), tuple(kept))


def find_own_erasure(*, viewer: Actor) -> ErasureView | None:
    """The one that waits, if one does."""
    found = Erasure.objects.filter(party_id=viewer.party_id, state__in=OPEN).first() if viewer.party_id else None
    return _view(found) if found else None


def list_own_erasures(*, viewer: Actor, page: Page) -> PageOf[ErasureView]:
    """One's own, the newest first."""
    mine = Erasure.objects.filter(party_id=viewer.party_id) if viewer.party_id else Erasure.objects.none()
    return page.of(mine.order_by("-asked_at", "-id"), _view)


@transaction.atomic
def list_erasures(*, viewer: Actor, at: datetime, page: Page, waiting: bool = False) -> PageOf[ErasureView]:
    """Everybody's, the newest first. :raises NotAllowed: unless a data protection officer asks."""
    policies.require_overseer(viewer)
    rows = Erasure.objects.filter(state__in=OPEN) if waiting else Erasure.objects.all()
    found = page.of(rows.order_by("-asked_at", "-id"), _view)
    subjects = {each.party_id for each in found}
    audit.record_listed(by=viewer, at=at, purpose=OVERSEEING, subjects=subjects, action="privacy.erasures-listed")
    return found


@transaction.atomic
def get_erasure(*, viewer: Actor, at: datetime, erasure_id: UUID) -> ErasureView:
    """
    :raises NotAllowed: unless it is one's own or a data protection officer asks. :raises NotFound: if there is none.
    """
    found = Erasure.objects.filter(id=erasure_id).first()
    if found is None or viewer.party_id != found.party_id:
        policies.require_overseer(viewer)
        if found is None:
            raise NotFound
        audit.record_read(
            by=viewer, at=at, purpose=OVERSEEING, subjects=[found.party_id], action="privacy.erasure-read"
        )
    return _view(found)


def list_destructions(*, viewer: Actor, page: Page, erasure_id: UUID | None = None) -> PageOf[DestructionView]:
    """
    What was destroyed and what was kept, the newest first; of one erasure, or of all.

    :raises NotAllowed: unless it is one's own erasure, or a data protection officer asks.
    """
    rows: QuerySet[Destruction] = Destruction.objects.select_related("erasure").order_by("-at", "-id")
    if erasure_id is None:
        policies.require_overseer(viewer)
        return page.of(rows.exclude(effect="kept"), _destruction)
    if viewer.party_id is None or not Erasure.objects.filter(id=erasure_id, party_id=viewer.party_id).exists():
        policies.require_overseer(viewer)
    return page.of(rows.filter(erasure_id=erasure_id), _destruction)


def count_past(*, viewer: Actor, at: datetime) -> tuple[tuple[str, str, int], ...]:
    """How many rows of each table are past their time: room, table, how many. :raises NotAllowed: unless it is the machine."""
    viewer.require_system()
    shredding = Shredding(viewer, at, get_periods())
    return tuple((holding.room, source.table, past_of(source, shredding).count()) for holding, source in from_the_top())


def find_last_run() -> LastRun | None:
    """The last night's look for what is past its time."""
    row = Run.objects.filter(people_up_to=None).order_by("-at").first()
    return LastRun(row.at, row.ended_at, row.counts, row.has_more) if row else None


def versions_of_erasures() -> Mapping[UUID, int]:
    """How often each wish changed: what is noted beside the backups is held against it."""
    return dict(Erasure.objects.values_list("id", "version"))


def all_notes(*, but: Collection[UUID] = ()) -> Iterator[ErasureNote]:
    """Each wish as it is noted beside the backups, without those named."""
    for row in Erasure.objects.order_by("asked_at").iterator():
        if row.id not in but:
            yield note_of(row)


def count_unnoted(*, before: datetime) -> int:
    """Wishes of before then whose newest state does not lie beside the backups."""
    return Erasure.objects.filter(noted__lt=F("version"), asked_at__lt=before).count()


def _view(row: Erasure) -> ErasureView:
    return ErasureView(
        id=row.id, reference=row.reference, party_id=row.party_id, closes=row.closes, state=row.state,
        asked_at=row.asked_at, asked_by=row.asked_by, ground=row.ground, begins_at=row.begins_at, held_at=row.held_at,
        hold_reason=row.hold_reason if row.state == "held" else "", ended_at=row.ended_at,
    )  # fmt: skip


def _destruction(row: Destruction) -> DestructionView:
    holding = holdings().get(row.room)
    sources = holding.sources if holding else ()
    kind = next((s.kind for s in sources if (s.table, s.column) == (row.table, row.column)), row.table)
    return DestructionView(
        at=row.at, reference=row.erasure.reference if row.erasure else "", by_machine=row.erasure is None,
        rule=row.rule, title=holding.title if holding else row.room, kind=kind, effect=row.effect, count=row.count,
        digest=row.digest, reason=row.reason, law=row.law, until=row.until,
    )  # fmt: skip
