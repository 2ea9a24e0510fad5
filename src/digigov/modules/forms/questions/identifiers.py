"""Numbers that government gave: by their pattern, and looked up in a register where the question names one."""

import re
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext_lazy as _

from digigov.modules.forms.definitions import IdentifierPattern, Question
from digigov.modules.forms.questions.base import Context, Fault, LookUp, QuestionKind, a_string, no_longer_than
from digigov.modules.forms.questions.cleaning import clean_line, compact

LONGEST = 40


@lru_cache(maxsize=200)
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.ASCII)


def fit(text: str, identifier: IdentifierPattern) -> str | None:
    """The number as its pattern wants it: as typed, in capitals, or with the spaces and dashes taken out or mended."""
    for candidate in dict.fromkeys((text, text.upper(), re.sub(r"\s*([-/])\s*", r"\1", text.upper()), compact(text))):
        if len(candidate) <= LONGEST and _pattern(identifier.pattern).fullmatch(candidate):
            return candidate
    return None


class IdentifierQuestion(QuestionKind):
    missing = _("Enter the number.")

    def check(self, question: Question, value: Any, context: Context) -> str:
        text = no_longer_than(clean_line(a_string(value)), LONGEST)
        identifier = context.identifiers[question.identifier or ""]
        found = fit(text, identifier)
        if found is None:
            raise Fault(_("Check the number: it should look like %(example)s.") % {"example": identifier.example})
        return found


class RegisterNumber(QuestionKind):
    """
    A number whose row is shown and confirmed before it counts.

    A register may also be asked by another word (a business by its exact name), so a pattern tidies but does not refuse:
    the look-up decides. When the register is down the number is taken as it stands and officers see that nobody looked.
    """

    parts = ("", "confirm")
    missing = _("Enter the number.")

    def check(self, question: Question, value: Any, context: Context) -> str:
        text = no_longer_than(clean_line(a_string(value)), 120)
        identifier = context.identifiers.get(question.identifier or "")
        return (fit(text, identifier) if identifier else None) or text

    def extras(self, question: Question, value: Any, context: Context) -> dict[str, Any]:
        return {"look_up": context.look_ups.get(question.id)}


def confirm(look_up: LookUp | None, confirmed: str) -> None:
    """
    A register may lag behind the paper in somebody's hand, so a number that it does not know is taken too, when told twice.

    :raises Fault: until somebody said that what was found is right, or that the number is although nothing was found.
    """
    if look_up is None or look_up.state == "unavailable" or confirmed == look_up.number:
        return
    if look_up.state == "not-found":
        text = _("The register has nothing under %(number)s. Check the number; if it is right, tick the box to go on.")
        raise Fault(text % {"number": look_up.number}, part="confirm", asks_to_confirm=True)
    raise Fault(
        _("Read what the register says, then tick the box if it is the right one."),
        part="confirm",
        asks_to_confirm=True,
    )
