"""
The phases in which an island is made. Each tells how much there is to do and does it batch by batch: what a batch writes is
committed together with the count of it, so that a phase goes on where a crash ended it. To add a phase, add a line.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple
from uuid import UUID

from django.apps import apps

from digigov.kernel.actor import system
from digigov.kernel.clock import now
from digigov.modules.audit.commands import seal_entries
from digigov.modules.documents.commands import draw_paper
from digigov.rehearsal.island import accounts, country, staff, walking
from digigov.rehearsal.island.wanted import Wanted
from digigov.rehearsal.registers import filling

PEOPLE_AT_ONCE, OFFICERS_AT_ONCE, CASES_AT_ONCE, PAPERS_AT_ONCE, BLOCKS_AT_ONCE = 2_000, 20, 500, 10, 10
SEALED = 1_000  # papers, the youngest; all others are drawn when somebody first opens them


class Batch(NamedTuple):
    """So many more, once ``write`` has written them, inside a transaction."""

    more: int
    write: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Making:
    """``batches`` prepares what is left after so many, outside of any transaction."""

    name: str
    sentence: str
    total: Callable[[Wanted], int]
    batches: Callable[[Wanted, int], Iterator[Batch]]


def _registers(wanted: Wanted, done: int) -> Iterator[Batch]:
    """They note themselves what they hold, in databases of their own, so what is done is only passed over."""
    for number, _ in enumerate(filling.fill_here(filling.Islanders.of(wanted.population()))):
        if number >= done:
            yield Batch(1, lambda: None)


def _people(wanted: Wanted, done: int) -> Iterator[Batch]:
    """Those with an account; everybody else is known to registers alone."""
    island, hashed = wanted.population(), accounts.hashed_password()
    known = [each for each in island.residents if each.has_account]
    for first in range(done, len(known), PEOPLE_AT_ONCE):
        batch = known[first : first + PEOPLE_AT_ONCE]
        yield Batch(
            len(batch), partial(accounts.bring_in, batch, seed=island.seed, begins=island.begins, hashed=hashed)
        )


def _officers(wanted: Wanted, done: int) -> Iterator[Batch]:
    total = staff.how_many(wanted)
    for first in range(done, total, OFFICERS_AT_ONCE):
        batch = range(first, min(total, first + OFFICERS_AT_ONCE))
        yield Batch(len(batch), partial(staff.seat, wanted.population(), batch))


def _walks(wanted: Wanted, done: int) -> Iterator[Batch]:
    for path in walking.paths(wanted)[done:]:
        yield Batch(1, partial(walking.keep, path, walking.walk(path, wanted)))


def _cases(wanted: Wanted, done: int) -> Iterator[Batch]:
    for count, write in country.cases(wanted).batches(done=done, at_once=CASES_AT_ONCE):
        yield Batch(count, write)


def _papers(wanted: Wanted, done: int) -> Iterator[Batch]:
    left = list(_undrawn(wanted)[: max(0, SEALED - done)])
    for first in range(0, len(left), PAPERS_AT_ONCE):
        batch = left[first : first + PAPERS_AT_ONCE]
        yield Batch(len(batch), partial(_seal, batch))


def _undrawn(wanted: Wanted) -> Any:
    """The files of papers that nobody has opened, the youngest first; none on an island without cases."""
    papers = apps.get_model("documents", "IssuedDocument").objects.filter(file__sha256="")
    youngest = papers.order_by("-made_at", "id").values_list("file_id", flat=True)
    return youngest if wanted.cases else youngest.none()


def _seal(files: list[UUID]) -> None:
    for file_id in files:
        draw_paper(by=system("documents"), at=now(), file_id=file_id)


def _trail(wanted: Wanted, done: int) -> Iterator[Batch]:
    """What the cases left in the trail, sealed as the clock does it, at once; a crash loses nothing that is sealed."""
    while wanted.cases:
        sealed: list[int] = []
        seal_entries(at=now(), blocks=BLOCKS_AT_ONCE, tell=sealed.append)
        if not sealed:
            return
        yield Batch(sum(sealed), lambda: None)


def _entries(wanted: Wanted) -> int:
    return int(apps.get_model("audit", "Entry").objects.count()) if wanted.cases else 0


PHASES = (
    Making("registers", "Filling the registers", lambda wanted: len(filling.tables()), _registers),
    Making("people", "Opening accounts", lambda wanted: sum(e.has_account for e in wanted.population().residents), _people),
    Making("officers", "Seating officers", staff.how_many, _officers),
    Making("walks", "Walking the examples", lambda wanted: len(walking.paths(wanted)), _walks),
    Making("cases", "Copying cases", lambda wanted: wanted.cases, _cases),
    Making("papers", "Sealing papers", lambda wanted: min(SEALED, _undrawn(wanted).count()), _papers),
    Making("trail", "Sealing the trail", _entries, _trail),
)  # fmt: skip
