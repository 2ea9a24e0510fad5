"""Looking at the window from outside, as people meet it: which parts work, and since when that is so."""

import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import Error, connection

from digigov.kernel.adapters import adapter
from digigov.kernel.clock import machine_now
from digigov.kernel.errors import AdapterFailure
from digigov.kernel.paging import Page
from digigov.modules.operations import queries as operations

WEB, CARDS, MESSAGES, REGISTERS, WORK = "web", "cards", "messages", "registers", "work"
PARTS = (WEB, CARDS, MESSAGES, REGISTERS, WORK)  # in the order of the page
SECONDS = 5
LATE = timedelta(minutes=10)
SHOWN = 10  # incidents


@dataclass(frozen=True, slots=True)
class Part:
    name: str
    works: bool
    since: datetime


@dataclass(frozen=True, slots=True)
class Incident:
    said: dict[str, str]
    began_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class State:
    """What was seen at a moment. Incidents are the last that were known, also while the database is away."""

    at: datetime
    parts: tuple[Part, ...]
    incidents: tuple[Incident, ...]

    @property
    def works(self) -> bool:
        return all(part.works for part in self.parts)


def look(*, before: State | None) -> State:
    """How each part is now; ``before`` is what was seen last, from which comes since when."""
    at = machine_now()
    works = {WEB: web_is_ready(), CARDS: is_well("card-gateway"), REGISTERS: is_well("registers")}
    works[WORK] = works[WEB] and work_goes_on(at)
    works[MESSAGES] = works[WORK] and is_well("email") and is_well("sms")
    known = {part.name: part for part in before.parts} if before else {}
    parts = tuple(_part(name, works[name], at, known.get(name)) for name in PARTS)
    return State(at, parts, incidents_or(before.incidents if before else ()))


def _part(name: str, works: bool, at: datetime, before: Part | None) -> Part:
    return Part(name, works, before.since if before and before.works == works else at)


def web_is_ready() -> bool:
    """Asked at its own door, as the proxy does."""
    try:
        with urllib.request.urlopen(f"{settings.DIGIGOV_WEB}/health/ready/", timeout=SECONDS) as answer:  # noqa: S310
            return bool(answer.status == 200)
    except (OSError, urllib.error.URLError):
        return False


def is_well(slot: str) -> bool:
    try:
        return bool(adapter(slot).check().ok)
    except (AdapterFailure, OSError):
        return False


def work_goes_on(at: datetime) -> bool:
    """A worker lives, and nothing that could run waits for long."""
    try:
        waits = [each.oldest_due_at for each in operations.list_depths() if each.oldest_due_at]
        return operations.count_living_workers() > 0 and all(at - since < LATE for since in waits)
    except Error:
        return False
    finally:
        connection.close()


def incidents_or(known: tuple[Incident, ...]) -> tuple[Incident, ...]:
    try:
        found = operations.list_incidents(page=Page(size=SHOWN))
        return tuple(Incident(each.said, each.began_at, each.ended_at) for each in found)
    except Error:
        return known
    finally:
        connection.close()


def read(path: Path) -> State | None:
    """What was written last, or nothing."""
    try:
        told = json.loads(path.read_text())
        parts = tuple(Part(each["name"], each["works"], _moment(each["since"])) for each in told["parts"])
        incidents = tuple(
            Incident(each["said"], _moment(each["began_at"]), each["ended_at"] and _moment(each["ended_at"]))
            for each in told["incidents"]
        )
        return State(_moment(told["at"]), parts, incidents)
    except (OSError, ValueError, KeyError):
        return None


def as_json(state: State) -> dict[str, Any]:
    """For machines, and for the next look."""
    return {
        "at": state.at.isoformat(),
        "works": state.works,
        "parts": [{"name": p.name, "works": p.works, "since": p.since.isoformat()} for p in state.parts],
        "incidents": [
            {"said": i.said, "began_at": i.began_at.isoformat(), "ended_at": i.ended_at and i.ended_at.isoformat()}
            for i in state.incidents
        ],
    }


_moment = datetime.fromisoformat
