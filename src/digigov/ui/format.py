"""Dates, money and numbers as Saint Lucians read them. Filters of every template."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import phonenumbers
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from digigov.kernel.clock import local
from digigov.kernel.money import Money

WEEKDAYS = (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"))
CODES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MONTHS = (
    _("January"), _("February"), _("March"), _("April"), _("May"), _("June"),
    _("July"), _("August"), _("September"), _("October"), _("November"), _("December"),
)  # fmt: skip
BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"),
            ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari"))  # fmt: skip
SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("CrOS", "Chromebook"),
           ("Mac OS", "Mac"), ("Linux", "Linux"))  # fmt: skip
SYMBOLS = {"XCD": "EC$", "USD": "US$"}


def day(value: date | str) -> str:
    """``Monday 23 November 2026``"""
    shown = _date(value)
    return f"{WEEKDAYS[shown.weekday()]} {shown.day} {MONTHS[shown.month - 1]} {shown.year}"


def short_day(value: date | str) -> str:
    """``23 November 2026``"""
    shown = _date(value)
    return f"{shown.day} {MONTHS[shown.month - 1]} {shown.year}"


def brief_day(value: date | str) -> str:
    """``23 Nov 2026``, for dense lists."""
    shown = _date(value)
    return f"{shown.day} {str(MONTHS[shown.month - 1])[:3]} {shown.year}"


def moment(value: datetime) -> str:
    """``Monday 23 November 2026 at 2:15 pm``"""
    return gettext("%(day)s at %(time)s") % {"day": day(value), "time": time_of_day(value)}


def short_moment(value: datetime) -> str:
    """``23 Nov 2026, 14:15``, for dense lists."""
    shown = local(value)
    return f"{shown.day} {str(MONTHS[shown.month - 1])[:3]} {shown.year}, {shown:%H:%M}"


def time_of_day(value: datetime) -> str:
    """``2:15 pm``, never broken over two lines."""
    return _in_twelve_hours(local(value).time())


def opening_hours(value: Iterable[dict[str, Any]]) -> list[str]:
    """``Monday to Friday, 8:00 am to 4:30 pm``: a line for each of an office's hours."""
    return [
        gettext("%(days)s, %(opens)s to %(closes)s")
        % {"days": _days(each["days"]), "opens": _on_the_clock(each["opens"]), "closes": _on_the_clock(each["closes"])}
        for each in value
    ]


def _days(codes: Sequence[str]) -> str:
    numbers = [CODES.index(code) for code in codes]
    names = [str(WEEKDAYS[number]) for number in numbers]
    if len(names) > 2 and numbers[-1] - numbers[0] == len(names) - 1:
        return gettext("%(first)s to %(last)s") % {"first": names[0], "last": names[-1]}
    if len(names) > 1:
        return gettext("%(several)s and %(last)s") % {"several": ", ".join(names[:-1]), "last": names[-1]}
    return "".join(names)


def _on_the_clock(written: str) -> str:
    return _in_twelve_hours(time.fromisoformat(written))


def _in_twelve_hours(shown: time) -> str:
    return f"{shown.hour % 12 or 12}:{shown:%M}\N{NO-BREAK SPACE}{'am' if shown.hour < 12 else 'pm'}"


def money(value: Money) -> str:
    """``EC$1,250.00``"""
    symbol = SYMBOLS.get(value.currency, f"{value.currency} ")
    sign = "−" if value.amount < 0 else ""
    return f"{sign}{symbol}{abs(value.amount):,.2f}"


def number(value: int | Decimal) -> str:
    """``1,250``"""
    return f"{value:,}"


def working_days_left(days: int) -> str:
    """How long until a deadline, from the working days that are left; below zero it is late."""
    if days == 0:
        return gettext("today")
    if days < 0:
        return ngettext("%(days)s working day late", "%(days)s working days late", -days) % {"days": -days}
    return ngettext("in %(days)s working day", "in %(days)s working days", days) % {"days": days}


def working_days(days: int) -> str:
    """``3 working days``"""
    return ngettext("%(days)s working day", "%(days)s working days", days) % {"days": days}


def size(value: int) -> str:
    """``240 kB``, ``3.1 MB``: the size of a file."""
    if value < 1_000_000:
        return f"{max(1, round(value / 1000))} kB"
    return f"{value / 1_000_000:.1f} MB"


def translated(text: str) -> str:
    """
    Text that is not ours (a pack's label, a title) in the reader's language. It is escaped like any other value and may hold
    a percent sign, which the underscore function of templates, made for our own sentences, does not allow.
    """
    return gettext(text) if text else ""


def phone(value: str) -> str:
    """``+1 758 555 0100``, from what is stored without spaces; anything unreadable as it stands."""
    try:
        parsed = phonenumbers.parse(value)
    except phonenumbers.NumberParseException:
        return value
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL).replace("-", " ")


def device(value: str) -> str:
    """``Chrome on Android``, from what a browser says of itself."""
    browser = next((name for mark, name in BROWSERS if mark in value), "")
    system = next((name for mark, name in SYSTEMS if mark in value), "")
    if browser and system:
        return gettext("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or gettext("Unknown device")


def _date(value: date | str) -> date:
    if isinstance(value, str):
        return date.fromisoformat(value)
    return local(value).date() if isinstance(value, datetime) else value


FILTERS: dict[str, Any] = {
    each.__name__: each
    for each in (
        day,
        short_day,
        brief_day,
        moment,
        short_moment,
        time_of_day,
        opening_hours,
        money,
        number,
        working_days_left,
        working_days,
        size,
        phone,
        device,
        translated,
    )
}
