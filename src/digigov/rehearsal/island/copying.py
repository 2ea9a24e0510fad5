"""
Many copies of an image: the same rows under new ids, numbers, names and days, written with COPY.

What belongs to one person or case alone is *owned* and becomes new in each copy: primary keys, references, gateway sessions,
receipt numbers, the person's name and addresses. Moments move by whole weeks, each by as many as its turn in the walk lies
back, so weekdays, hours and deadlines stay as the commands worked them out (a holiday in between is not counted).
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from uuid import UUID

from digigov.kernel.ids import new_id
from digigov.kernel.references import make_reference
from digigov.rehearsal.island.images import Column, Image, columns_of

REFERENCE = re.compile(r"[A-Z]\d\d-\d{7,9}-\d")
RECEIPT, MOST_LANES = "R", 32_000
WEEK = timedelta(days=7)
OWN_KEYS = ("id", "booking")
Cell = tuple[str, str, str]  # table, the row's key, column
Token = tuple[str, str, int]  # what it is, how it reads in the image, the turn of the walk


@dataclass
class Numbers:
    """
    Where numbers go on: references from one sequence, receipts without a gap in each year. Each appointment is served at a
    place of its own, because a place is never given twice.
    """

    next_reference: int
    appointments: int = 0
    receipts: Counter[int] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Someone:
    """Whose copy it is: the party, and what stands for the image's own words; ids among them that should not be left to chance."""

    party: UUID
    words: Mapping[str, str]


class Turns:
    """In which turn of a walk each cell got the value that it has."""

    def __init__(self) -> None:
        self._known: dict[Cell, tuple[str, int]] = {}

    def see(self, image: Image, turn: int) -> dict[Cell, int]:
        for table, rows in image.rows.items():
            names = [column.name for column in columns_of(table)]
            for row in rows:
                for name, value in zip(names, row, strict=True):
                    cell = (table, row[0], name)
                    if self._known.get(cell, ("",))[0] != value:
                        self._known[cell] = (value, turn)
        return {cell: turn for cell, (_value, turn) in self._known.items()}


class Template:
    """An image taken apart once: literal text and tokens in turn, for each table."""

    def __init__(self, image: Image, turns: Mapping[Cell, int]) -> None:
        self.party, self.stands = str(image.party), image.stands
        self.turns = max(turns.values(), default=0) + 1
        self._words = {word: word for word in image.own_words}
        self._ids = sorted(_own_ids(image) - {self.party})
        self._references = _own_references(image, turns)
        self._sessions = [
            row[_place("payments_attempt", "session_id")] for row in image.rows.get("payments_attempt", ())
        ]
        self._appointments = [row[0] for row in image.rows.get("appointments_appointment", ())]
        words = [*self._ids, self.party, *self._references, *image.own_words]
        words += [session for session in self._sessions if session != r"\N"]
        self._owned = re.compile("|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)))
        self._parts = {table: self._take_apart(table, rows, turns) for table, rows in image.rows.items() if rows}

    def _take_apart(
        self, table: str, rows: Sequence[tuple[str, ...]], turns: Mapping[Cell, int]
    ) -> tuple[list[str], list[Token]]:
        texts, tokens = [""], []
        for number, row in enumerate(rows):
            for place, column in enumerate(columns_of(table)):
                texts[-1] += "\t" if place else "\n" if number else ""
                for token, text in self._pieces(table, column, row[place], row, turns):
                    texts[-1] += text
                    if token:
                        tokens.append(token)
                        texts.append("")
        return texts, tokens

    def _pieces(
        self, table: str, column: Column, value: str, row: tuple[str, ...], turns: Mapping[Cell, int]
    ) -> Iterator[tuple[Token | None, str]]:
        turn = turns.get((table, row[0], column.name), 0)
        if column.is_time and value != r"\N":
            yield ("time", value, turn), ""
        elif table == "payments_receipt" and column.name in ("number", "year"):
            yield (column.name, row[_place(table, "reference")], turn), ""
        elif (table, column.name) == ("appointments_appointment", "lane"):
            yield ("lane", row[0], turn), ""
        else:
            end = 0
            for match in self._owned.finditer(value):
                yield ("own", match[0], turn), value[end : match.start()]
                end = match.end()
            yield None, value[end:]

    def copy(self, someone: Someone, *, weeks: int, numbers: Numbers) -> dict[str, str]:
        """The rows of one copy, by table; its last turn happened so many weeks before the image's."""
        own = {old: str(new) for old, new in zip(self._ids, (new_id() for _ in self._ids), strict=True)}
        own |= {self.party: str(someone.party), **self._words, **someone.words}
        own |= {session: f"ses_{new_id().hex}" for session in self._sessions}
        backs = [weeks + self.turns - 1 - turn for turn in range(self.turns)]
        made: dict[str, dict[str, str]] = {"own": own, "number": {}, "year": {}, "lane": {}}
        for place in self._appointments:
            numbers.appointments += 1
            made["lane"][place] = str(numbers.appointments % MOST_LANES + 100)
        for reference, (turn, at) in self._references.items():
            self._number(reference, _moved(at, backs[turn]), numbers, made)
        found = {}
        for table, (texts, tokens) in self._parts.items():
            values = [_moved(text, backs[turn]) if kind == "time" else made[kind][text] for kind, text, turn in tokens]
            values.append("")
            found[table] = "".join([piece for pair in zip(texts, values, strict=True) for piece in pair])
        return found

    @staticmethod
    def _number(reference: str, moment: str, numbers: Numbers, made: dict[str, dict[str, str]]) -> None:
        year = int(moment[:4])
        if reference[0] == RECEIPT:
            numbers.receipts[year] += 1
            number = numbers.receipts[year]
            made["number"][reference], made["year"][reference] = str(number), str(year)
        else:
            numbers.next_reference += 1
            number = numbers.next_reference
        made["own"][reference] = make_reference(kind=reference[0], year=year, number=number)


@lru_cache(maxsize=200_000)
def _moved(text: str, weeks: int) -> str:
    """A day or a moment, as COPY writes it, so many weeks earlier."""
    if len(text) == len("2026-11-22"):
        return (date.fromisoformat(text) - weeks * WEEK).isoformat()
    return (datetime.fromisoformat(text) - weeks * WEEK).isoformat(sep=" ")


def _own_ids(image: Image) -> set[str]:
    found = set()
    for table, rows in image.rows.items():
        places = [i for i, column in enumerate(columns_of(table)) if column.name in OWN_KEYS]
        found |= {row[place] for row in rows for place in places}
    return found


def _own_references(image: Image, turns: Mapping[Cell, int]) -> dict[str, tuple[int, str]]:
    """Each public number with the turn in which it was given and a moment of that turn."""
    found: dict[str, tuple[int, str]] = {}
    for table, rows in image.rows.items():
        names = [column.name for column in columns_of(table)]
        if "reference" not in names:
            continue
        moment = next(i for i, column in enumerate(columns_of(table)) if column.is_time)
        for row in rows:
            turn = turns.get((table, row[0], "reference"), 0)
            found.setdefault(row[names.index("reference")], (turn, row[moment]))
    return {reference: place for reference, place in found.items() if REFERENCE.fullmatch(reference)}


def _place(table: str, name: str) -> int:
    return [column.name for column in columns_of(table)].index(name)
