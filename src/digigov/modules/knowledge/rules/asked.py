"""What people looked for, so that it can be counted and names nobody."""

import re

LONGEST = 80
LEAST_SHOWN = 3  # a line is shown to anybody only when it was asked this often
DAYS_KEPT = 30  # what was not asked again for so long is forgotten

_ADDRESS = re.compile(r"\S+@\S+")
_NUMBER = re.compile(r"\S*\d\S*")
_REST = re.compile(r"[^\w\s'’-]+")


def countable(text: str) -> str:
    """In small letters, without addresses, and without anything that holds a digit but the short numbers that all dial; '' if nothing is left."""
    known = _NUMBER.sub(lambda found: found[0] if found[0] in ("311", "911", "999") else " ", _ADDRESS.sub(" ", text))
    return " ".join(_REST.sub(" ", known.lower()).split())[:LONGEST].strip()
