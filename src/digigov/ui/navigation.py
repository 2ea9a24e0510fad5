"""
What the navigation offers, by URL name. Names only: the look knows no site, and an entry whose site is not there is left out.
"""

from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from digigov.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Entry:
    """``who``: everyone, citizen (signed in), officer, or permissions of which one is enough (``a|b``)."""

    text: Any
    name: str
    who: str = "everyone"


PORTAL = (
    Entry(_("Services"), "portal:find"),
    Entry(_("Report or ask"), "portal:report"),
    Entry(_("Track an application"), "portal:track"),
    Entry(_("Check a document"), "portal:verify"),
    Entry(_("My applications"), "portal:my", "citizen"),
    Entry(_("Help"), "portal:help"),
    Entry(_("Desk"), "desk:queue", "officer"),
)
DESK = (
    Entry(_("Queue"), "desk:queue", "officer"),
    Entry(_("311"), "desk:contacts", "contact.answer"),
    Entry(_("Reports"), "desk:requests", "requests.answer|requests.open"),
    Entry(_("Counter"), "desk:counter", "counter.assist"),
    Entry(_("My shifts"), "desk:my-shifts", "contact.answer"),
    Entry(_("Shifts and staffing"), "desk:workforce", "workforce.plan"),
    Entry(_("Workload"), "desk:workload", "casework.supervise"),
    Entry(_("Figures"), "desk:figures", "casework.see-figures"),
    Entry(_("Payments"), "desk:payments", "payments.refund|payments.waive"),
    Entry(_("Staff"), "desk:staff", "staff.manage"),
    Entry(_("Second pair of eyes"), "desk:identity", "counter.assist"),
    Entry(_("Letters to post"), "desk:letters", "assurance.post"),
    Entry(_("Emergency"), "desk:emergency", "registries.break-glass"),
    Entry(_("Look-ups without a case"), "desk:lookups", "registries.review"),
    Entry(_("Articles"), "desk:articles", "knowledge.write|knowledge.approve"),
    Entry(_("Erasing data"), "desk:erasures", "privacy.oversee"),
    Entry(_("Signs of misuse"), "desk:sign-in-watch", "identity.watch"),
    Entry(_("Other systems"), "desk:clients", "openid.manage-clients"),
    Entry(_("Help with signing in"), "desk:sign-in-help", "counter.assist|staff.manage"),
    Entry(_("What is assumed"), "desk:assumed", "catalog.see-assumed"),
    Entry(_("Operations"), "desk:operations", "operations.see"),
    Entry(_("Your relatives"), "desk:relatives", "officer"),
    Entry(_("Public site"), "portal:home"),
)
FOOTER = (
    Entry(_("Accessibility statement"), "portal:accessibility"),
    Entry(_("Privacy"), "portal:about-privacy"),
    Entry(_("Cookies"), "portal:cookies"),
)


def link(name: str) -> str:
    """The address of a page without parameters, or nothing when no site offers it."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def offered(entries: tuple[Entry, ...], actor: Actor) -> list[dict[str, Any]]:
    """The entries that this actor can open, with their addresses."""
    return [
        {"text": entry.text, "url": url, "name": entry.name}
        for entry in entries
        if _may(actor, entry.who) and (url := link(entry.name))
    ]


def nav(entries: list[dict[str, Any]], here: str) -> list[dict[str, Any]]:
    """As the service navigation takes it."""
    return [{"text": entry["text"], "href": entry["url"], "active": entry["name"] == here} for entry in entries]


def _may(actor: Actor, who: str) -> bool:
    if who == "everyone":
        return True
    if who == "citizen":
        return actor.is_signed_in
    return actor.kind == "officer" and (who == "officer" or any(actor.may(each) for each in who.split("|")))
