"""How names, numbers and addresses are written down, so that one person has one spelling."""

import re

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


def full_name(given_names: str, family_name: str) -> str:
    return f"{given_names} {family_name}".strip()
