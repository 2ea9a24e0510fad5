"""A day, in three boxes. Months may be written as numbers or as their names."""

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from digigov.modules.forms.definitions import Question
from digigov.modules.forms.questions.base import Context, Fault, QuestionKind, Raw
from digigov.ui.format import MONTHS, short_day

OLDEST = date(1880, 1, 1)
LATEST = date(2200, 12, 31)
_ENGLISH = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DISTANCE = re.compile(r"([+-]?\d{1,5}) (day|week|month|year)s?")


def day_at(text: str, today: date) -> date:
    """``2026-01-31``, ``today``, or a distance from today such as ``-18 years``. :raises ValueError: for anything else."""
    if text == "today":
        return today
    match = _DISTANCE.fullmatch(text)
    if match is None:
        return date.fromisoformat(text)
    number, unit = int(match[1]), match[2]
    if unit in ("day", "week"):
        return today + timedelta(days=number * (7 if unit == "week" else 1))
    months = today.year * 12 + today.month - 1 + number * (12 if unit == "year" else 1)
    year, month = divmod(months, 12)
    return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))


class DateQuestion(QuestionKind):
    parts = ("day", "month", "year")
    missing = _("Enter the day, month and year, for example 27 3 1984.")
    in_fieldset = True

    def parse(self, question: Question, raw: Raw) -> str | None:
        if raw.line():  # a machine sends the whole date
            return raw.line()
        day, month, year = (raw.line(part) for part in self.parts)
        if not (day or month or year):
            return None
        for part, text, sentence in (
            ("day", day, _("Enter the day too, for example 27.")),
            ("month", month, _("Enter the month too, for example 3 or March.")),
            ("year", year, _("Enter the year too, for example 1984.")),
        ):
            if not text:
                raise Fault(sentence, part=part)
        return _iso(day, month, year)

    def check(self, question: Question, value: Any, context: Context) -> str:
        found = _as_date(value)
        earliest = day_at(question.earliest, context.today) if question.earliest else OLDEST
        latest = day_at(question.latest, context.today) if question.latest else LATEST
        if found < earliest:
            raise Fault(_("The date must be %(day)s or later.") % {"day": in_words(earliest, context.today)})
        if found > latest:
            raise Fault(_("The date must be %(day)s or earlier.") % {"day": in_words(latest, context.today)})
        return found.isoformat()

    def boxes(self, question: Question, value: Any) -> dict[str, tuple[str, ...]]:
        found = _as_date(value)
        return {"day": (str(found.day),), "month": (str(found.month),), "year": (str(found.year),)}

    def display(self, question: Question, value: Any, context: Context) -> tuple[str, ...]:
        return (short_day(_as_date(value)),)


def in_words(day: date, today: date) -> str:
    return str(_("today")) if day == today else short_day(day)


def _as_date(value: Any) -> date:
    if isinstance(value, date):
        return date(value.year, value.month, value.day)
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise Fault(DateQuestion.missing) from error


def _iso(day: str, month: str, year: str) -> str:
    if not _digits(year) or len(year) != 4:
        raise Fault(_("Write the year with four digits, for example 1984."), part="year")
    number = _month(month)
    if number is None:
        raise Fault(_("The month must be a number from 1 to 12, or its name."), part="month")
    if not _digits(day) or not 1 <= int(day[:3]) <= 31:
        raise Fault(_("The day must be a number from 1 to 31."), part="day")
    try:
        return date(int(year), number, int(day[:3])).isoformat()
    except ValueError as error:
        raise Fault(_("There is no such day in that month. Check the day and the month."), part="day") from error


def _digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _month(text: str) -> int | None:
    if _digits(text):
        return int(text[:3]) if 1 <= int(text[:3]) <= 12 else None
    typed = text.casefold().rstrip(".")
    own = {str(name).casefold(): number for number, name in enumerate(MONTHS, start=1)}
    if typed in own:
        return own[typed]
    return _ENGLISH.index(typed[:3]) + 1 if len(typed) >= 3 and typed[:3] in _ENGLISH else None
