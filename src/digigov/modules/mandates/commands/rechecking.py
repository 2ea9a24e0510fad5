"""The registers are asked again about whoever acts because they said so: what they say no more counts no more."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import F, Q

from digigov.kernel.actor import Actor
from digigov.modules.mandates import rules
from digigov.modules.mandates.commands.children import is_parent
from digigov.modules.mandates.commands.ending import end_each
from digigov.modules.mandates.commands.writing import has_number
from digigov.modules.mandates.models import Mandate
from digigov.modules.mandates.reading import find_child, find_firm
from digigov.modules.parties.queries import registered_as


def recheck_firms(*, by: Actor, at: datetime, most: int) -> int:
    """
    Ask the register of companies again about whichever was asked longest ago. Nobody acts for one that exists no more; if it is
    put back, they do again. Whoever acts because the register named them as a director, and whom it names no more, acts no more.
    Returns how many companies are gone.

    :raises NotAllowed: unless it is the machine. :raises RegisterDown: if it does not answer; the next run goes on there.
    """
    by.require_system()
    gone = 0
    for mandate, number in _asked_longest_ago(rules.COMPANY, at=at, most=most):
        by_register = mandate.how == "register"
        firm = find_firm(number, at=at, about=mandate.principal_id, with_directors=by_register)
        exists = firm is not None and firm.exists
        of_firm = Mandate.objects.filter(principal_id=mandate.principal_id, ground__in=rules.FIRMS)
        of_firm.update(firm_exists=exists, checked_at=at)
        gone += not exists
        if (
            by_register
            and firm
            and exists
            and mandate.agent_id
            and not has_number(mandate.agent_id, firm.directors, at=at)
        ):
            end_each(Q(id=mandate.id), "not-director", by=by, at=at, most=1)
    return gone


def recheck_parents(*, by: Actor, at: datetime, most: int) -> int:
    """
    Ask the register of births again about the child that was asked about longest ago: an adoption or a court changes an entry.
    Whom it names no more acts no more. Returns how many that were.

    :raises NotAllowed: unless it is the machine. :raises RegisterDown: if it does not answer; the next run goes on there.
    """
    by.require_system()
    ended = 0
    for mandate, entry in _asked_longest_ago(rules.PARENT, at=at, most=most):
        child = find_child(entry, at=at, about=mandate.principal_id)
        Mandate.objects.filter(id=mandate.id).update(checked_at=at)
        assert mandate.agent_id is not None
        if child is None or not is_parent(mandate.agent_id, child, at=at):
            ended += end_each(Q(id=mandate.id), "not-parent", by=by, at=at, most=1)
    return ended


def _asked_longest_ago(ground: str, *, at: datetime, most: int) -> Iterator[tuple[Mandate, str]]:
    """Mandates that hold and were not looked at for a month, with the number under which the register knows the principal."""
    old = Mandate.objects.filter(ground=ground, state=rules.ACTIVE)
    old = old.filter(Q(checked_at=None) | Q(checked_at__lt=at - rules.CHECK_EVERY))
    for mandate in old.order_by(F("checked_at").asc(nulls_first=True))[:most]:
        yield mandate, registered_as(mandate.principal_id).partition(":")[2]
