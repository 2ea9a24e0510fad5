"""
Every worked example walked once through the doors on days of its own, with an image taken whenever somebody outside must act: handed
in, claimed, asked, paid, decided, closed. From these images a country's cases are copied.
"""

from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.test import Client
from procrastinate.contrib.django import app

from digigov.kernel.actor import system
from digigov.kernel.clock import local_date, now
from digigov.kernel.conditions import holds
from digigov.modules.assurance.testing import make_proved
from digigov.modules.casework import queries as cases
from digigov.modules.casework.commands import watch_deadlines
from digigov.modules.identity.queries import find_account_of
from digigov.modules.identity.testing import make_account, sign_in
from digigov.modules.organizations.queries import get_office, list_holders, list_ministries
from digigov.modules.parties.testing import make_person
from digigov.modules.signatures import commands as signatures
from digigov.rehearsal.clock import standing_at
from digigov.rehearsal.island import images
from digigov.rehearsal.island.albums import Album, Posted, Shot, Walked, developed
from digigov.rehearsal.island.almanac import Almanac
from digigov.rehearsal.island.courses import Beat, Pace
from digigov.rehearsal.island.moments import Course
from digigov.rehearsal.walks.citizen import Citizen, a_pdf
from digigov.rehearsal.walks.officer import Officer, arrange
from digigov.rehearsal.walks.walk import MOST_TURNS, Walk, case_of
from digigov.rehearsal.walks.worked import days_in, worked
from digigov.rehearsal.walks.worker import Worker

DRAFT = {table: images.TABLES[table] for table in ("applications_draft", "documents_file", "audit_entry")}
LETTERS = "bdfgklmnpr"  # for digits, which no name has
BEFORE = timedelta(days=1)  # when who walks was born into the database


class Colleague(Officer):
    """An officer of the pool: each case that is taken or decided is a beat of the walk that is under way."""

    walk: "Photographed"

    def __init__(self, *, role: str, unit: str, account: UUID | None = None) -> None:
        self.role, self.unit = role, unit
        if account is None:
            super().__init__(role=role, unit=unit)
        else:
            self.client, self.account = Client(), account
            self.sign_in()

    def take(self, reference: str, task_id: UUID) -> None:
        self.walk.beat("claim")
        self.sign_in()
        super().take(reference, task_id)
        self.walk.photograph()

    def decide(self, *args: Any) -> None:
        self.walk.beat("decide")
        super().decide(*args)


class Office:
    """
    A few officers for each post, and the worker: those who sat there by then, others where there were none. Within one case nobody
    is asked twice, so four eyes are four eyes.
    """

    def __init__(self, since: datetime | None = None) -> None:
        self.since = since or now() - timedelta(days=800)
        self.staff: dict[tuple[str, str], list[Colleague]] = {}
        self.asked: dict[tuple[str, str], int] = {}
        self.worker = Worker()
        self.worker.left_alone = tuple(name for name, _ in app.periodic_registry.periodic_tasks)  # they are the clock's

    def next_case(self) -> None:
        self.asked = {}

    def officer(self, *, role: str, unit: str) -> Colleague:
        number = self.asked.get((role, unit), 0)
        self.asked[role, unit] = number + 1
        known = self.staff.setdefault((role, unit), [])
        if number == len(known):
            with standing_at(self.since):
                known.append(Colleague(role=role, unit=unit, account=self._sitting(role, unit, number)))
        return known[number]

    def _sitting(self, role: str, unit: str, number: int) -> UUID | None:
        held = [each for each in list_holders(role=role, unit=unit, at=self.since) if each.unit == unit]
        return find_account_of(held[number].party_id) if number < len(held) else None


class Recorder(Citizen):
    """Notes what was posted without a file."""

    def __init__(self, client: Client) -> None:
        super().__init__(client)
        self.posted: dict[str, str] = {}

    def post(self, place: str, boxes: dict[str, Any]) -> str:
        plain = not any(hasattr(value, "read") for value in boxes.values())
        before = self.client.post
        sent: list[dict[str, Any]] = []

        def noted(path: str, data: dict[str, Any]) -> Any:
            sent.append(data)
            return before(path, data)

        self.client.post = noted
        try:
            place_after = super().post(place, boxes)
        finally:
            self.client.post = before
        if plain and sent[-1]:
            self.posted[place] = urlencode(sent[-1], doseq=True)
        return place_after


class Photographed(Walk):
    """
    A walk at moments of its own, of which images are taken. ``pace`` says when the next thing happens; a walk that repeats a course
    does it when the course says.
    """

    def __init__(
        self, path: Path, gateway: Any, office: Office, number: int, *, begins: datetime, pace: Pace, almanac: Almanac,
        course: Course | None = None,
    ) -> None:  # fmt: skip
        self.office, self.number, self.pace, self.almanac, self.course = office, number, pace, almanac, course
        self.beats: list[Beat] = []
        self.moments: list[datetime] = []
        self.slots: list[datetime] = []
        self.begins, self._standing = begins, ExitStack()
        with standing_at(begins):
            example = worked(path)
            super().__init__(path.parents[1], example, Client(), gateway)
        self.example = {**example, "answers": self._with_own_name(example["answers"])}
        self.answer_days = {day: (day - local_date(begins)).days for day in days_in(example)}
        self.name, self.since = path.stem, begins.isoformat()
        self.worker = office.worker
        self.run: Any = None

    def _with_own_name(self, answers: dict[str, Any]) -> dict[str, Any]:
        """Where a form asks for the applicant's own name, as a register would fill it in, that of who walks."""
        given, family, _ = words_of_prototype(self.number)
        own = {
            question.id
            for page in self.form.pages
            for question in page.questions
            if question.prefill
            and question.prefill.field == "full_name"
            and holds(question.prefill.when, {"answers": answers})
        }
        return {
            name: {"given": given, "family": family} if name in own and said else said for name, said in answers.items()
        }

    def beat(self, kind: str) -> None:
        """Let the next thing happen: from now on the clock stands at its moment."""
        limit, number = self._limit(kind), len(self.beats)
        if self.course is not None:
            at = self.course.beats[number]
        elif not number:
            at = self.begins
        else:
            last = max(self.moments[-1], self.slots[-1]) if self.slots and kind == "claim" else self.moments[-1]
            held = kind not in ("watch", "start-late") and limit is not None and limit <= last
            at = max(self.pace.next(kind, last, None if held else limit), self.moments[-1] + timedelta(microseconds=1))
        self.beats.append(Beat(kind, limit))
        self.moments.append(at)
        self._standing.close()
        self._standing.enter_context(standing_at(at))
        if hasattr(self, "party"):
            sign_in(self.client, self.account)  # whoever comes back days later signs in again

    def _limit(self, kind: str) -> datetime | None:
        """What must not be over by then; for a look at the clocks, when it is due."""
        run = self._open_run()
        if run is None or kind in ("work", "hand-in", "look"):
            return None
        if kind in ("watch", "start-late"):
            return run.watch_at if kind == "watch" else run.due_at  # type: ignore[no-any-return]
        return min((each for each in (run.watch_at, run.due_at) if each), default=None)

    def _open_run(self) -> Any:
        if not hasattr(self, "case_id"):
            return None
        return apps.get_model("casework", "StepRun").objects.filter(case_id=self.case_id, finished_at=None).first()

    def officer(self, *, role: str, unit: str) -> Officer:
        found = self.office.officer(role=role, unit=unit)
        found.walk = self
        return found

    def walk(self) -> Album:
        self.office.next_case()
        try:
            self.hand_in()
            self._to_the_end()
        finally:
            self._standing.close()
        return self.album

    def _to_the_end(self) -> None:
        for _ in range(MOST_TURNS):
            status = cases.public_status(self.case_id)
            if status.state == "closed":
                self.work()
                self.photograph()
                self.album.beats, self.album.moments, self.album.slots = self.beats, self.moments, self.slots
                return
            if status.turn != "system":
                self.photograph()
            self.take_a_turn(self.steps[status.step])
        raise AssertionError("the case does not end")

    def hand_in(self, language: str = "en") -> None:
        self.party = make_prototype(self.number, at=self.begins - BEFORE)
        self.account = make_account(party_id=self.party, at=self.begins - BEFORE)
        self.words = (*words_of_prototype(self.number), str(self.account))
        self.beat("begin")
        self.client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        citizen = Recorder(self.client)
        check = citizen.fill_in(self.service, self.form, self.example["answers"])
        draft_id = apps.get_model("applications", "Draft").objects.get(party_id=self.party).id
        self.album = Album(self.service, self.name, self.words, draft_id, self.shot(DRAFT))
        pages = {place: body for place, body in citizen.posted.items() if "/page/" in place}
        self.album.pages = [Posted(place.replace(str(draft_id), "DRAFT"), body) for place, body in pages.items()]
        self.beat("hand-in")
        self.reference = citizen.hand_in(check, self.form)
        self.album.hand_in = Posted(check.replace(str(draft_id), "DRAFT"), citizen.posted.get(check, ""))
        self.album.code = self.client.session["application_codes"][str(draft_id)]["code"]
        self.case_id = case_of(self.reference)

    def work(self) -> None:
        self.beat("work")
        super().work()

    def pay(self) -> None:
        self.beat("pay")
        super().pay()

    def answer(self, doing: dict[str, Any]) -> None:
        self.beat("answer")
        super().answer(doing)

    def withdraw(self, doing: dict[str, Any]) -> None:
        self.beat("withdraw")
        super().withdraw(doing)

    def arrange(self, client: Client, address: str) -> None:
        by_officer = client is not self.client
        self.beat("visit" if by_officer else "arrange")
        if by_officer:
            next(each for staff in self.office.staff.values() for each in staff if each.client is client).sign_in()
        wanted = self.course.slots[len(self.slots)] if self.course else None
        arrange(client, address, wanted)
        kept = apps.get_model("appointments", "Appointment").objects.filter(case_id=self.case_id).order_by("id").last()
        assert kept is not None, "no time was kept"
        hours = get_office(kept.office).hours
        weekdays = self.almanac.weekdays(hours, kept.starts_at, kept.ends_at)
        self.beats[-1] = replace(self.beats[-1], slot=len(self.slots), weekdays=weekdays)
        self.slots.append(kept.starts_at.astimezone(UTC))

    def let_time_pass(self, doing: dict[str, Any]) -> None:
        """Nobody does anything: the clock reminds, and then the deadline is over. Who pays at that moment pays too late."""
        run, late = self._open_run(), ""
        if run.watch_at < run.due_at:
            self._watch()
        if run.type == "pay":
            self.beat("start-late")
            late = self.pay_by_card()
        self._watch()
        self.work()
        if late:
            self.beat("look")
            self.open(f"{late}back/")
            self.work()

    def _watch(self) -> None:
        self.beat("watch")
        watch_deadlines(by=system("clock"), at=now())

    def photograph(self) -> None:
        self.album.stages.append(self.shot(images.TABLES))

    def shot(self, tables: dict[str, str]) -> Shot:
        image = images.take(
            party=self.party, since=self.since, tables=tables, own_words=self.words, answer_days=self.answer_days
        )
        return Shot(image, len(self.moments), len(self.slots))

    @cached_property
    def walked(self) -> Walked:
        """What copies are made from, once it is walked."""
        return developed(self.album, self.almanac)


def make_prototype(number: int, *, at: datetime) -> UUID:
    given, family, email = words_of_prototype(number)
    party_id = make_person(given_names=given, family_name=family, email=email, language="en", at=at)
    make_proved(party_id, at=at)  # some services ask for it
    return party_id


def words_of_prototype(number: int) -> tuple[str, str, str]:
    """What stands for the person in texts and addresses, and in nothing else."""
    told = "".join(LETTERS[int(digit)] for digit in str(number))
    return f"Protaseus{told}", f"Prototypus{told}", f"protaseus{told}@example.org"


def hold_keys(at: datetime) -> None:
    """Every ministry's key and the time stamps' are as old as the country, or nothing could be sealed in its past."""
    machine = system("island")
    for ministry in list_ministries():
        signatures.sign_compact(by=machine, at=at, payload=b"", unit=ministry.code)
    signatures.seal_pdf(by=machine, at=at, pdf=a_pdf().read(), unit=ministry.code, reason="The first seal")


def quiet_monday(almanac: Almanac, before: date) -> datetime:
    """The morning of the last Monday before that day after which no holiday comes for four weeks: walks begin there."""
    day = before - timedelta(days=before.weekday() + 28)
    while any(not almanac.days.is_open(day + timedelta(days=n)) for n in range(28) if n % 7 < 5):
        day -= timedelta(days=7)
    return datetime(day.year, day.month, day.day, 9, tzinfo=almanac.zone).astimezone(UTC)
