"""An iCalendar of events, as RFC 5545 has it: lines of at most 75 octets, CRLF, times in UTC, text escaped."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

LONGEST = 75


@dataclass(frozen=True, slots=True)
class Event:
    id: str
    starts_at: datetime
    ends_at: datetime
    summary: str
    description: str = ""


def calendar_of(events: Iterable[Event], *, at: datetime) -> str:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//DigiGov//Shifts//EN", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    for each in events:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{each.id}@shifts.digigov",
            f"DTSTAMP:{_utc(at)}",
            f"DTSTART:{_utc(each.starts_at)}",
            f"DTEND:{_utc(each.ends_at)}",
            f"SUMMARY:{_escaped(each.summary)}",
            *([f"DESCRIPTION:{_escaped(each.description)}"] if each.description else []),
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _escaped(text: str) -> str:
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\r\n", "\\n").replace("\n", "\\n")


def _folded(line: str) -> str:
    """Long lines go on after a line break and a space; no letter is cut in two."""
    parts: list[str] = []
    part = ""
    for letter in line:
        room = LONGEST if not parts else LONGEST - 1
        if len((part + letter).encode()) > room:
            parts.append(part)
            part = ""
        part += letter
    return "\r\n ".join([*parts, part])
