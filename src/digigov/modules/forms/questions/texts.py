"""Words in one box: a line, several lines, an e-mail address."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from digigov.modules.forms.definitions import Question
from digigov.modules.forms.questions.base import Context, Fault, QuestionKind, Raw, a_string, no_longer_than
from digigov.modules.forms.questions.cleaning import clean_line, clean_lines


class TextQuestion(QuestionKind):
    def check(self, question: Question, value: Any, context: Context) -> str:
        return no_longer_than(clean_line(a_string(value)), question.max_length or 200)


class LongText(QuestionKind):
    def parse(self, question: Question, raw: Raw) -> str | None:
        return clean_lines(raw.one()) or None

    def check(self, question: Question, value: Any, context: Context) -> str:
        return no_longer_than(clean_lines(a_string(value)), question.max_length or 2000)

    def display(self, question: Question, value: Any, context: Context) -> tuple[str, ...]:
        return tuple(str(value).split("\n"))


class Email(QuestionKind):
    missing = _("Enter an e-mail address, for example marie@example.org.")

    def check(self, question: Question, value: Any, context: Context) -> str:
        address = clean_line(a_string(value))
        try:
            validate_email(address)
        except ValidationError as error:
            raise Fault(_("Enter an e-mail address with an @ sign, for example marie@example.org.")) from error
        return no_longer_than(address, 254)
