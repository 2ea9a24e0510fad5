"""What an account is found by, and what its codes look like. No clock, no database."""

import hmac
import secrets
import unicodedata
from datetime import timedelta

from digigov.kernel import codes

LONGEST_PASSWORD = 256
CODE_DIGITS = 6
CODE_TRIES = 5
CODE_WORKS_FOR = timedelta(minutes=10)
PROOF_LASTS = timedelta(hours=1)
RECOVERY_CODES = 10
COUNTER_CODE_WORKS_FOR = timedelta(days=1)
RECOVERY_WAITS = timedelta(hours=72)  # with one proof alone
RECOVERY_OPEN_FOR = timedelta(days=7)
RECOVERY_LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"  # nothing that is read as something else
TOTP_STEP = 30
TOTP_DIGITS = 6


def tidy_password(typed: str) -> str:
    """One form for letters that can be typed in several ways."""
    return unicodedata.normalize("NFKC", typed)[:LONGEST_PASSWORD]


def new_digits() -> str:
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"


def tidy_digits(typed: str) -> str:
    """The digits of what somebody typed; letters that look like none stay out."""
    return "".join(each for each in typed[:40] if each.isascii() and each.isdigit())


def new_token() -> str:
    """For a link that nobody guesses."""
    return secrets.token_urlsafe(24)


def half_hidden(email: str, phone: str) -> str:
    """An address that its owner knows again, and that nobody else learns."""
    if email:
        name, _at, host = email.partition("@")
        return f"{name[:1]}••••@{host}"
    return f"••••{phone[-2:]}" if phone else ""


def new_recovery_code() -> str:
    return codes.in_halves(codes.new_code(10, RECOVERY_LETTERS))


def tidy_recovery_code(typed: str) -> str:
    return codes.tidy_code(typed, RECOVERY_LETTERS)


def same(one: str, other: str) -> bool:
    """Compared in a time that tells nothing; an empty digest is never the same as anything."""
    return bool(one) and hmac.compare_digest(one, other)
