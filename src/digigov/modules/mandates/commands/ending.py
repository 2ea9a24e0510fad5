"""A mandate ends: taken back, given back, ended by an officer, by its last day, or by a death."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q

from digigov.kernel.actor import Actor
from digigov.kernel.clock import local_date
from digigov.kernel.errors import NotFound
from digigov.modules.mandates import occasions, policies, rules
from digigov.modules.mandates.commands.directors import directs
from digigov.modules.mandates.commands.writing import note, tell
from digigov.modules.mandates.models import Mandate
from digigov.modules.mandates.reading import HERE, find_firm
from digigov.modules.parties import commands as parties
from digigov.modules.parties.queries import names_of, registered_as

LIVE = (*rules.WAITING, rules.ACTIVE)


@transaction.atomic
def end(*, by: Actor, at: datetime, mandate_id: UUID) -> None:
    """
    From this moment on the agent acts no more; both are told. Again changes nothing.

    :raises NotFound: unless it is the principal's or the agent's, or an officer with ``mandates.end`` does it.
    """
    mandate = Mandate.objects.select_for_update(of=("self",)).filter(id=mandate_id).first()
    if mandate is None or not policies.may_end(by, mandate):
        raise NotFound
    if mandate.state in LIVE:
        _end(mandate, _by_whom(by, mandate), by=by, at=at)


def end_all_of(*, by: Actor, at: datetime, party_id: UUID) -> int:
    """
    Somebody has died: nobody acts for them any more but for their estate, and they for nobody. Returns how many ended.

    :raises NotAllowed: unless it is the machine.
    """
    by.require_system()
    theirs = Q(agent_id=party_id) | Q(principal_id=party_id) & ~Q(ground=rules.ESTATE)
    return _end_each(theirs & Q(state__in=LIVE), "died", by=by, at=at, most=1000)


def lapse(*, at: datetime, most: int = 1000) -> int:
    """What waited too long, and what had its last day, ends; returns how many."""
    late = Mandate.objects.filter(state__in=rules.WAITING, waits_until__lt=at)
    lapsed = late.update(state=rules.LAPSED, decided_at=at, code="", address={}, waits_until=None)
    over = Q(state=rules.ACTIVE, ends_on__lt=local_date(at))
    return lapsed + _end_each(over, "over", by=HERE, at=at, most=most)


def recheck_firms(*, by: Actor, at: datetime, most: int) -> int:
    """
    Ask the register of companies again about whichever was asked longest ago. Nobody acts for one that exists no more; if it is
    put back, they do again. Whoever acts because the register named them as a director, and whom it names no more, acts no more.
    Returns how many companies are gone.

    :raises NotAllowed: unless it is the machine. :raises RegisterDown: if it does not answer; the next run goes on there.
    """
    by.require_system()
    gone = 0
    old = Mandate.objects.filter(ground=rules.COMPANY, state=rules.ACTIVE)
    old = old.filter(Q(checked_at=None) | Q(checked_at__lt=at - rules.CHECK_EVERY)).order_by(
        F("checked_at").asc(nulls_first=True)
    )
    for mandate in old[:most]:
        number = registered_as(mandate.principal_id).partition(":")[2]
        by_register = mandate.how == "register"
        firm = find_firm(number, at=at, about=mandate.principal_id, with_directors=by_register)
        exists = firm is not None and firm.exists
        of_firm = Mandate.objects.filter(principal_id=mandate.principal_id, ground__in=rules.FIRMS)
        of_firm.update(firm_exists=exists, checked_at=at)
        gone += not exists
        if by_register and firm and exists and mandate.agent_id and not directs(mandate.agent_id, firm, at=at):
            _end_each(Q(id=mandate.id), "not-director", by=by, at=at, most=1)
    return gone


def _end_each(which: Q, reason: str, *, by: Actor, at: datetime, most: int) -> int:
    found = list(Mandate.objects.filter(which).order_by("id").values_list("id", flat=True)[:most])
    for mandate_id in found:
        with transaction.atomic():
            mandate = Mandate.objects.select_for_update(of=("self",)).get(id=mandate_id)
            if mandate.state in LIVE:
                _end(mandate, reason, by=by, at=at)
    return len(found)


def _by_whom(by: Actor, mandate: Mandate) -> str:
    if policies.is_principal(by, mandate):
        return "by-principal"
    return "by-agent" if by.party_id == mandate.agent_id else "by-officer"


def _end(mandate: Mandate, reason: str, *, by: Actor, at: datetime) -> None:
    held = mandate.state == rules.ACTIVE
    Mandate.objects.filter(id=mandate.id).update(
        state=rules.ENDED, reason=reason, ended_at=at, ended_by=by.party_id, code="", address={}, waits_until=None
    )
    note("mandates.ended", mandate, by=by, at=at, reason=reason)
    if held and mandate.ground not in rules.GIVEN:
        _reach_another(mandate, at=at)
    names = names_of({each for each in (mandate.principal_id, mandate.agent_id) if each})
    named = f"{mandate.named.get('given', '')} {mandate.named.get('family', '')}".strip()
    agent = names.get(mandate.agent_id, named) if mandate.agent_id else named
    for party_id in filter(None, (mandate.principal_id, mandate.agent_id)):
        tell(
            party_id, occasions.ENDED, mandate, by=by, at=at, principal=names.get(mandate.principal_id, ""), agent=agent
        )


def _reach_another(mandate: Mandate, *, at: datetime) -> None:
    """Messages of a child, an estate, a company go to another who represents it, if there is one."""
    others = Mandate.objects.filter(principal_id=mandate.principal_id, state=rules.ACTIVE).exclude(id=mandate.id)
    standing = others.exclude(ground__in=rules.GIVEN).order_by("begun_at").values_list("agent_id", flat=True).first()
    parties.reach_through(by=HERE, at=at, party_id=mandate.principal_id, representative_id=standing)
