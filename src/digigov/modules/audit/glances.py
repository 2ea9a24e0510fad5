"""What the trail says about one person, for that person: what one did on one day for one purpose is one glance."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg, JSONBAgg
from django.db.models import Case, Count, F, Max, Q, QuerySet, Value, When
from django.db.models.functions import TruncDay

from digigov.kernel.actor import Actor
from digigov.kernel.errors import NotFound
from digigov.kernel.paging import Page, PageOf
from digigov.modules.audit import policies
from digigov.modules.audit.models import Entry

Who = Literal["", "officers", "systems", "others", "self"]
ONE = ("day", "kind", "changed", "actor_kind", "actor_name", "party_id", "office", "purpose", "case_id")


@dataclass(frozen=True, slots=True)
class Subject:
    """
    Whom the trail is about: ``records`` are others under which the same person was written down before, ``cases`` the
    person's own, and ``of_cases`` the reads of things in them (a file, a paper): others may tell of somebody else.
    """

    party_id: UUID
    records: frozenset[UUID] = frozenset()
    cases: frozenset[UUID] = frozenset()
    of_cases: frozenset[str] = frozenset()

    @property
    def own(self) -> frozenset[UUID]:
        return self.records | {self.party_id}


@dataclass(frozen=True, slots=True)
class Glance:
    """
    What somebody did with a person's data on one day for one purpose and case: which kinds, when last, how often; of changes,
    each kind stands alone. ``ids`` are its entries, the latest first; ``by_party`` whoever did it, for the room that must not
    let them decide about it.
    """

    ids: tuple[UUID, ...]
    at: datetime
    kind: str
    actions: tuple[str, ...]
    times: int
    actor_kind: str
    actor_name: str
    by_party: UUID | None
    is_self: bool
    is_acting: bool  # by a mandate
    office: str
    purpose: str
    case_id: UUID | None
    fields: tuple[str, ...]


def list_about(
    *, viewer: Actor, subject: Subject, page: Page, year: int | None = None, who: Who = ""
) -> PageOf[Glance]:
    """
    What others read and what anyone changed of a person, newest first; for that person. An entry is there as soon as what it
    tells of is committed, sealed or not.

    :raises NotAllowed: for anybody else without ``audit.read``.
    """
    policies.require_reader_of(viewer, party_id=subject.party_id)
    entries = _about(subject).filter(_by(who, subject))
    if year:
        entries = entries.filter(at__year=year)
    rows = _grouped(entries).order_by("-last", "actions", "actor_name", "purpose")
    return page.of(rows, lambda row: _glance(row, subject))


def list_years_about(*, viewer: Actor, subject: Subject) -> tuple[int, ...]:
    """The years of which the trail says something, the latest first. :raises NotAllowed: as ``list_about``."""
    policies.require_reader_of(viewer, party_id=subject.party_id)
    return tuple(day.year for day in _about(subject).datetimes("at", "year", order="DESC"))


def get_glance(*, viewer: Actor, subject: Subject, entry_id: UUID) -> Glance:
    """
    The line that holds an entry.

    :raises NotFound: if it is not about that person.
    :raises NotAllowed: as ``list_about``.
    """
    policies.require_reader_of(viewer, party_id=subject.party_id)
    about = _about(subject)
    found = _named(about.filter(id=entry_id)).first()
    if found is None:
        raise NotFound
    same = {name: found[name] for name in ONE if name not in ("day", "changed")}
    if found["changed"]:
        same["action"] = found["changed"]
    day = about.filter(**same, at__gte=found["day"], at__lt=found["day"] + timedelta(days=1))
    return _glance(_grouped(day).get(), subject)


def _about(subject: Subject) -> QuerySet[Any]:
    about = Q(subject_id__in=subject.own) | Q(kind="read", case_id__in=subject.cases, action__in=subject.of_cases)
    # What one reads of oneself is no news; that a register was asked is, also for one's own form.
    register = Q(action="registries.register-read") & ~Q(purpose="own-data")
    return Entry.objects.filter(about).exclude(Q(kind="read", party_id=subject.party_id) & ~register)


def _by(who: Who, subject: Subject) -> Q:
    own = Q(party_id__in=subject.own)
    return {
        "": Q(),
        "officers": Q(actor_kind="officer") & ~own,
        "systems": Q(actor_kind="system"),
        "others": ~Q(actor_kind__in=["officer", "system"]) & (~own | Q(party_id=None)),
        "self": own,
    }[who]


def _named(entries: QuerySet[Any]) -> QuerySet[Any]:
    changed = Case(When(kind="write", then=F("action")), default=Value(""))
    return entries.annotate(day=TruncDay("at"), changed=changed).values(*ONE)


def _grouped(entries: QuerySet[Any]) -> QuerySet[Any]:
    return _named(entries).annotate(
        last=Max("at"),
        times=Count("id"),
        ids=ArrayAgg("id", order_by=["-at", "-id"]),
        actions=ArrayAgg("action", distinct=True),
        seen=JSONBAgg("details__fields", distinct=True),
        mandates=Count(
            "id", filter=Q(details__has_key="mandate", party_id__isnull=False) & ~Q(action__startswith="mandates.")
        ),
    )


def _glance(row: dict[str, Any], subject: Subject) -> Glance:
    seen = {str(name) for fields in row["seen"] or () for name in fields or ()}
    return Glance(
        ids=tuple(row["ids"]),
        at=row["last"],
        kind=row["kind"],
        actions=tuple(row["actions"]),
        times=row["times"],
        actor_kind=row["actor_kind"],
        actor_name=row["actor_name"],
        by_party=row["party_id"],
        is_self=row["party_id"] in subject.own,
        is_acting=bool(row["mandates"]) and row["actor_kind"] == "citizen",
        office=row["office"],
        purpose=row["purpose"],
        case_id=row["case_id"],
        fields=tuple(sorted(seen)),
    )
