"""
What a paper's printed code says, so that it can be checked with no network: a CBOR Web Token (RFC 8392), and where its
withdrawal shows: a Token Status List (draft-ietf-oauth-status-list).

The code is an address. What stands before its ``#`` opens the page that checks online; what stands behind it is never sent by
a browser, and is signed together with the path before it, so that neither can be changed alone.
"""

import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

SUBJECT, EXPIRES, NOT_BEFORE, ISSUED = 2, 4, 5, 6  # claims (RFC 8392, 3.1)
STATUS, TIME_TO_LIVE, STATUS_LIST = 65535, 65534, 65533  # draft-ietf-oauth-status-list, 14.2
PAPER = -65537  # private use (RFC 8392, 9.1.1): title, holder's name, and pairs of label and value
LIST_KIND = "application/statuslist+cwt"

LIST_SIZE = 131_072  # papers in one list: 32 kB, some hundred bytes when few were withdrawn
BITS = 2
COUNTS, REVOKED, REPLACED = 0, 1, 3  # VALID, INVALID, and one of our own
STATUS_OF = {"revoked": REVOKED, "replaced": REPLACED}
LIST_DAYS = 7
MOST_FACTS, LONGEST, LONGEST_LABEL, LONGEST_FACT = 2, 48, 20, 28  # bytes: so much a telephone reads from a photocopy


@dataclass(frozen=True, slots=True)
class Said:
    """What goes into the code of one paper. ``number`` is its place among all codes."""

    title: str
    holder: str
    facts: tuple[tuple[str, str], ...]
    issued_on: date
    valid_until: date | None
    number: int


def claims_of(said: Said, *, address: str, zone: ZoneInfo, at: datetime) -> dict[int, Any]:
    claims: dict[int, Any] = {NOT_BEFORE: _begin_of(said.issued_on, zone), ISSUED: int(at.timestamp())}
    if said.valid_until:
        claims[EXPIRES] = _begin_of(said.valid_until + timedelta(days=1), zone)
    where = {"idx": said.number % LIST_SIZE, "uri": list_address(said.number // LIST_SIZE, address=address)}
    facts = [[cut(label, LONGEST_LABEL), cut(value, LONGEST_FACT)] for label, value in said.facts[:MOST_FACTS]]
    return {**claims, STATUS: {"status_list": where}, PAPER: [cut(said.title), cut(said.holder), *facts]}


def path_of(reference: str, code: str) -> str:
    """Number and code of the paper, as they are printed beside the square code: what opens its page online."""
    return f"/V/{reference}/{code}"


def link_of(path: str, token_text: str, *, address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}".upper() + f"{path}#{token_text}"


def list_address(number: int, *, address: str) -> str:
    return f"{address}/S/{number}"


def list_claims(
    withdrawn: Iterable[tuple[int, str]], *, number: int, address: str, at: datetime, until: datetime
) -> dict[int, Any]:
    """``withdrawn`` are numbers of codes in this list, each with the state of its paper."""
    packed = bytearray(LIST_SIZE * BITS // 8)
    for each, state in withdrawn:
        place = each % LIST_SIZE
        packed[place // 4] |= STATUS_OF[state] << (place % 4 * BITS)
    return {
        SUBJECT: list_address(number, address=address),
        EXPIRES: int(until.timestamp()),
        ISSUED: int(at.timestamp()),
        STATUS_LIST: {"bits": BITS, "lst": zlib.compress(bytes(packed), 9)},
        TIME_TO_LIVE: 86_400,
    }


def cut(text: str, longest: int = LONGEST) -> str:
    """At most so many bytes of UTF-8, with a sign that there is more."""
    raw = text.encode()
    return text if len(raw) <= longest else raw[: longest - 3].decode(errors="ignore") + "…"


def _begin_of(day: date, zone: ZoneInfo) -> int:
    return int(datetime.combine(day, time(), zone).timestamp())
