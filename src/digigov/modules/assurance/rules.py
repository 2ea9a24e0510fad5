"""What shows who somebody is, how far it goes and how long it lasts. Pure decisions: no clock, no database."""

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

REMOTE, COUNTER, VOUCHED, IMPORTED = "remote", "counter", "vouched", "imported"
LEVELS = {REMOTE: 1, COUNTER: 2, VOUCHED: 1, IMPORTED: 2}  # decision 23; NIST SP 800-63A-4, section 2
YEARS = {REMOTE: 5, COUNTER: 10, VOUCHED: 1, IMPORTED: 5}
KIOSK_KEEPS = timedelta(hours=2)  # what somebody entered at a kiosk
SECOND_WITHIN = timedelta(hours=24)  # the second pair of eyes
VOUCHER_WITHIN = timedelta(days=7)
CARD_FROM = 16  # years; whoever is younger has no number of their own
VOUCHER_FROM = 18
VOUCHER_LEVEL = 2
LETTER_LENGTH = 8  # 28 ** 8: 38 bits, where NIST SP 800-63A-4 wants 20
LETTER_TRIES = 5
LETTERS, LETTERS_WITHIN = 2, timedelta(days=30)
SET_ASIDE = "set-aside"
# What nobody but the person decided is not looked at again; nor what a review has undone.
OWN_DOING = frozenset({"given-up", "begun-again", "", SET_ASIDE})
KNOWN_FOR = 2  # years
VOUCHES_A_YEAR = 5
RECHECK_EVERY = timedelta(days=30)

Name = tuple[str, str]  # given names, family name


@dataclass(frozen=True, slots=True)
class Row:
    """What one register says: whose the row is, or that there is none."""

    found: bool
    name: Name = ("", "")
    born_on: date | None = None
    expires_on: date | None = None


NOTHING = Row(found=False)


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says of themselves."""

    name: Name
    born_on: date


def judge(said: Said, *, person: Row, paper: Row | None, has_died: bool, on: date, alike: Any) -> tuple[str, ...]:
    """
    Why what registers say does not show that this is the person; nothing if it does. ``paper`` is None where no register keeps
    it. ``alike`` compares two names.
    """
    reasons = []
    if has_died:
        reasons.append("died")
    if age(said.born_on, on) < CARD_FROM:
        reasons.append("too-young")
    reasons += _differs(said, person, "person", alike)
    if paper is not None:
        reasons += _differs(said, paper, "paper", alike)
        if paper.found and paper.expires_on is not None and paper.expires_on < on:
            reasons.append("paper-expired")
    return tuple(reasons)


def _differs(said: Said, row: Row, what: str, alike: Any) -> Sequence[str]:
    if not row.found:
        return [f"{what}-unknown"]
    found = []
    if not alike(said.name, row.name):
        found.append(f"{what}-name")
    if row.born_on != said.born_on:
        found.append(f"{what}-born")
    return found


def why_not_voucher(*, level: int, born_on: date | None, known_for: int, this_year: int, on: date) -> str:
    """Why somebody cannot vouch for another; '' if they can."""
    if level < VOUCHER_LEVEL:
        return "voucher-level"
    if born_on is None or age(born_on, on) < VOUCHER_FROM:
        return "voucher-age"
    if known_for < KNOWN_FOR:
        return "voucher-knows"
    return "voucher-often" if this_year >= VOUCHES_A_YEAR else ""


def age(born_on: date, on: date) -> int:
    """In full years."""
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))


def years_after(on: date, years: int) -> date:
    """The same day so many years later; the last of February stays in February."""
    try:
        return on.replace(year=on.year + years)
    except ValueError:
        return on.replace(year=on.year + years, day=28)


def row_of(values: Mapping[str, Any] | None, *, name: str, born: str, expires: str | None = None) -> Row:
    """A register's answer in the columns that the pack names; an answer that leaves out name or birth tells nothing."""
    if values is None:
        return NOTHING
    named = values.get(name) or {}
    return Row(
        found=True,
        name=(str(named.get("given", "")), str(named.get("family", ""))),
        born_on=_day(values.get(born)),
        expires_on=_day(values.get(expires)) if expires else None,
    )


def _day(text: Any) -> date | None:
    return date.fromisoformat(text) if isinstance(text, str) else None


def same(one: str, other: str) -> bool:
    """Compared in a time that tells nothing."""
    return hmac.compare_digest(one, other)


def address_lines(address: Any) -> tuple[str, ...]:
    """What stands on an envelope, of an address as registers keep them; nothing if there is no street or no place."""
    if not isinstance(address, Mapping) or not address.get("line1") or not address.get("community"):
        return ()
    parts = [address.get(each) for each in ("line1", "line2", "community", "district", "postcode")]
    lines = [str(each)[:120] for each in parts if each]
    return tuple(dict.fromkeys(lines))


def end_of(number: str) -> str:
    """The last three characters: enough to tell two papers of one person apart, and to find neither."""
    return number[-3:] if len(number) > 5 else ""
