"""Requests in words: how they stand, what happened, and of which kind."""

from typing import Any

from django.utils.translation import gettext_lazy as _

STATES: dict[str, Any] = {
    "open": _("Reported"),
    "acknowledged": _("Looked at"),
    "in-hand": _("Work is under way"),
    "answered": _("Said to be done: is it?"),
    "closed": _("Closed"),
}
TAGS = {"open": "waiting", "acknowledged": "waiting", "in-hand": "waiting", "answered": "yours", "closed": "done"}
STORY: dict[str, Any] = {
    "opened": _("Reported"),
    "acknowledged": _("Somebody looked at it"),
    "acted": _("Work began"),
    "news": _("News"),
    "note": _("Note for colleagues"),
    "asked": _("The reporter was asked"),
    "replied": _("The reporter wrote"),
    "forwarded": _("Passed on to another office"),
    "escalated": _("The clock ran out: told higher up"),
    "answered": _("Said to be done"),
    "said-yes": _("The reporter says that it is done"),
    "said-silent": _("The reporter said nothing: taken as done"),
    "reopened": _("The reporter says that it is not done: opened again"),
    "shown": _("The public text was changed"),
    "hidden": _("Taken off the public list"),
    "subject-named": _("The officer whom it is about was named"),
}
PUBLIC_STATES: dict[str, Any] = {"open": _("Not done yet"), "answered": _("Said to be done"), "closed": _("Closed")}
DAYS: dict[str, Any] = {"7": _("7 days"), "30": _("30 days"), "90": _("90 days"), "365": _("12 months")}
EVIDENCE: dict[str, Any] = {
    "photo": _("A photo"),
    "document": _("A document"),
    "written": _("A written proof: what was done, when and by whom"),
}
KINDS: dict[str, Any] = {
    "report": _("Report"),
    "officer": _("Complaint about an officer"),
    "service": _("Complaint about an office"),
    "suggestion": _("Suggestion"),
    "praise": _("Praise"),
}
