"""Numbers and money, exact. Whole numbers are kept as numbers, others as text such as ``"12.50"``."""

import re
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from digigov.modules.forms.definitions import Question
from digigov.modules.forms.questions.base import Context, Fault, QuestionKind, Raw

_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,6})?", re.ASCII)
_GROUPING = re.compile(r"[, ](?=\d{3}(\D|$))")


def read_number(text: str) -> Decimal | None:
    """``1,200.50`` and ``1 200.50`` too."""
    plain = _GROUPING.sub("", text.replace("\u2212", "-"))
    return Decimal(plain) if _NUMBER.fullmatch(plain) else None


def as_decimal(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        return None
    return read_number(str(value))


class Number(QuestionKind):
    missing = _("Enter a number.")
    not_a_number = _("Enter a number in digits, for example 12.")
    lowest: Decimal | None = None

    def parse(self, question: Question, raw: Raw) -> str | None:
        return raw.line() or None

    def check(self, question: Question, value: Any, context: Context) -> int | str:
        number = as_decimal(value)
        if number is None:
            raise Fault(self.not_a_number)
        decimals = self.decimals(question)
        if number != round(number, decimals):
            raise Fault(
                _("Enter a whole number.")
                if decimals == 0
                else _("Use %(most)s decimals or fewer.") % {"most": decimals}
            )
        self._within(question, number)
        return int(number) if decimals == 0 else f"{round(number, decimals) + 0:.{decimals}f}"

    def display(self, question: Question, value: Any, context: Context) -> tuple[str, ...]:
        number = as_decimal(value)
        text = f"{number:,}" if number is not None else str(value)
        return (f"{text} {question.unit}" if question.unit else text,)

    def decimals(self, question: Question) -> int:
        return question.decimals

    def _within(self, question: Question, number: Decimal) -> None:
        minimum = question.minimum if question.minimum is not None else self.lowest
        if minimum is not None and number < minimum:
            raise Fault(_("Enter %(least)s or more.") % {"least": f"{minimum:,}"})
        if question.maximum is not None and number > question.maximum:
            raise Fault(_("Enter %(most)s or less.") % {"most": f"{question.maximum:,}"})


class MoneyQuestion(Number):
    missing = _("Enter an amount.")
    not_a_number = _("Enter an amount in dollars and cents, for example 1200.50.")
    lowest = Decimal(0)

    def parse(self, question: Question, raw: Raw) -> str | None:
        return re.sub(r"^(EC\$|XCD|\$)\s*", "", raw.line(), flags=re.IGNORECASE) or None

    def decimals(self, question: Question) -> int:
        return 2

    def display(self, question: Question, value: Any, context: Context) -> tuple[str, ...]:
        number = as_decimal(value)
        return (f"{context.currency_symbol}{number:,.2f}" if number is not None else str(value),)

    def extras(self, question: Question, value: Any, context: Context) -> dict[str, Any]:
        return {"prefix": context.currency_symbol}
