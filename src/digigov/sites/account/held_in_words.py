"""Values of what is held, as one reads them. Answers and findings have labels of their own on the page of the application."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from digigov.ui.format import day, moment

NESTED = ("answers", "prefilled", "facts", "findings", "values", "evidence", "claim")
STATES: dict[str, Any] = {
    "passed": _("shown"), "refused": _("refused"), "lapsed": _("ran out"), "ended": _("ended"), "granted": _("granted"),
    "withdrawn": _("withdrawn"), "closed": _("closed"), "valid": _("valid"), "revoked": _("taken back"),
    "replaced": _("replaced by a newer one"), "waiting": _("waits"), "booked": _("booked"), "held": _("held"),
    "cancelled": _("cancelled"), "absent": _("nobody came"), "due": _("due"), "started": _("begun"), "failed": _("did not work"),
    "paid": _("paid"), "free": _("free of charge"), "waived": _("you were let off"), "queued": _("on its way"),
    "sending": _("on its way"), "sent": _("sent"), "delivered": _("arrived"), "uncertain": _("perhaps sent"),
    "email": _("e-mail"), "sms": _("text message"), "remote": _("from home"), "counter": _("at a counter"),
    "vouched": _("by somebody who knows you"), "imported": _("taken over from before"), "waiting-code": _("waits for a code"),
    "waiting-voucher": _("waits for the person named"), "waiting-second": _("waits for a second officer"),
    "asked": _("asked"), "open": _("open"), "pending": _("the bank has not answered"), "declined": _("declined"),
    "expired": _("ran out"), "intended": _("begun"), "en": _("English"), "acf": _("Kwéyòl"),
}  # fmt: skip


def in_words(name: str, value: Any) -> str:
    """One value. What is nested is counted: it is read on the page of the application, and stands whole in the copy."""
    if name in NESTED and isinstance(value, Mapping | list):
        count = len(value)
        told = ngettext("%(count)s entry, whole in your copy", "%(count)s entries, whole in your copy", count)
        return told % {"count": count}
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return day(value)
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    if isinstance(value, Mapping) and set(value) == {"given", "family"}:
        return f"{value['given']} {value['family']}".strip()
    if isinstance(value, Mapping):
        value = {key: each for key, each in value.items() if key != "country"}  # an address of here says only where
        return ", ".join(in_words("", each) for each in value.values() if each not in (None, ""))
    if isinstance(value, list | tuple):
        return ", ".join(in_words("", each) for each in value)
    return str(STATES.get(str(value), value))
