"""
Every worked example walked once through the doors, with an image taken whenever somebody outside must act: handed in,
claimed, asked, paid, decided, closed. From these images a country's cases are copied.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import yaml
from django.apps import apps
from django.conf import settings
from django.test import Client

from digigov.kernel.clock import now
from digigov.modules.casework import queries as cases
from digigov.modules.identity.testing import make_account, sign_in
from digigov.modules.parties.testing import make_person
from digigov.rehearsal.island import images
from digigov.rehearsal.island.copying import Template, Turns
from digigov.rehearsal.walks.citizen import Citizen
from digigov.rehearsal.walks.officer import Officer
from digigov.rehearsal.walks.walk import MOST_TURNS, Walk, case_of
from digigov.rehearsal.walks.worker import Worker

DRAFT = {table: images.TABLES[table] for table in ("applications_draft", "documents_file", "audit_entry")}


@dataclass(frozen=True, slots=True)
class Posted:
    """What a browser sent from one page, and was taken. ``path`` without the draft's id."""

    path: str
    body: str


@dataclass
class Walked:
    """One example: its filled-in form, and its case at each stage."""

    service: str
    name: str
    draft: Template
    draft_id: UUID
    code: str = ""
    pages: list[Posted] = field(default_factory=list)
    hand_in: Posted = Posted("", "")
    stages: list[Template] = field(default_factory=list)


class Colleague(Officer):
    """An officer of the pool, who tells when a case was taken and not yet decided."""

    def __init__(self, *, role: str, unit: str) -> None:
        self.role, self.unit, self.when_taken = role, unit, lambda: None
        super().__init__(role=role, unit=unit)

    def take(self, reference: str, task_id: UUID) -> None:
        super().take(reference, task_id)
        self.when_taken()


class Office:
    """A few officers for each post, and the worker. Within one case nobody is asked twice, so four eyes are four eyes."""

    def __init__(self) -> None:
        self.staff: dict[tuple[str, str], list[Colleague]] = {}
        self.asked: dict[tuple[str, str], int] = {}
        self.worker = Worker()
        self.worker.left_alone = ()

    def next_case(self) -> None:
        self.asked = {}

    def officer(self, *, role: str, unit: str) -> Colleague:
        number = self.asked.get((role, unit), 0)
        self.asked[role, unit] = number + 1
        known = self.staff.setdefault((role, unit), [])
        if number == len(known):
            known.append(Colleague(role=role, unit=unit))
        return known[number]


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
    """A walk of which images are taken."""

    def __init__(self, path: Path, gateway: Any, office: Office, number: int) -> None:
        super().__init__(path.parents[1], yaml.safe_load(path.read_text()), Client(), gateway)
        self.office, self.number, self.turns, self.turn = office, number, Turns(), 0
        self.name, self.since = path.stem, now().isoformat()
        self.worker = office.worker

    def officer(self, *, role: str, unit: str) -> Officer:
        found = self.office.officer(role=role, unit=unit)
        found.when_taken = self.photograph
        return found

    def walk(self) -> Walked:
        self.office.next_case()
        self.hand_in()
        for _ in range(MOST_TURNS):
            status = cases.public_status(self.case_id)
            if status.state == "closed":
                self.work()
                self.photograph()
                return self.walked
            if status.turn != "system":
                self.photograph()
            self.turn += 1
            self.take_a_turn(self.steps[status.step])
        raise AssertionError("the case does not end")

    def hand_in(self, language: str = "en") -> None:
        self.party = make_prototype(self.number)
        self.words = words_of_prototype(self.number)
        sign_in(self.client, make_account(party_id=self.party))
        self.client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        citizen = Recorder(self.client)
        check = citizen.fill_in(self.service, self.form, self.example["answers"])
        draft_id = apps.get_model("applications", "Draft").objects.get(party_id=self.party).id
        image = images.take(party=self.party, since=self.since, tables=DRAFT, own_words=self.words)
        self.walked = Walked(
            self.service,
            self.name,
            Template(image, Turns().see(image, 0)),
            draft_id,
        )
        pages = {place: body for place, body in citizen.posted.items() if "/page/" in place}
        self.walked.pages = [Posted(place.replace(str(draft_id), "DRAFT"), body) for place, body in pages.items()]
        self.reference = citizen.hand_in(check, self.form)
        self.walked.hand_in = Posted(check.replace(str(draft_id), "DRAFT"), citizen.posted.get(check, ""))
        self.walked.code = self.client.session["application_codes"][str(draft_id)]["code"]
        self.case_id = case_of(self.reference)

    def photograph(self) -> None:
        image = images.take(party=self.party, since=self.since, own_words=self.words)
        self.walked.stages.append(Template(image, self.turns.see(image, self.turn)))


def make_prototype(number: int) -> UUID:
    given, family, email = words_of_prototype(number)
    return make_person(given_names=given, family_name=family, email=email, language="en")


def words_of_prototype(number: int) -> tuple[str, str, str]:
    """What stands for the person in texts and addresses, and in nothing else."""
    return f"Protaseus{number}x", f"Prototypus{number}x", f"protaseus{number}x@example.org"


def walk_all(paths: list[Path], gateway: Any, office: Office) -> Iterator[Walked]:
    """One after the other, each by another person."""
    for number, path in enumerate(paths):
        yield Photographed(path, gateway, office, number).walk()
