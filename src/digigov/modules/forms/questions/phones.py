"""A telephone number, kept as E.164 (``+17584521234``)."""

from typing import Any

import phonenumbers
from django.utils.translation import gettext_lazy as _

from digigov.modules.forms.definitions import Question
from digigov.modules.forms.questions.base import Context, Fault, QuestionKind, a_string
from digigov.modules.forms.questions.cleaning import clean_line

_EXAMPLE = _("Enter a phone number, for example 758 452 1234.")


class Phone(QuestionKind):
    missing = _EXAMPLE

    def check(self, question: Question, value: Any, context: Context) -> str:
        number = _parse(clean_line(a_string(value)), context.country)
        home = phonenumbers.country_code_for_region(context.country)
        if number.country_code == home and phonenumbers.is_possible_number(number):
            is_here = phonenumbers.region_code_for_number(number) in (context.country, None)
        elif question.foreign and phonenumbers.is_possible_number(number):
            is_here = True
        else:
            is_here = False
        if not is_here and not (question.foreign and phonenumbers.is_possible_number(number)):
            raise Fault(
                _EXAMPLE if question.foreign else _("Enter a phone number of this country, for example 758 452 1234.")
            )
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)

    def boxes(self, question: Question, value: Any) -> dict[str, tuple[str, ...]]:
        return {"": (_shown(value),)}

    def display(self, question: Question, value: Any, context: Context) -> tuple[str, ...]:
        return (_shown(value),)


def _parse(text: str, country: str) -> phonenumbers.PhoneNumber:
    try:
        number = phonenumbers.parse(text[:40], country)
    except phonenumbers.NumberParseException as error:
        raise Fault(_EXAMPLE) from error
    if number.extension:
        raise Fault(_("Enter the number without an extension."))
    return number


def _shown(value: Any) -> str:
    try:
        number = phonenumbers.parse(str(value), None)
    except phonenumbers.NumberParseException:
        return str(value)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL).replace("-", " ")
