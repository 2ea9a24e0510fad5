"""A director acts for the company: the register of companies names both."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from digigov.kernel.actor import Actor
from digigov.kernel.clock import local_date
from digigov.kernel.errors import DomainError, InvalidInput, NotFound
from digigov.modules.assurance.queries import has_shown_number
from digigov.modules.audit import commands as audit
from digigov.modules.mandates import rules
from digigov.modules.mandates.commands.writing import ActsAlready, let_hold, require_known, write
from digigov.modules.mandates.reading import HERE, WHY, Firm, find_firm, get_plan
from digigov.modules.parties import commands as parties
from digigov.modules.parties.queries import get_person


class NotDirector(DomainError):
    """One sentence for every reason: who directs what is for nobody to find out by trying."""

    code = "not-director"
    message = _(
        "The register of companies does not name you as a director under this number, or the company does not exist any more. "
        "Check the number on its certificate. If it is right, take a paper that names you to any service bureau."
    )
    status = 422


def claim_firm(*, by: Actor, at: datetime, firm_number: str) -> UUID:
    """
    Act for a company whose director one is, by its registration number. Not one transaction: it asks the outside.

    :raises NotAllowed: for strangers. :raises NotKnown: unless it was checked who one is. :raises InvalidInput: without a number.
    :raises NotFound: in a country whose register names no directors. :raises RegisterDown: if it does not answer.
    :raises NotDirector: if it does not name one by the number of the ID card, which was compared with the register of people.
    :raises ActsAlready: if one acts for the company already. :raises TooManyMandates: if thirty act for it.
    """
    me = by.own_party
    require_known(me, at=at)
    if get_plan().firms.directors is None:
        raise NotFound
    if not firm_number.strip():
        raise InvalidInput({"firm_number": _("Enter the registration number. It stands on the company’s certificate.")})
    firm = find_firm(firm_number, at=at, about=me, with_directors=True)
    if firm is None or not firm.exists or not has_shown_number(me, at=at) or not directs(me, firm, at=at):
        audit.record(by=by, at=at, action="mandates.firm-refused", subject_id=me)
        raise NotDirector
    try:
        return _write(by, me, firm, at=at)
    except IntegrityError as conflict:
        raise ActsAlready from conflict


def directs(party_id: UUID, firm: Firm, *, at: datetime) -> bool:
    """Whether the register names this person, by the number of the ID card."""
    person = get_person(viewer=HERE, at=at, party_id=party_id, purpose=WHY)
    return person.national_id in (firm.directors or ())


@transaction.atomic
def _write(by: Actor, me: UUID, firm: Firm, *, at: datetime) -> UUID:
    firm_id = parties.register_represented(
        by=HERE, at=at, registered_as=firm.registered_as, given_names=firm.name, is_firm=True
    )
    mandate = write(
        by=by, at=at, principal_id=firm_id, ground=rules.COMPANY, how="register", state=rules.CONFIRMING,
        starts_on=local_date(at), agent_id=me,
    )  # fmt: skip
    let_hold(mandate, by=by, at=at)
    return mandate.id
