"""Mandates in words, for the person's own pages and for the counter."""

from collections.abc import Iterable

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from digigov.modules.catalog import queries as catalog
from digigov.modules.mandates.queries import MandateView
from digigov.ui.format import moment

GROUNDS = {
    "parent": _("as a parent"),
    "guardian": _("as the guardian whom a court named"),
    "agent": _("as somebody they chose"),
    "estate": _("for the estate"),
    "company": _("as a director"),
    "employee": _("as an employee"),
}
STATES = {
    "offered": _("Waits for an answer"),
    "confirming": _("Waits to be confirmed"),
    "active": _("Holds"),
    "refused": _("Declined"),
    "lapsed": _("Not answered in time"),
    "ended": _("Ended"),
}


def against_in_words(mandate: MandateView) -> str:
    """Which decision it is, without why: what a register says of somebody is told by the register's keeper."""
    facts = {
        "principal": mandate.principal,
        "agent": mandate.agent,
        "moment": moment(mandate.ended_at or mandate.begun_at),
    }
    if mandate.state == "ended":
        return gettext("That %(agent)s acts for %(principal)s was ended: %(moment)s") % facts
    return gettext("That %(agent)s acts for %(principal)s was refused: %(moment)s") % facts


def names_of_services(services: Iterable[str]) -> dict[str, str]:
    """The names of those that are offered now, in English, to be translated when shown."""
    return {card.id: card.name for card in catalog.cards_of(tuple(services))}
