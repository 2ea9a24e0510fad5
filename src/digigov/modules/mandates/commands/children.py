"""A parent acts for the child: the register of births names both."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from digigov.kernel.actor import Actor
from digigov.kernel.clock import local_date
from digigov.kernel.errors import DomainError, InvalidInput
from digigov.modules.audit import commands as audit
from digigov.modules.audit.commands import Purpose
from digigov.modules.mandates import rules
from digigov.modules.mandates.commands.writing import ActsAlready, let_hold, require_known, write
from digigov.modules.mandates.reading import HERE, Child, find_child
from digigov.modules.parties import commands as parties
from digigov.modules.parties.queries import alike, get_person


class NotParent(DomainError):
    """One sentence for every reason: whose child it is is for nobody to find out by trying."""

    code = "not-parent"
    message = _(
        "The register of births does not name you as a parent under this number, or the child is grown up. Check the number on the "
        "birth certificate. If it is right, take the certificate to any service bureau."
    )
    status = 422


def claim_child(*, by: Actor, at: datetime, entry_number: str) -> UUID:
    """
    Act for one's child under 18, by the number of the entry in the register of births. Not one transaction: it asks the outside.

    :raises NotAllowed: for strangers. :raises NotKnown: unless it was checked who one is. :raises InvalidInput: without a number.
    :raises NotFound: in a country whose register is not asked. :raises RegisterDown: if it does not answer.
    :raises NotParent: if it does not name one. :raises ActsAlready: if one acts for the child already.
    :raises TooManyMandates: if thirty act for the child.
    """
    me = by.own_party
    require_known(me, at=at)
    if not entry_number.strip():
        raise InvalidInput({"entry_number": _("Enter the number of the entry. It stands on the birth certificate.")})
    parent = get_person(viewer=by, at=at, party_id=me, purpose=Purpose("own-data"))
    child, on = find_child(entry_number, at=at, about=me), local_date(at)
    mine = (parent.given_names, parent.family_name)
    if child is None or rules.age(child.born_on, on) >= rules.OF_AGE or not any(alike(mine, p) for p in child.parents):
        audit.record(by=by, at=at, action="mandates.child-refused", subject_id=me)
        raise NotParent
    try:
        return _write(by, me, child, at=at)
    except IntegrityError as conflict:
        raise ActsAlready from conflict


@transaction.atomic
def _write(by: Actor, me: UUID, child: Child, *, at: datetime) -> UUID:
    child_id = parties.register_represented(
        by=HERE, at=at, registered_as=child.registered_as, given_names=child.given_names,
        family_name=child.family_name, born_on=child.born_on,
    )  # fmt: skip
    mandate = write(
        by=by, at=at, principal_id=child_id, ground=rules.PARENT, how="register", state=rules.CONFIRMING,
        starts_on=local_date(at), ends_on=rules.last_day_of_childhood(child.born_on), agent_id=me,
    )  # fmt: skip
    let_hold(mandate, by=by, at=at)
    return mandate.id
