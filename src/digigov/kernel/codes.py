"""Codes that people read off a paper or a screen and type."""

import hashlib
import hmac
import secrets

LETTERS = "BCDFGHJKLMNPQRSTVWXYZ23456789"  # nothing that is read as something else, and no vowels, so no words


def new_code(length: int, letters: str = LETTERS) -> str:
    """Nearly five bits a sign."""
    return "".join(secrets.choice(letters) for _each in range(length))


def tidy_code(typed: str, letters: str = LETTERS) -> str:
    """Capitals without dashes and spaces."""
    return "".join(sign for sign in typed[:40].upper() if sign in letters)


def in_halves(code: str) -> str:
    """With a dash in the middle, so that it is read in two breaths."""
    half = len(code) // 2
    return f"{code[:half]}-{code[half:]}"


def digest(code: str, *, key: str, about: str) -> str:
    """What is kept of a code: from the table alone nobody finds it by trying."""
    return hmac.new(f"{about}:{key}".encode(), code.encode(), hashlib.sha256).hexdigest()
