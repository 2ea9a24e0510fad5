"""Pure decisions: names of files, how long a paper is valid, what a printed code holds, how facts are written."""

import base64
import binascii
import re
import struct
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from babel import Locale

from digigov.kernel.conditions import holds, look_up
from digigov.kernel.references import make_reference
from digigov.modules.documents.definitions import ShownFact, Validity

CODE_LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
CODE_LENGTH = 8
NOT_OUT = ("waiting", "drawn")  # states of a paper that nobody has got yet
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_HEAD = struct.Struct(">cBIHHB")
_FIRST_DAY = date(2020, 1, 1)


def clean_name(name: str, extension: str) -> str:
    """A file's name without folders, control characters or tricks of direction, ending as its true type does."""
    base = re.split(r"[\\/]", unicodedata.normalize("NFC", name))[-1]
    base = "".join(each for each in base if unicodedata.category(each)[0] not in "CZ" or each == " ")
    base = re.sub(r'[<>:"|?*%;\s]+', " ", base).strip(" .")
    stem = re.sub(r"(\.(pdf|jpe?g|png))+$", "", base, flags=re.IGNORECASE).strip(" .")[:80]
    return f"{stem or 'file'}.{extension}"


def valid_until(validity: Validity, *, issued_on: date, facts: Mapping[str, Any]) -> date | None:
    """The last day on which the paper counts; None when it has no end."""
    years = validity.years
    if validity.years_fact:
        said = look_up(facts, validity.years_fact)
        years = int(said) if said is not None and str(said).isdigit() else years
    if years:
        return _years_later(issued_on, years) - timedelta(days=1)
    if validity.days:
        return issued_on + timedelta(days=validity.days)
    ends = sorted(_in_year(issued_on.year + ahead, each) for each in validity.until for ahead in (0, 1))
    return next((each for each in ends if each >= issued_on), None)


def _in_year(year: int, day: str) -> date:
    month, number = map(int, day.split("-"))
    return date(year, 2, 28) if day == "02-29" and year % 4 else date(year, month, number)


def _years_later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # the 29th of February
        return day.replace(year=day.year + years, month=3, day=1)


def shown_facts(shows: tuple[ShownFact, ...], facts: Mapping[str, Any]) -> list[dict[str, str]]:
    """Name, label and value of each fact that the paper shows and that is known."""
    found: dict[str, dict[str, str]] = {}
    for each in shows:
        value = in_words(look_up(facts, each.fact), each.words) if holds(each.when, facts) else ""
        if value and each.name not in found:
            found[each.name] = {"name": each.name, "label": each.label, "value": value}
    return list(found.values())


def in_words(value: Any, words: Mapping[str, str] | None = None) -> str:
    """A fact as people write it: a day, yes or no, an address in one line, a list."""
    if words and str(value) in words:
        return words[str(value)]
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, date):
        return day_in_words(value)
    if isinstance(value, Mapping):
        return _mapping_in_words(value)
    if isinstance(value, list | tuple):
        between = "; " if any(isinstance(each, Mapping) for each in value) else ", "
        return between.join(filter(None, (in_words(each, words) for each in value)))
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        return day_in_words(date.fromisoformat(value))
    return f"{value:,}" if isinstance(value, Decimal) else str(value)


def _mapping_in_words(value: Mapping[str, Any]) -> str:
    """A name, an address, a place or an amount, as answers keep them; of anything else, what it holds."""
    said = {key: in_words(each) for key, each in value.items()}
    if "given" in said and "family" in said:
        return f"{said['given']} {said['family']}".strip()
    if "amount" in said and "currency" in said:
        symbol = {"XCD": "EC$"}.get(said["currency"], f"{said['currency']} ")
        return f"{symbol}{Decimal(said['amount']):,.2f}"
    if "line1" in said:
        abroad = "" if said.get("district") else Locale("en").territories.get(said.get("country", ""), "")
        parts = [*(said.get(name, "") for name in ("line1", "line2", "community", "district", "postcode")), abroad]
        return ", ".join(dict.fromkeys(filter(None, parts)))
    if "latitude" in said or "landmark" in said:
        return ", ".join(dict.fromkeys(filter(None, (said.get(name) for name in ("place", "district", "landmark")))))
    return ", ".join(filter(None, said.values()))


def day_in_words(day: date) -> str:
    """``23 November 2026``"""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


@dataclass(frozen=True, slots=True)
class Paper:
    """What a printed code says, readable with nothing but the ministry's public key."""

    reference: str
    issued_on: date
    valid_until: date | None
    title: str
    holder: str


def pack_paper(paper: Paper) -> bytes:
    """Twelve bytes, the title and the holder's name, both cut to fit a code that a phone reads off a card."""
    kind, year, number = paper.reference[0], int(paper.reference[1:3]), int(paper.reference.split("-")[1])
    until = _day_number(paper.valid_until) if paper.valid_until else 0
    title = _cut(paper.title, 28)
    head = _HEAD.pack(kind.encode(), year, number, _day_number(paper.issued_on), until, len(title))
    return head + title + _cut(paper.holder, 36)


def unpack_paper(payload: bytes) -> Paper | None:
    try:
        kind, year, number, issued, until, length = _HEAD.unpack_from(payload)
        rest = payload[_HEAD.size :]
        return Paper(
            reference=make_reference(kind=kind.decode("ascii"), year=year, number=number),
            issued_on=_FIRST_DAY + timedelta(days=issued),
            valid_until=_FIRST_DAY + timedelta(days=until) if until else None,
            title=rest[:length].decode(),
            holder=rest[length:].decode(),
        )
    except (struct.error, UnicodeDecodeError):
        return None


def as_text(token: bytes) -> str:
    """Base 32 (RFC 4648) without padding: capitals and digits only, which a printed code holds in least space."""
    return base64.b32encode(token).decode().rstrip("=")


def from_text(text: str) -> bytes | None:
    """The bytes, or None for anything but the one right spelling of them."""
    upper = text[:1000].strip().upper()
    try:
        token = base64.b32decode(upper + "=" * (-len(upper) % 8))
    except (binascii.Error, ValueError):
        return None
    return token if as_text(token) == upper else None


def tidy_code(text: str) -> str:
    """What somebody typed as a paper's code, without spaces and hyphens."""
    return re.sub(r"[^A-Z0-9]", "", text[:40].upper())


def spaced_code(code: str) -> str:
    """``ABCD-2345``, as it is printed."""
    return f"{code[:4]}-{code[4:]}"


def state_on(day: date, *, state: str, valid_until: date | None) -> str:
    """How a paper stands on a day: unknown, valid, expired, revoked or replaced."""
    if state in NOT_OUT:
        return "unknown"
    if state == "valid" and valid_until and day > valid_until:
        return "expired"
    return state


def _day_number(day: date) -> int:
    return (day - _FIRST_DAY).days


def _cut(text: str, size: int) -> bytes:
    """At most so many bytes of UTF-8, never half a letter."""
    return text.encode()[:size].decode(errors="ignore").encode()
