"""What registers say of somebody who is to be proved. Asks the outside, so never inside a transaction."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from digigov.kernel.actor import system
from digigov.kernel.errors import AdapterFailure, DomainError
from digigov.modules.assurance import rules
from digigov.modules.assurance.definitions import Paper, ProofingPlan
from digigov.modules.assurance.rules import NOTHING, Name, Row
from digigov.modules.audit.commands import Purpose
from digigov.modules.registries.commands import Reading, read

HERE = system("assurance")
WHY = Purpose("prove-identity")


class RegistersDown(DomainError):
    code = "registers-down"
    message = _(
        "The registers do not answer at the moment, so we cannot check this now. Try again later, or go to any service bureau."
    )
    status = 503


@dataclass(frozen=True, slots=True)
class Claim:
    """What is claimed: a name, a day of birth, the number of the identity card, and one more paper's number if there is one."""

    name: Name
    born_on: date
    national_id: str
    paper: Paper | None = None
    number: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    person: Row
    paper: Row | None  # None: no register keeps such papers
    has_died: bool
    phone: str = ""  # on record
    address: tuple[str, ...] = ()  # on record


def ask(claim: Claim, *, plan: ProofingPlan, at: datetime, about: UUID) -> Told:
    """
    Ask the register of people, the register of deaths, and the register that keeps the paper. Each read is noted as one about
    ``about``.

    :raises RegistersDown: if one of them does not answer: an old answer proves nothing.
    """
    known = _person(claim, plan=plan, at=at, about=about)
    named = {"name": plan.people.called, "born": plan.people.born}
    return Told(
        person=rules.row_of(known.values if known.found else None, **named),
        paper=_paper(claim, at=at, about=about),
        has_died=has_died(claim.national_id, plan=plan, at=at, about=about),
        phone=str(known.values.get(plan.people.phone or "") or ""),
        address=rules.address_lines(known.values.get(plan.people.address or "")),
    )


def has_died(national_id: str, *, plan: ProofingPlan, at: datetime, about: UUID) -> bool:
    """Whether the register of deaths knows this number. :raises RegistersDown: if it does not answer."""
    deaths = plan.deaths
    return _read(deaths.register_, national_id, deaths.under, (deaths.died,), at=at, about=about).found


def _person(claim: Claim, *, plan: ProofingPlan, at: datetime, about: UUID) -> Reading:
    people = plan.people
    fields = (people.called, people.born, *(each for each in (people.phone, people.address) if each))
    return _read(people.register_, claim.national_id, people.under, fields, at=at, about=about)


def _paper(claim: Claim, *, at: datetime, about: UUID) -> Row | None:
    paper = claim.paper
    if paper is None or not paper.can_be_read:
        return None
    fields = tuple(field for field in (paper.holder, paper.born, paper.expires) if field)
    found = _read(str(paper.register_), claim.number, paper.identifier, fields, at=at, about=about)
    if not found.found:
        return NOTHING
    row = rules.row_of(found.values, name=str(paper.holder), born=str(paper.born), expires=paper.expires)
    return replace(row, name=(row.name[0], claim.name[1])) if paper.at_birth else row


def _read(register: str, key: str, under: str, fields: tuple[Any, ...], *, at: datetime, about: UUID) -> Reading:
    try:
        return read(
            by=HERE, at=at, register=register, key=key, under=under, fields=fields, purpose=WHY, about=about,
            may_be_stale=False,
        )  # fmt: skip
    except AdapterFailure as failure:
        raise RegistersDown from failure
