"""How a room says what it holds of a person, and how it ends. Texts are English to be translated where they are shown."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from django.db.models import Model, Q, QuerySet
from pydantic import Field

from digigov.kernel.actor import Actor
from digigov.kernel.definitions import Definition, Slug, Standing, Text

EXPORT_SCHEMA = "digigov-own-data/1"
"""
The shape of an export: ``schema``, ``made_at``, ``person`` (id), ``holdings``: a list of ``room``, ``title``, ``purpose``, ``basis``,
``kept`` and ``records``, each with its ``kind`` and ``values``; and ``trail``: who did what with it, when, why, for which case.
A later version only adds; what is renamed or removed gets another number.
"""


@dataclass(frozen=True, slots=True)
class Whose:
    """A person: the record that counts, others of the same person that were joined to it, and the account if there is one."""

    party_id: UUID
    party_ids: frozenset[UUID]
    account_ids: frozenset[UUID] = frozenset()  # one, or none


NOBODY = Whose(UUID(int=0), frozenset())


def years_after(moment: datetime, years: int) -> datetime:
    """The same day so many years later (earlier if negative); of a 29 February the 28th."""
    try:
        return moment.replace(year=moment.year + years)
    except ValueError:
        return moment.replace(year=moment.year + years, day=28)


class Period(Definition):
    """How long a country keeps something after an event that a room names, and by which law."""

    id: Slug
    days: int = Field(default=0, ge=0, le=36_500)
    years: int = Field(default=0, ge=0, le=100)
    law: Text
    standing: Standing = "assumed"
    source: str | None = None

    def after(self, moment: datetime) -> datetime:
        return years_after(moment, self.years) + timedelta(days=self.days)


class RetentionPlan(Definition):
    """``retention:`` of ``pack.yaml``: the pause before an erasure, and the periods that rooms name."""

    law: Text
    pause_days: int = Field(ge=1, le=365)
    remind_days: int = Field(ge=1, le=365)  # before the pause is over
    periods: tuple[Period, ...]
    standing: Standing = "assumed"
    source: str | None = None

    def period(self, id: str) -> Period | None:
        return next((each for each in self.periods if each.id == id), None)


@dataclass(frozen=True, slots=True)
class Periods:
    """What the loaded pack says: its plan, and of each service how many years its cases are kept."""

    plan: RetentionPlan | None
    services: Mapping[str, int] = field(default_factory=dict)

    def lasts(self, rule: "Rule") -> Period | None:
        if rule.lasts is not None:
            return Period(id="room", days=rule.lasts.days, law=rule.law or "–")
        return self.plan.period(rule.period) if self.plan else None

    def until(self, rule: "Rule", since: datetime) -> date | None:
        period = self.lasts(rule)
        return period.after(since).date() if period else None


@dataclass(frozen=True, slots=True)
class Rule:
    """
    How long rows are kept. ``after``: a ``period`` of the pack (or what the room ``lasts``) after the first of ``fields`` that says
    when; ``event`` words it. ``case``: as long as its case, which says it itself. ``account``: as long as the account (``ends``: or
    until it has ended). ``person``: as long as the account, or something that is kept, needs to say whose it
    is; of whoever has no account at least a ``period``. ``own``: until its own end. ``others``: with the record of another person. ``forever``: by ``law``.
    ``at_once``: earlier if its person asks.
    """

    kind: Literal["after", "case", "account", "person", "own", "others", "forever"]
    period: str = ""
    fields: tuple[str, ...] = ()
    event: Any = ""
    law: str = ""
    lasts: timedelta | None = None
    ends: bool = False
    at_once: bool = False


@dataclass(frozen=True, slots=True)
class Stay:
    """Why a row is not erased: a reason that ``wording`` words, by which law ('' that of the holding), until when if that is known."""

    reason: str
    law: str = ""
    until: date | None = None


GOES = None  # in the answer of ``stays``: nothing keeps this row


@dataclass(frozen=True, slots=True)
class Shredding:
    """
    One erasure: of a person who asked (``whose``; ``closes`` the account too), or of what is past its time (``whose`` is None).
    ``kept`` is what rooms above keep, so that those below know what still needs them.
    """

    by: Actor
    at: datetime
    periods: Periods
    whose: Whose | None = None
    closes: bool = False
    kept: list[Stay] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        """Whether something of the person is still under way."""
        return any(each.reason in UNDER_WAY for each in self.kept)


UNDER_WAY = frozenset({"open-case", "open-fee", "open-paper", "in-post"})


@dataclass(frozen=True, slots=True)
class Source:
    """
    One table: which of its rows are about somebody, newest first, and what of a row the person may read, under names that
    ``labels`` of the holding word. ``column`` says whose a row is; ``also`` are tables whose rows belong to such a row.

    ``rule`` says how long a row is kept, ``shred`` ends the rows it is given (``effect`` says how) and is harmless when repeated;
    without one they end with another source's. ``stays`` answers for rows that the rule alone does not decide: why they stay, or
    ``GOES``; what it leaves out is the rule's. ``past`` are rows past their time where that is not the rule's own field; ``left``
    those in which something is left, where a row outlives its content. What is kept of it needs the person's name if ``names``.
    """

    table: str
    column: str
    kind: Any
    rows: Callable[[Whose], QuerySet[Any]]
    values: Callable[[Any], Mapping[str, Any]]
    rule: Rule
    shred: Callable[[Sequence[Any], Shredding], None] | None = None
    effect: Literal["erased", "anonymised"] = "erased"
    stays: Callable[[Sequence[Any], Shredding], Mapping[Any, Stay | None]] | None = None
    past: Callable[[datetime, Periods], Q] | None = None
    left: Q | None = None
    names: bool = True
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ErasureNote:
    """
    How a wish to be erased stands, as it is kept beside the backups so that it outlives the database: ids and days, no name and
    none of the words that somebody wrote.
    """

    id: UUID
    version: int
    state: str
    reference: str
    closes: bool
    whose: Whose
    asked_at: datetime
    asked_by: UUID
    begins_at: datetime
    held_at: datetime | None
    held_by: UUID | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Holding:
    """
    What a room holds: ``purpose`` in words, ``basis`` the law, ``assumed`` where no source supports it; how long is said by the rules
    of its sources. ``correct`` names the page on which the person puts it right at once, '' where the data protection officer is
    asked. ``first`` is called before anything of a person is erased, for what stands in no row.
    """

    room: str
    title: Any
    purpose: Any
    basis: str
    sources: tuple[Source, ...]
    labels: Mapping[str, Any] = field(default_factory=dict)
    correct: str = ""
    assumed: bool = True
    first: Callable[[Shredding], None] | None = None


def deleted(model: type[Model]) -> Callable[[Sequence[Any], Shredding], None]:
    """A shredder that deletes the rows it is given, and what hangs on them."""

    def shred(rows: Sequence[Any], shredding: Shredding) -> None:
        model._default_manager.filter(pk__in=[row.pk for row in rows]).delete()

    return shred
