"""A day that somebody typed into three boxes."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from digigov.kernel.errors import InvalidInput
from digigov.sites.request import Request


def typed_day(request: Request, name: str) -> date | None:
    """:raises InvalidInput: if something is written that is no date; None if nothing is."""
    written = [request.POST.get(f"{name}-{part}", "").strip() for part in ("year", "month", "day")]
    if not any(written):
        return None
    try:
        return date(*(int(each) for each in written))
    except (ValueError, OverflowError):
        raise InvalidInput({name: _("Enter the day, month and year, for example 27 3 1984.")}) from None


def typed_birthday(request: Request, name: str = "born_on") -> date:
    """:raises InvalidInput: if it is missing, or no date."""
    found = typed_day(request, name)
    if found is None:
        raise InvalidInput({name: _("Enter the date of birth, for example 27 3 1984.")})
    return found
