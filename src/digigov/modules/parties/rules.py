"""How names, numbers and addresses are written down, so that one person has one spelling."""

import re
import unicodedata
from typing import Any, Protocol

import phonenumbers

SPACE = re.compile(r"\s+")


def tidy(text: str) -> str:
    """Without control characters and with single spaces."""
    return SPACE.sub(" ", "".join(c for c in text if c.isprintable() or c.isspace())).strip()


def tidy_email(text: str) -> str:
    """In small letters; empty when it cannot be an address."""
    found = text.strip().lower()
    return found if re.fullmatch(r"[^@\s,;<>\"()]{1,64}@[a-z0-9-]+(\.[a-z0-9-]+)+", found) and len(found) < 255 else ""


def tidy_phone(text: str, *, region: str = "LC") -> str:
    """As E.164; empty when no telephone network could have given it out."""
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def tidy_national_id(text: str) -> str | None:
    """Letters and digits only, in capitals; None when nothing is left."""
    return re.sub(r"[^0-9A-Za-z]", "", text).upper()[:40] or None


class Known(Protocol):
    """What tells two people apart."""

    given_names: str
    family_name: str
    born_on: Any
    national_id: Any


def agree(one: Known, other: Known) -> bool:
    """Whether two records can be one person's: alike in name, and nothing that both know is different."""
    facts = ((one.national_id, other.national_id), (one.born_on, other.born_on))
    names = ((one.given_names, one.family_name), (other.given_names, other.family_name))
    return alike(*names) and all(left == right for left, right in facts if left and right)


def alike(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Whether two spellings (given names, family name) can be one person's: the family name, and the first given name."""
    (given, family), (other_given, other_family) = (tuple(map(_plain, each)) for each in (one, other))
    return family == other_family and given.split(" ")[0] == other_given.split(" ")[0]


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", tidy(text).casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def full_name(given_names: str, family_name: str) -> str:
    return f"{given_names} {family_name}".strip()
