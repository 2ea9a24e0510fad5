"""
Many copies of an image: the same rows under new ids, numbers, names and moments, as text for COPY.

What belongs to one person or case alone becomes new in each copy: primary keys, references, gateway sessions, receipt numbers,
check codes, the person's name and addresses. Moments follow from the course of the copy (``moments``). An image is taken apart
once; a copy is then one list of words and one ``%`` for each table.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from operator import itemgetter
from typing import Any
from uuid import UUID, uuid5

from digigov.kernel.references import make_reference
from digigov.rehearsal.island.images import Image, columns_of
from digigov.rehearsal.island.moments import Course, Explainer, Moment, Unexplained, value_of
from digigov.rehearsal.island.writing import OF_A_DAY, OF_A_MOMENT, OF_A_SLOT, WAYS, written

REFERENCE = re.compile(r"[A-Z]\d\d-\d{7,9}-\d")
UUID_5 = re.compile(r"^([0-9a-f-]{36}):([0-9a-f-]{36})$")
RECEIPT, FIRST_LANE, NULL = "R", 100, r"\N"
OWN_KEYS = ("id", "booking")
CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
APPOINTMENT, DELIVERY, MESSAGE = "appointments_appointment", "notifications_delivery", "notifications_message"
RANK = {"appeal": 1, "at": 2, "plus": 3, "answer": 4}
INDEX = [f"{number:03x}" for number in range(4096)]
Token = tuple[Any, ...]  # what it is, and what is needed to say it


@dataclass
class Numbers:
    """
    Where numbers go on: references from one sequence, receipts without a gap in each year, cases for what ids are made of. Each
    appointment of a day is served at a place of its own, because a place is never given twice. ``salt`` tells one filling from another.
    """

    next_reference: int
    salt: int = 0
    cases: int = 0
    appointments: Counter[date] = field(default_factory=Counter)
    receipts: Counter[int] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Someone:
    """Whose copy it is: the party, and what stands for the image's own words; ids among them that should not be left to chance."""

    party: UUID
    words: Mapping[str, str]


class Template:
    """An image taken apart once: for each table a text with a gap wherever a copy has words of its own."""

    def __init__(self, image: Image, explainer: Explainer) -> None:
        self._explainer, self.almanac, self.beats = explainer, explainer.almanac, len(explainer.course.beats)
        self._gaps: dict[Token, int] = {}
        self._ids = sorted(own_ids(image) - {str(image.party)})
        self._party, self._words = str(image.party), image.own_words
        self._sessions = [each for each in _cells(image, "payments_attempt", "session_id") if each != NULL]
        self._offices = set(_cells(image, APPOINTMENT, "office"))
        self._codes = [each for each in _cells(image, "documents_issueddocument", "code") if each != NULL]
        self._seals = sorted(_seals(image))
        for word in (*self._ids, self._party, *self._words):
            self._gap("own", word)
        explained = {
            table: [_explained(table, row, explainer, image.ends) for row in rows] for table, rows in image.rows.items()
        }
        appointments = zip(image.rows.get(APPOINTMENT, ()), explained.get(APPOINTMENT, ()), strict=True)
        self._appointments = [(row[0], moments["starts_at"]) for row, moments in appointments]
        _tell_appeals(image, explainer)
        messages = zip(image.rows.get(MESSAGE, ()), explained.get(MESSAGE, ()), strict=True)
        self._made_at = {row[0]: _beat_of(moments) for row, moments in messages}
        self._references = _own_references(image, explained)
        self._owned = self._pattern(image)
        self._tables = [
            (table, *self._take_apart(table, rows, explained[table])) for table, rows in image.rows.items() if rows
        ]
        self._said = [(place, token) for token, place in self._gaps.items() if token[0] in WAYS]
        self._keys = [(place, token) for token, place in self._gaps.items() if token[0] == "uuid5"]

    def copy(self, someone: Someone, course: Course, *, numbers: Numbers) -> dict[str, str]:
        """The rows of one copy, by table."""
        numbers.cases += 1
        milliseconds = int(course.beats[0].timestamp() * 1000)
        salt = numbers.salt
        head = (
            f"{milliseconds >> 16:08x}-{milliseconds & 0xFFFF:04x}-7{salt >> 12 & 0xFFF:03x}-8{salt & 0xFFF:03x}-"
            f"{numbers.cases:09x}"
        )
        words = [head + end for end in INDEX[: len(self._ids)]]
        words += (str(someone.party), *self._words)
        words += [""] * (len(self._gaps) - len(words))
        for word, instead in someone.words.items():
            place = self._gaps.get(("own", word))
            if place is not None:
                words[place] = instead
        self._number(words, course, numbers)
        for place, (way, moment) in self._said:
            words[place] = WAYS[way](value_of(moment, course, self.almanac), self.almanac)
        for place, (_uuid5, step, name, slot) in self._keys:
            said = self._name_of_key(name, slot, someone, course)
            words[place] = str(uuid5(UUID(words[self._gaps["own", step]]), said))
        return {table: text % pick(words) for table, text, pick in self._tables}

    def _number(self, words: list[str], course: Course, numbers: Numbers) -> None:
        """What is counted, and what only has to be another each time."""
        for reference, moment in self._references.items():
            year = self.almanac.day(value_of(moment, course, self.almanac)).year
            if reference[0] == RECEIPT:
                numbers.receipts[year] += 1
                number = numbers.receipts[year]
                self._put(words, ("number", reference), str(number))
                self._put(words, ("year", reference), str(year))
            else:
                numbers.next_reference += 1
                number = numbers.next_reference
            self._put(words, ("own", reference), make_reference(kind=reference[0], year=year, number=number))
        for place, starts_at in self._appointments:
            day = value_of(starts_at, course, self.almanac).date()
            self._put(words, ("lane", place), str(FIRST_LANE + numbers.appointments[day]))
            numbers.appointments[day] += 1
        for turn, session in enumerate(self._sessions):
            self._put(words, ("own", session), f"ses_{numbers.salt:06x}{numbers.cases:x}_{turn}")
        for turn, code in enumerate(self._codes):
            fresh = _code(numbers.cases * 8 + turn)
            self._put(words, ("own", code), fresh)
            self._put(words, ("own", f"{code[:4]}-{code[4:]}"), f"{fresh[:4]}-{fresh[4:]}")

    def _put(self, words: list[str], token: Token, value: str) -> None:
        place = self._gaps.get(token)
        if place is not None:
            words[place] = value

    def _gap(self, *token: Any) -> int:
        return self._gaps.setdefault(token, len(self._gaps))

    def _pattern(self, image: Image) -> re.Pattern[str]:
        """Everything that is somebody's own, or a day or moment in words."""
        own = [*self._ids, self._party, *self._references, *image.own_words, *self._sessions, *self._seals]
        own += [form for code in self._codes for form in (code, f"{code[:4]}-{code[4:]}")]
        self._meant = _readings(self._explainer, image.answer_days)
        words = sorted({*own, *self._meant}, key=len, reverse=True)
        return re.compile(
            "|".join(rf"(?<!\d){re.escape(word)}(?!\d)" if word[0].isdigit() else re.escape(word) for word in words)
        )

    def _take_apart(
        self, table: str, rows: Sequence[tuple[str, ...]], explained: Sequence[Mapping[str, Moment]]
    ) -> Any:
        text, places = [], []
        for row, moments in zip(rows, explained, strict=True):
            cells = []
            for column, value in zip(columns_of(table), row, strict=True):
                cell = ""
                for said, token in self._pieces(table, column.name, value, row, moments):
                    cell += said.replace("%", "%%")
                    if token is not None:
                        cell += "%s"
                        places.append(self._gap(*token))
                cells.append(cell)
            text.append("\t".join(cells))
        return "\n".join(text), _picker(places)

    def _pieces(
        self, table: str, name: str, value: str, row: tuple[str, ...], moments: Mapping[str, Moment]
    ) -> Iterator[tuple[str, Token | None]]:
        if name in moments:
            yield "", ("day" if moments[name].is_day else "copy", moments[name])
        elif table == "payments_receipt" and name in ("number", "year"):
            yield "", (name, row[_place(table, "reference")])
        elif (table, name) == (APPOINTMENT, "lane"):
            yield "", ("lane", row[0])
        elif name == "dedupe_key" and (found := self._key(value, row)):
            yield "", ("own", found[0])
            yield ":", ("uuid5", *found)
        else:
            own = {each for each in moments.values() if each.is_day}
            end, beat = (
                0,
                self._made_at.get(row[_place(table, "message_id")], 0) if table == DELIVERY else _beat_of(moments),
            )
            for match in self._owned.finditer(value):
                yield value[end : match.start()], self._token(match[0], beat, own)
                end = match.end()
            yield value[end:], None

    def _token(self, word: str, beat: int, own: set[Moment]) -> Token:
        """
        A day in words is the row's own, or else one that was known at that beat: a deadline or an appointment before a day on which
        something happened, that before a day somebody gave as an answer; of two, the later.
        """
        if word not in self._meant:
            return ("own", word)
        way, moments = self._meant[word]
        known = [each for each in moments if each.beat <= beat or each.kind in ("slot", "answer")]
        return (way, min(known or moments, key=lambda each: (each not in own, RANK.get(each.kind, 0), -each.beat)))

    def _key(self, value: str, row: tuple[str, ...]) -> Token | None:
        """The step and the name that ``casework`` made the key of a message from; a time at an office is named in it."""
        match = UUID_5.match(value)
        if match is None:
            return None
        template, party = row[_place(MESSAGE, "template")], row[_place(MESSAGE, "party_id")].replace(NULL, "")
        slots = enumerate(self.almanac.local(at).isoformat() for at in self._explainer.course.slots)
        for again, slot in (("", None), ("late", None), *((f"{at}:{o}", n) for n, at in slots for o in self._offices)):
            name = f"{template}:{party}:{again}"
            if str(uuid5(UUID(match[1]), name)) == match[2]:
                return match[1], name, slot
        raise Unexplained(f"the key of a message {template}")

    def _name_of_key(self, name: str, slot: int | None, someone: Someone, course: Course) -> str:
        said = name.replace(self._party, str(someone.party))
        if slot is None:
            return said
        before, after = (self.almanac.local(each.slots[slot]).isoformat() for each in (self._explainer.course, course))
        return said.replace(before, after)


def _beat_of(moments: Mapping[str, Moment]) -> int:
    """When a row was written for the first time."""
    return min((each.beat for each in moments.values() if each.kind == "at"), default=0)


def _explained(
    table: str, row: tuple[str, ...], explainer: Explainer, ends: Mapping[str, tuple[int, ...]]
) -> dict[str, Moment]:
    """What each moment of a row is. What no beat is follows from a beat of the row."""
    cells = {
        column.name: value
        for column, value in zip(columns_of(table), row, strict=True)
        if column.is_time and value != NULL
    }
    days = {name: date.fromisoformat(value) for name, value in cells.items() if len(value) == len("2026-11-22")}
    moments = {name: datetime.fromisoformat(value) for name, value in cells.items() if name not in days}
    bases = [at for at in moments.values() if explainer.beat(at) is not None]
    found = {}
    try:
        for name, at in moments.items():
            found[name] = explainer.explain(at, bases or explainer.course.beats, beside=moments.values())
        for name, day in days.items():
            found[name] = explainer.explain_day(day, bases, _ends(table, row, ends))
    except Unexplained as fault:
        raise Unexplained(f"{table}.{name}: {fault}") from None
    return found


def _ends(table: str, row: tuple[str, ...], ends: Mapping[str, tuple[int, ...]]) -> tuple[int, ...]:
    return ends.get(row[_place(table, "template_id")], ()) if table == "documents_issueddocument" else ()


def _readings(explainer: Explainer, answer_days: Mapping[date, int]) -> dict[str, tuple[str, set[Moment]]]:
    """Each way in which a known day or moment is written, and what it may be."""
    found: dict[str, tuple[str, set[Moment]]] = {}
    known: list[tuple[Moment, tuple[str, ...]]] = [
        (m, OF_A_DAY) for moments in list(explainer.days.values()) for m in moments
    ]
    known += [(Moment("at", number), OF_A_MOMENT) for number in range(len(explainer.course.beats))]
    known += [(Moment("slot", number), OF_A_SLOT) for number in range(len(explainer.course.slots))]
    known += [(Moment("answer", 0, days, is_day=True), OF_A_DAY) for days in answer_days.values()]
    for moment, ways in known:
        at = value_of(moment, explainer.course, explainer.almanac)
        for way in ways:
            found.setdefault(written(way, at, explainer.almanac), (way, set()))[1].add(moment)
    return found


def own_ids(image: Image) -> set[str]:
    found = set()
    for table, rows in image.rows.items():
        places = [i for i, column in enumerate(columns_of(table)) if column.name in OWN_KEYS]
        found |= {row[place] for row in rows for place in places}
    return found


def _tell_appeals(image: Image, explainer: Explainer) -> None:
    for row in image.rows.get("documents_issueddocument", ()):
        told = image.appeals.get(row[_place("documents_issueddocument", "template_id")])
        if told:
            planned_at = datetime.fromisoformat(row[_place("documents_issueddocument", "planned_at")])
            explainer.appeal(planned_at, told[0], working=told[1])


def _seals(image: Image) -> set[str]:
    """What stands for the content of papers: theirs say the walk's name, so a copy has none until somebody opens it."""
    made = zip(_cells(image, "documents_file", "origin"), _cells(image, "documents_file", "sha256"), strict=True)
    return {sha256 for origin, sha256 in made if origin == "made" and sha256}


def _own_references(image: Image, explained: Mapping[str, Sequence[Mapping[str, Moment]]]) -> dict[str, Moment]:
    """Each public number with the moment that it takes its year from."""
    found: dict[str, Moment] = {}
    for table, rows in image.rows.items():
        names = [column.name for column in columns_of(table)]
        if "reference" in names:
            for row, moments in zip(rows, explained[table], strict=True):
                first = next(each for each in moments.values() if each.kind == "at")
                found.setdefault(row[names.index("reference")], first)
    return {reference: moment for reference, moment in found.items() if REFERENCE.fullmatch(reference)}


def _cells(image: Image, table: str, name: str) -> Iterator[str]:
    for row in image.rows.get(table, ()):
        yield row[_place(table, name)]


def _place(table: str, name: str) -> int:
    return [column.name for column in columns_of(table)].index(name)


def _picker(places: list[int]) -> Any:
    """What takes these words out of all, as a tuple."""
    if len(places) > 1:
        return itemgetter(*places)
    return lambda words: tuple(words[place] for place in places)


def _code(number: int) -> str:
    """Eight letters, another for each number below thirty to the eighth."""
    mixed = number * 387_420_489_011 % 30**8  # no factor of thirty, so that no two meet
    letters = []
    for _ in range(8):
        mixed, letter = divmod(mixed, 30)
        letters.append(CODE_LETTERS[letter])
    return "".join(letters)
