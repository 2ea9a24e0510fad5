"""Text as people paste it, made fit to keep: no control characters, one spelling of each accented letter, bounded length."""

import unicodedata

LONGEST = 20_000
_DIRECTION_MARKS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")


def _keep(letter: str) -> bool:
    return unicodedata.category(letter) not in ("Cc", "Cs", "Cn") and letter not in _DIRECTION_MARKS


def clean_line(text: str) -> str:
    """One line, single spaces."""
    if text.isascii() and text.isprintable():
        return " ".join(text[:LONGEST].split())
    spaced = "".join(" " if letter.isspace() else letter for letter in text[:LONGEST])
    kept = "".join(letter for letter in spaced if _keep(letter))
    return " ".join(unicodedata.normalize("NFC", kept).split())


def clean_lines(text: str) -> str:
    """Several lines, kept apart; no space at their ends and no empty lines around them."""
    lines = text[:LONGEST].replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(clean_line(line) for line in lines).strip()


def compact(text: str) -> str:
    """Capitals without spaces, dashes, dots and strokes: how numbers on cards are compared."""
    return "".join(letter for letter in clean_line(text).upper() if letter.isalnum())
