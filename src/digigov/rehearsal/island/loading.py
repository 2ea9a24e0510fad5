"""Makes an island in an empty installation, phase by phase, and goes on with one that a crash left unfinished."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, replace

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.db.models import F

from digigov.kernel.clock import now
from digigov.rehearsal.cast import cast
from digigov.rehearsal.island.facts import facts
from digigov.rehearsal.island.phases import PHASES, Making
from digigov.rehearsal.island.population import described
from digigov.rehearsal.island.ranges import RangeFull
from digigov.rehearsal.island.wanted import SIZES, Wanted
from digigov.rehearsal.models import Island, Phase, Walk
from digigov.rehearsal.registers import filling

FEWEST_FOR_CASES = 1_000  # people, so that enough of them are of an age to be officers
OF_THE_ISLAND = "991"  # how its national IDs begin
Tell = Callable[[str, int, int], None]  # a phase's sentence, how much is done, of how much


__all__ = ["SIZES", "CannotLoad", "RangeFull", "Wanted", "load", "loaded", "prepare", "unfinished"]


class CannotLoad(Exception):
    """With the sentence why."""


def unfinished() -> Wanted | None:
    """The island that a crash left."""
    found = Island.objects.filter(finished_at=None).first()
    return _wanted(found) if found else None


def loaded() -> Wanted | None:
    """The island that is here, whole."""
    found = Island.objects.exclude(finished_at=None).first()
    return _wanted(found) if found else None


def load(wanted: Wanted, *, tell: Tell = lambda *_: None, phases: Sequence[Making] = PHASES) -> Island:
    """
    Make it, or go on making it; an island that is there already stays.

    :raises CannotLoad: outside of rehearsals, where there is anything but the cast, and for cases that nobody could decide.
    """
    if not settings.REHEARSAL:
        raise CannotLoad("Only a rehearsal can be filled.")
    if wanted.cases and wanted.people < FEWEST_FOR_CASES:
        raise CannotLoad(f"Cases need officers: take at least {FEWEST_FOR_CASES:,} people.")
    record = _begin(wanted)
    if record.finished_at:
        return record
    for phase in phases:
        _make(phase, wanted, tell)
    record.digest, record.finished_at = facts().digest, now()
    record.save(update_fields=["digest", "finished_at"])
    return record


def prepare() -> None:
    """At each start of a rehearsal: the small island where there is nothing but the cast, and registers that know who is there."""
    if not Island.objects.exists() and not _stands_in_the_way():
        load(Wanted(SIZES["small"].people))
    record = Island.objects.first()
    islanders = _islanders(_wanted(record)) if record else None
    for _ in filling.fill_here(islanders):
        pass


@transaction.atomic
def _begin(wanted: Wanted) -> Island:
    there = Island.objects.select_for_update().first()
    if there and _wanted(there) == replace(wanted, until=wanted.last_day):
        return there
    if there and not there.finished_at:
        raise CannotLoad(f"An island of {there.people:,} people is unfinished here: go on with `digigov rehearse`.")
    reason = _stands_in_the_way()
    if there and there.people > SIZES["small"].people:
        reason = f"an island of {there.people:,} people"
    if reason:
        raise CannotLoad(f"Here is {reason} already. Take an empty installation: digigov start --port PORT")
    _clear()
    return Island.objects.create(**asdict(replace(wanted, until=wanted.last_day)), begun_at=now())


def _make(phase: Making, wanted: Wanted, tell: Tell) -> None:
    row, _ = Phase.objects.get_or_create(name=phase.name, defaults={"total": phase.total(wanted)})
    if row.is_finished:
        return
    tell(phase.sentence, row.done, row.total)
    for count, write in phase.batches(wanted, row.done):
        with transaction.atomic():
            write()
            Phase.objects.filter(name=phase.name).update(done=F("done") + count)
        row.refresh_from_db()
        tell(phase.sentence, row.done, row.total)
    Phase.objects.filter(name=phase.name).update(is_finished=True)


def _islanders(wanted: Wanted) -> filling.Islanders:
    return filling.Islanders(described(wanted.people, wanted.seed, wanted.years, wanted.last_day), wanted.population)


def _wanted(record: Island) -> Wanted:
    return Wanted(record.people, record.years, record.seed, record.until, record.cases, record.only)


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
    Walk.objects.all().delete()
    Island.objects.all().delete()
