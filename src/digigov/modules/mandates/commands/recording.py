"""
At a counter: a court's order, a grant of probate, a company's extract, or a person who wants somebody to act and has no telephone. One
officer writes down what lies on the counter, another looks again within a day.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from digigov.kernel.actor import Actor
from digigov.kernel.clock import local_date
from digigov.kernel.errors import DomainError, InvalidInput, NotFound
from digigov.modules.mandates import occasions, policies, rules
from digigov.modules.mandates.commands.writing import (
    ActsAlready,
    checked_services,
    let_hold,
    note,
    require_known,
    tell,
    write,
)
from digigov.modules.mandates.models import Mandate
from digigov.modules.mandates.reading import HERE, find_firm
from digigov.modules.parties import commands as parties
from digigov.modules.parties.queries import names_of

PAPERS = (rules.GUARDIAN, rules.ESTATE, rules.COMPANY)  # grounds that stand on a paper


class MandateLapsed(DomainError):
    code = "mandate-lapsed"
    message = _("This has waited too long. Write it down again.")


@dataclass(frozen=True, slots=True)
class Seen:
    """
    What lies on the counter. ``principal_id`` is None for a company, which ``firm_number`` names. ``paper`` is its kind in words,
    ``number`` its number, ``dated_on`` its day; ``died_on`` stands in a grant of probate.
    """

    ground: str
    principal_id: UUID | None
    agent_id: UUID
    paper: str = ""
    number: str = ""
    dated_on: date | None = None
    died_on: date | None = None
    firm_number: str = ""
    services: Sequence[str] = ()
    ends_on: date | None = None


def record(*, by: Actor, at: datetime, seen: Seen, open_services: frozenset[str]) -> UUID:
    """
    Write it down. Not one transaction: for a company it asks the register.

    :raises NotAllowed: unless an officer serves others at the counter of an office. :raises NotKnown: unless it was checked who acts.
    :raises InvalidInput: with a sentence for each thing to mend. :raises RegisterDown: if the register does not answer.
    :raises ActsAlready: if it waits or holds already. :raises TooManyMandates: if thirty live.
    """
    policies.require_officer(by, seen.principal_id, seen.agent_id)
    require_known(seen.agent_id, at=at)
    columns = _checked(seen, at=at, open_services=open_services)
    if seen.ground == rules.COMPANY:
        firm = find_firm(seen.firm_number, at=at, about=seen.agent_id) if seen.firm_number.strip() else None
        if firm is None or not firm.exists:
            raise InvalidInput({"firm_number": _("The register has no such company, or it does not exist any more.")})
        principal_id = parties.register_represented(
            by=HERE, at=at, registered_as=firm.registered_as, given_names=firm.name, is_firm=True
        )
    elif seen.principal_id is None or seen.principal_id == seen.agent_id:
        raise InvalidInput({"agent_id": _("Choose somebody else.")})
    else:
        principal_id = seen.principal_id
    if seen.ground == rules.AGENT:
        require_known(principal_id, at=at)
    try:
        with transaction.atomic():
            mandate = write(
                by=by, at=at, principal_id=principal_id, ground=seen.ground, how="counter", state=rules.CONFIRMING,
                waits_until=at + rules.CONFIRM_WITHIN, agent_id=seen.agent_id, **columns,
            )  # fmt: skip
    except IntegrityError as conflict:
        raise ActsAlready from conflict
    return mandate.id


@transaction.atomic
def confirm(*, by: Actor, at: datetime, mandate_id: UUID, agrees: bool) -> None:
    """
    The second officer has seen the same, or has not.

    :raises NotFound: if nothing waits. :raises NotAllowed: unless another officer of that counter looks.
    :raises MandateLapsed: if a day is over. :raises NotKnown: if it is not known any more who acts.
    """
    waiting = Mandate.objects.select_for_update(of=("self",)).filter(
        id=mandate_id, state=rules.CONFIRMING, how="counter"
    )
    mandate = waiting.first()
    if mandate is None or mandate.agent_id is None:
        raise NotFound
    policies.require_second(by, mandate)
    if mandate.waits_until is None or mandate.waits_until < at:
        raise MandateLapsed
    if not agrees:
        Mandate.objects.filter(id=mandate.id).update(
            state=rules.REFUSED, second_id=by.party_id, decided_at=at, waits_until=None, reason="not-agreed"
        )
        note("mandates.refused", mandate, by=by, at=at)
        return
    require_known(mandate.agent_id, at=at)
    let_hold(mandate, by=by, at=at, second_id=by.party_id)
    names = names_of([mandate.principal_id, mandate.agent_id])
    tell(mandate.agent_id, occasions.GRANTED, mandate, by=by, at=at, principal=names.get(mandate.principal_id, ""))
    if mandate.ground == rules.AGENT:
        tell(mandate.principal_id, occasions.ACCEPTED, mandate, by=by, at=at, agent=names.get(mandate.agent_id, ""))


def _checked(seen: Seen, *, at: datetime, open_services: frozenset[str]) -> dict[str, Any]:
    """The columns of what was seen. :raises InvalidInput:"""
    on = local_date(at)
    if seen.ground not in (*PAPERS, rules.AGENT):
        raise InvalidInput({"ground": _("Choose why this person may act.")})
    evidence, errors = _paper(seen, on) if seen.ground in PAPERS else ({}, {})
    services = list(seen.services)
    if seen.ground == rules.AGENT or services:
        try:
            services = checked_services(services, open_services=open_services)
        except InvalidInput as refusal:
            errors |= refusal.errors
    if not _ends_well(seen, on):
        errors["ends_on"] = _("Enter the last day.")
    if errors:
        raise InvalidInput(errors)
    return {"evidence": evidence, "services": services, "starts_on": on, "ends_on": seen.ends_on}


def _paper(seen: Seen, on: date) -> tuple[dict[str, str], dict[str, Any]]:
    """What is kept of a paper, and what is missing on it."""
    evidence, errors = {"paper": seen.paper.strip()[:80], "end": seen.number.strip()[-3:]}, dict[str, Any]()
    if not seen.paper.strip():
        errors["paper"] = _("Enter what paper it is.")
    if not seen.number.strip():
        errors["number"] = _("Enter the number of the paper.")
    if seen.dated_on is None or seen.dated_on > on:
        errors["dated_on"] = _("Enter the day of the paper.")
    if seen.ground == rules.ESTATE and (seen.died_on is None or seen.died_on > on):
        errors["died_on"] = _("Enter the day of death. It stands on the grant.")
    evidence |= {"dated_on": str(seen.dated_on)} | ({"died_on": str(seen.died_on)} if seen.died_on else {})
    return evidence, errors


def _ends_well(seen: Seen, on: date) -> bool:
    """An agent's last day within a year, a guardian's as the court says; the others may go on."""
    if seen.ends_on is None:
        return seen.ground not in (rules.AGENT, rules.GUARDIAN)
    return on <= seen.ends_on and (seen.ground != rules.AGENT or seen.ends_on <= on + rules.LONGEST)
