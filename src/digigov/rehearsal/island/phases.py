"""
The phases in which an island is made. Each tells how much there is to do and does it batch by batch: what a batch writes is
committed together with the count of it, so that a phase goes on where a crash ended it. To add a phase, add a line.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from digigov.rehearsal.island import accounts, staff
from digigov.rehearsal.island.population import Population
from digigov.rehearsal.registers import filling

PEOPLE_AT_ONCE, OFFICERS_AT_ONCE = 2_000, 20


@dataclass(frozen=True, slots=True)
class Making:
    """
    ``batches`` does what is left after so many, and yields after each batch how many more are done; it runs inside a
    transaction, which is committed at each yield.
    """

    name: str
    sentence: str
    total: Callable[[Population], int]
    batches: Callable[[Population, int], Iterator[int]]


def _registers(island: Population, done: int) -> Iterator[int]:
    """They note themselves what they hold, in databases of their own, so what is done is only passed over."""
    for number, _ in enumerate(filling.fill_here(filling.Islanders.of(island))):
        if number >= done:
            yield 1


def _people(island: Population, done: int) -> Iterator[int]:
    """Those with an account; everybody else is known to registers alone."""
    known, hashed = [each for each in island.residents if each.has_account], accounts.hashed_password()
    for first in range(done, len(known), PEOPLE_AT_ONCE):
        batch = known[first : first + PEOPLE_AT_ONCE]
        accounts.bring_in(batch, seed=island.seed, begins=island.begins, hashed=hashed)
        yield len(batch)


def _officers(island: Population, done: int) -> Iterator[int]:
    wanted = staff.how_many(island.people)
    for first in range(done, wanted, OFFICERS_AT_ONCE):
        batch = range(first, min(wanted, first + OFFICERS_AT_ONCE))
        staff.seat(island, batch)
        yield len(batch)


PHASES = (
    Making("registers", "Filling the registers", lambda island: len(filling.tables()), _registers),
    Making("people", "Opening accounts", lambda island: sum(e.has_account for e in island.residents), _people),
    Making("officers", "Seating officers", lambda island: staff.how_many(island.people), _officers),
)
