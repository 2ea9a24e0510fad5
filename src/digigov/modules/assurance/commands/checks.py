"""What a check from home and one at a counter share: a claim that is whole, compared with what the registers say."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from digigov.kernel.clock import local_date
from digigov.kernel.errors import DomainError, InvalidInput
from digigov.modules.assurance import reading, rules
from digigov.modules.assurance.commands.outcome import claimed
from digigov.modules.assurance.definitions import ProofingPlan
from digigov.modules.assurance.queries import get_plan, level_of
from digigov.modules.assurance.reading import Claim, Told
from digigov.modules.parties.queries import PersonView, alike, id_with_number, tidy_number

SHORTEST = 4


class AlreadyProved(DomainError):
    code = "already-proved"
    message = _("It is known already who this is. There is nothing more to do.")


class ProofLapsed(DomainError):
    code = "proof-lapsed"
    message = _("The time for this check is over. Begin again.")


class NotShown(DomainError):
    """One sentence for every reason: which of the facts was wrong is for nobody to find out by trying."""

    code = "identity-not-shown"
    message = _(
        "This does not agree with what the registers hold. Check each number and date. If they are right, take your papers to any "
        "service bureau: it takes a few minutes there."
    )
    status = 422


@dataclass(frozen=True, slots=True)
class Shown:
    """What somebody shows: the number of the identity card, and a paper's number; until when the paper says that it counts."""

    national_id: str
    born_on: date | None
    paper: str
    number: str
    expires_on: date | None = None


@dataclass(frozen=True, slots=True)
class Compared:
    claim: Claim
    told: Told
    reasons: tuple[str, ...]  # why it does not show who it is

    @property
    def evidence(self) -> list[dict[str, Any]]:
        """What is kept of it: kinds and ends of numbers, and which register said what of them."""
        paper = self.claim.paper
        assert paper is not None
        read = None if self.told.paper is None else self.told.paper.found
        return [
            {"kind": "number", "end": rules.end_of(self.claim.national_id), "register": self.told.person.found},
            {"kind": paper.id, "end": rules.end_of(self.claim.number), "register": read},
        ]

    @property
    def claimed(self) -> dict[str, str]:
        """The name as the register spells it."""
        return claimed(self.told.person.name, self.claim.born_on, self.claim.national_id)


def require_less_known(party_id: UUID, way: str, *, at: datetime) -> None:
    """:raises AlreadyProved: if this way would show no more than is known."""
    if level_of(party_id, at=at) >= rules.LEVELS[way]:
        raise AlreadyProved


def compare(known: PersonView, shown: Shown, *, at: datetime, by_register: bool) -> Compared:
    """
    Ask the registers. ``by_register``: only a paper counts that a register keeps.

    :raises NotFound: if the country proves nobody. :raises InvalidInput: if a number is missing or there is no such paper.
    :raises RegistersDown: if a register does not answer.
    """
    plan = get_plan()
    name = (known.given_names, known.family_name)
    number, born_on = tidy_number(shown.national_id) or "", require_whole(shown, plan, by_register=by_register)
    claim = Claim(name, born_on, number, plan.paper(shown.paper), shown.number.strip()[:40])
    told = reading.ask(claim, plan=plan, at=at, about=id_with_number(number) or known.id)
    found = rules.judge(
        rules.Said(name, born_on),
        person=told.person,
        paper=told.paper,
        has_died=told.has_died,
        on=local_date(at),
        alike=alike,
    )
    return Compared(claim, told, (*found, *_before(known, claim)))


def require_whole(shown: Shown, plan: ProofingPlan, *, by_register: bool) -> date:
    """The day of birth. :raises InvalidInput: with a sentence for all that is missing."""
    errors: dict[str, Any] = {}
    paper = plan.paper(shown.paper)
    if len(tidy_number(shown.national_id) or "") < SHORTEST:
        errors["national_id"] = _("Enter the number on the national ID card.")
    if shown.born_on is None:
        errors["born_on"] = _("Enter the date of birth, for example 27 3 1984.")
    if paper is None or (by_register and not paper.can_be_read):
        errors["paper"] = _("Choose a paper.")
    if not shown.number.strip():
        errors["number"] = _("Enter the number of the paper.")
    if errors or shown.born_on is None:
        raise InvalidInput(errors)
    return shown.born_on


def _before(known: PersonView, claim: Claim) -> tuple[str, ...]:
    """What was written down before must not say something else."""
    found = []
    if known.born_on is not None and known.born_on != claim.born_on:
        found.append("known-born")
    if known.national_id is not None and known.national_id != claim.national_id:
        found.append("known-number")
    return tuple(found)
