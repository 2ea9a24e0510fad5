"""
Public numbers that people read aloud, write down and mistype.

``A26-0000123-4``: a letter for the kind, two digits of the year, a running number and a check digit after H. Michael Damm
("Total anti-symmetrische Quasigruppen", 2004), which catches every single wrong digit and every swap of neighbours. The
year's digits are part of what is checked; the letter is compared as it stands.
"""

import re
from datetime import datetime

from django.db import connection

from digigov.kernel.clock import local_date

_DAMM = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)
FARTHEST = 1_000_000  # so many numbers are passed by at most
_SHAPE = re.compile(r"([A-Z])(\d{2})(\d{7,9})(\d)")


def check_digit(digits: str) -> str:
    """The Damm digit over a string of decimal digits."""
    interim = 0
    for digit in digits:
        interim = _DAMM[interim][int(digit)]
    return str(interim)


def make_reference(*, kind: str, year: int, number: int) -> str:
    """A reference in its canonical form, from its parts."""
    body = f"{year % 100:02d}{number:07d}"
    return f"{kind}{body[:2]}-{body[2:]}-{check_digit(body)}"


def parse_reference(text: str) -> str | None:
    """What somebody typed, in canonical form; None if it is no reference or a digit is wrong or swapped."""
    compact = re.sub(r"[\s\-–./]", "", text[:40]).upper()
    match = _SHAPE.fullmatch(compact) if compact.isascii() else None
    if match is None or check_digit(compact[1:-1]) != compact[-1]:
        return None
    kind, year, number, digit = match.groups()
    return f"{kind}{year}-{number}-{digit}"


def next_reference(*, kind: str, at: datetime) -> str:
    """The next unused reference of a kind. Gaps may occur; a number is never used twice."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('reference_number')")
        (number,) = cursor.fetchone()
    return make_reference(kind=kind, year=local_date(at).year, number=number)


def pass_by(reference: str) -> None:
    """After a restore: never give out again a number that somebody was given before it."""
    match = _SHAPE.fullmatch(reference.replace("-", ""))
    number = int(match[3]) if match else 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT last_value FROM reference_number")
        (last,) = cursor.fetchone()
        if 0 < number - last <= FARTHEST:
            cursor.execute("SELECT max(nextval('reference_number')) FROM generate_series(1, %s)", [number - last])
