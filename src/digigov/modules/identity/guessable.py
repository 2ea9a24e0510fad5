"""
Passwords that are long and still easy to guess: made of a few well-known pieces. Attackers' lists hold hardly any word of fifteen
letters, so they join and repeat short ones; so does this.
"""

from collections.abc import Container
from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

FEWEST = 4  # pieces; a sign of its own is one
SHORTEST, LONGEST = 3, 24  # of a piece
KEYBOARD = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "1234567890")


def pieces(text: str, known: Container[str]) -> int:
    """Of how many pieces a text is made at least: known words, runs, and single signs. What is only said again counts once."""
    said = _once(text.casefold())
    least = [0]
    for end in range(1, len(said) + 1):
        fewest = least[end - 1]
        for start in range(max(0, end - LONGEST), end - SHORTEST + 1):
            if least[start] < fewest and (said[start:end] in known or _is_run(said[start:end])):
                fewest = least[start]
        least.append(fewest + 1)
    return least[-1]


def _once(text: str) -> str:
    """``abcabcabc`` is ``abc``, said again."""
    again = (text + text).find(text, 1)
    return text[:again] if 0 < again < len(text) else text


def _is_run(text: str) -> bool:
    steps = {ord(right) - ord(left) for left, right in zip(text, text[1:], strict=False)}
    return steps in ({0}, {1}, {-1}) or any(text in row or text in row[::-1] for row in KEYBOARD)


@cache
def _known(words: tuple[str, ...]) -> frozenset[str]:
    common = {word for word in CommonPasswordValidator().passwords if len(word) > SHORTEST}
    return frozenset({*common, *(word.casefold() for word in words)})


class NotEasilyGuessed:
    """One of Django's password validators. ``DIGIGOV_PASSWORD_WORDS`` are the words that everybody here would try first."""

    def validate(self, password: str, user: Any = None) -> None:
        if pieces(password, _known(tuple(settings.DIGIGOV_PASSWORD_WORDS))) < FEWEST:
            raise ValidationError(
                _("This password is easy to guess: it is made of very few well-known words or of signs in a row."),
                code="password_easily_guessed",
            )

    def get_help_text(self) -> str:
        return _("Take words that do not belong together.")
