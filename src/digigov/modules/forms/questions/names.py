"""A person's name: given names and family name."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from digigov.modules.forms.definitions import Question
from digigov.modules.forms.questions.base import Context, Fault, QuestionKind, Raw, no_longer_than
from digigov.modules.forms.questions.cleaning import clean_line

MOST = 100


class NameQuestion(QuestionKind):
    parts = ("given", "family")
    missing = _("Enter the given names and the family name.")
    in_fieldset = True

    def parse(self, question: Question, raw: Raw) -> dict[str, str] | None:
        found = {part: raw.line(part) for part in self.parts}
        return found if any(found.values()) else None

    def check(self, question: Question, value: Any, context: Context) -> dict[str, str]:
        if not isinstance(value, dict):
            raise Fault(self.missing)
        name = {part: clean_line(str(value.get(part) or "")) for part in self.parts}
        if not name["given"]:
            raise Fault(_("Enter the given names."), part="given")
        if not name["family"]:
            raise Fault(_("Enter the family name."), part="family")
        for part, text in name.items():
            no_longer_than(text, MOST, part=part)
            if any(letter.isdigit() for letter in text):
                raise Fault(_("A name has no digits in it. Write it in letters."), part=part)
        return name

    def boxes(self, question: Question, value: Any) -> dict[str, tuple[str, ...]]:
        return {part: (value.get(part, ""),) for part in self.parts}

    def display(self, question: Question, value: Any, context: Context) -> tuple[str, ...]:
        return (f"{value.get('given', '')} {value.get('family', '')}".strip(),)
