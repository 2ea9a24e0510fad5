"""What happened to people within the years: exams, traffic tickets, entries of visitors."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from digigov.rehearsal.island import ranges
from digigov.rehearsal.island.figures import age, chance, figures, some_day, words, years_before
from digigov.rehearsal.island.possessions import Vehicle
from digigov.rehearsal.island.residents import HOME, Resident

PAY_WITHIN = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class ExamResult:
    """``school`` is '' for who did not reach the marks."""

    exam_number: str
    candidate: int
    year: int
    score: int
    school: str


@dataclass(frozen=True, slots=True)
class Ticket:
    """``amount`` in cents."""

    ticket_number: str
    plate: str
    offence: str
    offence_on: date
    place: str
    amount: int
    pay_by: date
    state: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A foreigner who came. ``resident`` is the number of one who lives here, or None."""

    passport_number: str
    given: str
    family: str
    nationality: str
    entered_on: date
    may_stay_until: date
    status: str
    resident: int | None


def exams(residents: Sequence[Resident], *, seed: int, years: int, until: date) -> Iterator[ExamResult]:
    """Everybody of that age sits the exam in June of each year that has had its June."""
    luck, written, place = chance(seed, "exams"), figures()["schools"], 0
    for year in range(until.year - years, until.year + 1):
        held_on = date(year, 6, 1)
        if held_on > until:
            continue
        for each in residents:
            if each.born_on.year + written["sits_at"] not in (year, year - 1):
                continue
            if age(each.born_on, held_on) != written["sits_at"] or (each.died_on and each.died_on < held_on):
                continue
            score = min(100, max(0, round(luck.gauss(64, 17))))
            school = luck.choice(written["names"]) if score >= written["pass"] else ""
            yield ExamResult(ranges.exam(place), each.number, year, score, school)
            place += 1


def tickets(
    vehicles: Sequence[Vehicle], residents: Sequence[Resident], *, seed: int, years: int, until: date
) -> Iterator[Ticket]:
    luck, written = chance(seed, "tickets"), figures()["possessions"]
    begins, offences = years_before(until, years) + timedelta(days=1), written["offences"]
    for place in range(round(len(vehicles) * years * written["tickets_a_year"])):
        vehicle, offence, offence_on = luck.choice(vehicles), luck.choice(list(offences)), some_day(luck, begins, until)
        pay_by = offence_on + PAY_WITHIN
        yield Ticket(
            ticket_number=ranges.ticket(place),
            plate=vehicle.plate,
            offence=offence,
            offence_on=offence_on,
            place=residents[vehicle.owner].district,
            amount=offences[offence] * 100,
            pay_by=pay_by,
            state=_state(luck, is_due=pay_by < until),
        )


def _state(luck: random.Random, *, is_due: bool) -> str:
    draw = luck.random()
    if is_due:
        return "paid" if draw < 0.8 else "sent-to-court"
    return "paid" if draw < 0.35 else "open"


def entries(residents: Sequence[Resident], *, seed: int, years: int, until: date) -> tuple[Entry, ...]:
    """Those who live here came within the years or renewed their permit; the others are passing."""
    luck, begins = chance(seed, "visitors"), years_before(until, years) + timedelta(days=1)
    living = [each for each in residents if each.is_alive and each.nationality != HOME]
    found = [_settled(luck, place, each, begins, until) for place, each in enumerate(living)]
    visits = round(len(residents) * years * figures()["visitors"]["a_year"])
    found += [_passing(luck, len(living) + place, begins, until) for place in range(visits)]
    return tuple(found)


def _settled(luck: random.Random, place: int, resident: Resident, begins: date, until: date) -> Entry:
    entered_on = some_day(luck, begins, until)
    stays_until = max(entered_on, years_before(until, 1)) + timedelta(days=366 + luck.randint(0, 364))
    return Entry(
        passport_number=ranges.passport(place),
        given=resident.given,
        family=resident.family,
        nationality=resident.nationality,
        entered_on=entered_on,
        may_stay_until=stays_until,
        status="resident",
        resident=resident.number,
    )


def _passing(luck: random.Random, place: int, begins: date, until: date) -> Entry:
    written, entered_on = figures()["visitors"], some_day(luck, begins, until)
    stays_until = entered_on + timedelta(days=luck.choice(written["stays"]))
    overstays = stays_until < until and luck.random() < written["overstayed"]
    return Entry(
        passport_number=ranges.passport(place),
        given=luck.choice(words()["given"]),
        family=luck.choice(words()["family_first"]) + luck.choice(words()["family_second"]),
        nationality=luck.choice(figures()["families"]["nationalities"]),
        entered_on=entered_on,
        may_stay_until=stays_until,
        status="overstayed" if overstays else "left" if stays_until < until else "visitor",
        resident=None,
    )
