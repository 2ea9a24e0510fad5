"""Makes an island in an empty installation, phase by phase, and goes on with one that a crash left unfinished."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.db.models import F

from digigov.kernel.clock import now
from digigov.rehearsal.cast import cast
from digigov.rehearsal.island.facts import facts
from digigov.rehearsal.island.figures import figures
from digigov.rehearsal.island.phases import PHASES, Making
from digigov.rehearsal.island.population import Population, described, population
from digigov.rehearsal.island.ranges import RangeFull
from digigov.rehearsal.models import Island, Phase
from digigov.rehearsal.registers import filling

SIZES = {"small": 200, "town": 20_000, "island": 180_000}
OF_THE_ISLAND = "991"  # how its national IDs begin
Tell = Callable[[str, int, int], None]  # a phase's sentence, how much is done, of how much


__all__ = ["SIZES", "CannotLoad", "RangeFull", "Wanted", "load", "prepare", "unfinished"]


class CannotLoad(Exception):
    """With the sentence why."""


@dataclass(frozen=True, slots=True)
class Wanted:
    people: int
    years: int = 2
    seed: int = 1
    until: date | None = None

    @property
    def last_day(self) -> date:
        day: date = self.until or figures()["until"]
        return day

    def population(self) -> Population:
        return population(self.people, self.seed, years=self.years, until=self.last_day)


def unfinished() -> Wanted | None:
    """The island that a crash left."""
    found = Island.objects.filter(finished_at=None).first()
    return _wanted(found) if found else None


def load(wanted: Wanted, *, tell: Tell = lambda *_: None, phases: Sequence[Making] = PHASES) -> Island:
    """
    Make it, or go on making it; an island that is there already stays.

    :raises CannotLoad: outside of rehearsals, and where there is anything but the cast.
    """
    if not settings.REHEARSAL:
        raise CannotLoad("Only a rehearsal can be filled.")
    record = _begin(wanted)
    if record.finished_at:
        return record
    island = wanted.population()
    for phase in phases:
        _make(phase, island, tell)
    record.digest, record.finished_at = facts().digest, now()
    record.save(update_fields=["digest", "finished_at"])
    return record


def prepare() -> None:
    """At each start of a rehearsal: the small island where there is nothing but the cast, and registers that know who is there."""
    if not Island.objects.exists() and not _stands_in_the_way():
        load(Wanted(SIZES["small"]))
    record = Island.objects.first()
    islanders = _islanders(_wanted(record)) if record else None
    for _ in filling.fill_here(islanders):
        pass


@transaction.atomic
def _begin(wanted: Wanted) -> Island:
    there = Island.objects.select_for_update().first()
    if there and _wanted(there) == Wanted(wanted.people, wanted.years, wanted.seed, wanted.last_day):
        return there
    if there and not there.finished_at:
        raise CannotLoad(f"An island of {there.people:,} people is unfinished here: go on with `digigov rehearse`.")
    reason = _stands_in_the_way()
    if there and there.people > SIZES["small"]:
        reason = f"an island of {there.people:,} people"
    if reason:
        raise CannotLoad(f"Here is {reason} already. Take an empty installation: digigov start --port PORT")
    _clear()
    return Island.objects.create(
        people=wanted.people, years=wanted.years, seed=wanted.seed, until=wanted.last_day, begun_at=now()
    )


def _make(phase: Making, island: Population, tell: Tell) -> None:
    row, _ = Phase.objects.get_or_create(name=phase.name, defaults={"total": phase.total(island)})
    tell(phase.sentence, row.done, row.total)
    batches = iter(()) if row.is_finished else phase.batches(island, row.done)
    while not row.is_finished:
        with transaction.atomic():
            count = next(batches, None)
            changes: dict[str, Any] = {"is_finished": True} if count is None else {"done": F("done") + count}
            Phase.objects.filter(name=phase.name).update(**changes)
        row.refresh_from_db()
        tell(phase.sentence, row.done, row.total)


def _islanders(wanted: Wanted) -> filling.Islanders:
    return filling.Islanders(
        described(wanted.people, wanted.seed, wanted.years, wanted.last_day), cache(wanted.population)
    )


def _wanted(record: Island) -> Wanted:
    return Wanted(record.people, record.years, record.seed, record.until)


def _stands_in_the_way() -> str:
    """What is here beside the cast and an island of which nobody has done anything yet; '' if nothing."""
    people = apps.get_model("parties", "Person").objects
    others = people.exclude(national_id__in=[each.national_id for each in cast()])
    strangers = others.exclude(national_id__startswith=OF_THE_ISLAND).count()
    cases, drafts = (
        apps.get_model(*name).objects.count() for name in (("casework", "Case"), ("applications", "Draft"))
    )
    found = {"people who signed up": strangers, "applications": cases, "unfinished applications": drafts}
    return ", ".join(f"{count:,} {what}" for what, count in found.items() if count)


def _clear() -> None:
    """The small island goes, if there is one: its people have done nothing."""
    of_the_island = {"national_id__startswith": OF_THE_ISLAND}
    people = apps.get_model("parties", "Person").objects.filter(**of_the_island)
    apps.get_model("identity", "Account").objects.filter(party__in=people).delete()
    people.delete()
    Phase.objects.all().delete()
    Island.objects.all().delete()
