"""
Fills an empty installation: a few thousand people, officers for every post, 20,000 cases over the twelve services in every
stage that a walk goes through, unfinished applications, and open sessions of those who will ask for pages.
"""

import random
import secrets
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection, transaction

from digigov.kernel.adapters import adapter
from digigov.kernel.clock import local_zone, now
from digigov.kernel.ids import new_id
from digigov.modules.identity.testing import make_account
from digigov.modules.organizations.queries import working_days
from digigov.modules.payments.ports import SLOT as GATEWAY
from digigov.rehearsal.island import images
from digigov.rehearsal.island.albums import Walked
from digigov.rehearsal.island.almanac import Almanac
from digigov.rehearsal.island.copying import Numbers, Someone, Template
from digigov.rehearsal.island.courses import Pace, Steady, draw
from digigov.rehearsal.island.moments import Course, Explainer
from digigov.rehearsal.island.photographs import Office, make_prototype, walk_all, words_of_prototype
from digigov.rehearsal.island.walking import examples

# How often each service is asked for, beside the others: licences, tickets and certificates more than planning.
ASKED_FOR = {
    "drivers-licence-renewal": 16,
    "traffic-ticket-payment": 14,
    "police-certificate-of-character": 13,
    "birth-certificate": 13,
    "tax-clearance-individual": 10,
    "infrastructure-defect-report": 9,
    "food-handler-certificate": 8,
    "business-name-registration": 5,
    "work-permit-new": 4,
    "secondary-school-bursary": 3,
    "trade-licence-new": 3,
    "planning-permission-residential": 2,
}
CLOSED, YEARS, BATCH = 0.7, 2, 500
RECENT = timedelta(days=28)
GIVEN = "Almond Anise Breezy Cassava Clementine Coral Dasheen Fern Ginger Guava Hibiscus Jasmine Juniper Lime Mango Marlin Nutmeg Olive Orchid Palm Pepper Pelican Reef Sable Saffron Sorrel Tamarind Thyme Trade Vanilla".split()  # noqa: SIM905
FAMILY = "Anchor Basket Breakwater Candlestick Causeway Copperpot Doorbell Driftwood Featherbed Fencepost Fishpot Gallery Hammock Harbour Jetty Lampwick Landfall Lattice Marketbag Matchbox Oarlock Parasol Pepperpot Rainbarrel Sailcloth Seawall Shutter Sundial Tealeaf Tidepool Verandah Washboard Weathervane Windowbox Woodpile".split()  # noqa: SIM905


@dataclass(frozen=True, slots=True)
class Citizen:
    party: UUID
    account: UUID
    given: str
    family: str
    email: str


@dataclass(frozen=True, slots=True)
class OpenDraft:
    """An unfinished application that is filled in, and whose it is."""

    walked: Walked
    draft_id: str
    citizen: Citizen


class Island:
    """``say`` prints a line for people."""

    def __init__(self, *, people: int, cases: int, drafts: int, seed: int, say: Callable[[str], None]) -> None:
        self.size, self.say, self.chance = (
            {"people": people, "cases": cases, "drafts": drafts},
            say,
            random.Random(seed),
        )
        self.almanac = Almanac(working_days(), local_zone())
        self.office, self.numbers, self.pace = Office(), Numbers(0), Pace(self.almanac, self.chance)
        self.citizens: list[Citizen] = []
        self.walked: list[Walked] = []
        self.drafts: list[OpenDraft] = []
        self.only = ""

    def fill(self) -> None:
        paths = [path for path in examples() if self.only in str(path)]
        self.say(f"Walking {len(paths)} worked examples through the doors …")
        gateway = adapter(GATEWAY)
        steady = Steady(self.almanac, self.chance)
        self.walked = list(walk_all(paths, gateway, self.office, almanac=self.almanac, pace=steady))
        self.say(f"Bringing in {self.size['people']:,} people …")
        self._bring_in_people()
        self.say(f"Copying {self.size['cases']:,} cases …")
        self.numbers = numbers_here()
        self._copy(self._cases())
        self.say(f"Copying {self.size['drafts']:,} unfinished applications …")
        self._copy(self._drafts())
        self._set_counters()
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM procrastinate_jobs")

    def _bring_in_people(self) -> None:
        begun = now() - timedelta(days=366 * YEARS)
        party = make_prototype(900_000, at=begun)
        account = make_account(party_id=party, at=begun)
        words = (*words_of_prototype(900_000), str(account))
        born = Explainer(Course((begun,)), self.almanac)
        template = Template(
            images.take(party=party, since=now().isoformat(), tables=images.PERSON, own_words=words), born
        )
        for number in range(self.size["people"]):
            given, family = " ".join(self.chance.choices(GIVEN, k=2)), self.chance.choice(FAMILY)
            email = f"{family}.{number}@example.org".lower()
            self.citizens.append(Citizen(new_id(), new_id(), given, family, email))
        self._copy((template, Someone(each.party, _names(words, each)), born.course) for each in self.citizens)

    def _cases(self) -> Iterator[tuple[Template, Someone, Course]]:
        by_service: dict[str, list[Walked]] = {}
        for each in self.walked:
            by_service.setdefault(each.service, []).append(each)
        services = list(by_service)
        for service in self.chance.choices(services, [ASKED_FOR[s] for s in services], k=self.size["cases"]):
            walked = self.chance.choice(by_service[service])
            someone = self._as(walked, self.chance.choice(self.citizens))
            template, course = self._stage(walked)
            yield template, someone, course

    def _stage(self, walked: Walked) -> tuple[Template, Course]:
        """Most are closed and began at any time; the others began lately, and the next thing has not happened in them yet."""
        at = now()
        if self.chance.random() < CLOSED:
            course = draw(walked.steps, at - timedelta(days=self.chance.uniform(28, 365 * YEARS)), self.pace)
            if course.beats[-1] < at:
                return walked.stages[-1], course
        course = draw(walked.steps, at - RECENT * self.chance.random(), self.pace)
        reached = [each for each in walked.stages[:-1] if course.beats[each.beats - 1] < at]
        return self.chance.choice(reached or walked.stages[:1]), course

    def _drafts(self) -> Iterator[tuple[Template, Someone, Course]]:
        for number in range(self.size["drafts"]):
            walked, citizen = self.chance.choice(self.walked), self.citizens[number % len(self.citizens)]
            draft = OpenDraft(walked, str(new_id()), citizen)
            self.drafts.append(draft)
            someone, begun = self._as(walked, citizen), Course((now() - timedelta(days=self.chance.uniform(0, 20)),))
            yield walked.draft, Someone(someone.party, {**someone.words, str(walked.draft_id): draft.draft_id}), begun

    def _as(self, walked: Walked, citizen: Citizen) -> Someone:
        return Someone(citizen.party, _names(walked.words, citizen))

    def _copy(self, wanted: Iterator[tuple[Template, Someone, Course]]) -> None:
        pending: dict[str, list[str]] = {}
        for count, (template, someone, course) in enumerate(wanted, 1):
            rows = template.copy(someone, course, numbers=self.numbers)
            for table, text in rows.items():
                pending.setdefault(table, []).append(text)
            if count % BATCH == 0:
                self._write(pending)
        self._write(pending)

    @staticmethod
    def _write(pending: dict[str, list[str]]) -> None:
        with transaction.atomic():
            images.write(pending)
        pending.clear()

    def _set_counters(self) -> None:
        with connection.cursor() as cursor:
            used = self.numbers.next_reference - _last_reference()
            cursor.execute("SELECT count(nextval('reference_number')) FROM generate_series(1, %s)", [used])
        for year, last in self.numbers.receipts.items():
            _receipt_counters().update_or_create(year=year, defaults={"last": last})


def _names(words: tuple[str, ...], citizen: Citizen) -> dict[str, str]:
    return dict(zip(words, (citizen.given, citizen.family, citizen.email, str(citizen.account)), strict=True))


def numbers_here() -> Numbers:
    """Where the numbers of this installation go on."""
    receipts = Counter(dict(_receipt_counters().values_list("year", "last")))
    return Numbers(_last_reference(), salt=secrets.randbits(24), receipts=receipts)


def _last_reference() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('reference_number')")
        return int(cursor.fetchone()[0])


def _receipt_counters() -> Any:
    return apps.get_model("payments", "ReceiptCounter").objects
