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
from digigov.sites.status.certificate import Certificate, look_at

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
    changed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class State:
    """
    What was seen at a moment. Incidents are the last that were known, also while the database is away; the certificate is the
    window's own, if it has one.
    """

    at: datetime
    parts: tuple[Part, ...]
    incidents: tuple[Incident, ...]
    certificate: Certificate | None = None

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
    certificate = look_at(settings.ADDRESS, door=settings.DIGIGOV_TLS_DOOR)
    return State(at, parts, incidents_or(before.incidents if before else ()), certificate)


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
        return tuple(Incident(each.said, each.began_at, each.ended_at, each.changed_at) for each in found)
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
            Incident(each["said"], _moment(each["began_at"]), _maybe(each["ended_at"]), _maybe(each.get("changed_at")))
            for each in told["incidents"]
        )
        seen = told.get("certificate")
        certificate = Certificate(_maybe(seen["until"]), seen["said"]) if seen else None
        return State(_moment(told["at"]), parts, incidents, certificate)
    except (OSError, ValueError, KeyError):
        return None


def as_json(state: State) -> dict[str, Any]:
    """For machines, and for the next look."""
    return {
        "at": state.at.isoformat(),
        "works": state.works,
        "parts": [{"name": p.name, "works": p.works, "since": p.since.isoformat()} for p in state.parts],
        "incidents": [
            {
                "said": each.said,
                "began_at": each.began_at.isoformat(),
                "changed_at": each.changed_at and each.changed_at.isoformat(),
                "ended_at": each.ended_at and each.ended_at.isoformat(),
            }
            for each in state.incidents
        ],
        "certificate": _as_json(state.certificate),
    }


def _as_json(certificate: Certificate | None) -> dict[str, str | None] | None:
    if certificate is None:
        return None
    return {"until": certificate.until.isoformat() if certificate.until else None, "said": certificate.said}


def _maybe(text: str | None) -> datetime | None:
    return _moment(text) if text else None


_moment = datetime.fromisoformat
