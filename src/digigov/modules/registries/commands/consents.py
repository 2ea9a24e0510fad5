"""Agreeing that a register is read for something, and taking it back."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from digigov.kernel.actor import Actor
from digigov.kernel.errors import DomainError, NotFound
from digigov.kernel.ids import new_id
from digigov.modules.audit import commands as audit
from digigov.modules.registries import policies
from digigov.modules.registries.models import Consent
from digigov.modules.registries.queries import get_register

LASTS = timedelta(days=365)


class NothingToAgreeTo(DomainError):
    code = "nothing-to-agree-to"
    message = _("This register is not read for that, or not because you agree. There is nothing to agree to.")


@transaction.atomic
def give_consent(*, by: Actor, at: datetime, register: str, fields: Sequence[str], purpose: str, service: str) -> UUID:
    """
    Agree that these fields of one's own row are read for that purpose and service, for a year. Who agreed to the same before
    agrees anew; what was agreed to then ends.

    :raises NotAllowed: unless somebody is signed in, and for themself.
    :raises NotFound: if there is no such register.
    :raises NothingToAgreeTo: if the register's definition asks for no consent to that, or not for these fields.
    """
    party_id = by.own_party
    use = policies.use_for(get_register(register), purpose)
    if use is None or use.basis != "consent" or not fields or not set(fields) <= set(use.fields):
        raise NothingToAgreeTo
    scope = {"party_id": party_id, "register": register, "purpose": purpose, "service": service}
    given = Consent(id=new_id(), fields=sorted(set(fields)), given_at=at, until=at + LASTS, **scope)
    Consent.objects.filter(withdrawn_at=None, **scope).update(withdrawn_at=at)
    Consent.objects.bulk_create(
        [given], ignore_conflicts=True
    )  # not made if the same was agreed to at this very moment
    agreed = Consent.objects.get(withdrawn_at=None, **scope)
    if agreed.id == given.id:
        _tell(by, at, "registries.consent-given", agreed)
    return agreed.id


@transaction.atomic
def withdraw_consent(*, by: Actor, at: datetime, consent_id: UUID) -> None:
    """
    Take it back; from now on nothing is read on its ground. Harmless when repeated.

    :raises NotAllowed: unless somebody is signed in.
    :raises NotFound: if it is not theirs.
    """
    party_id = by.own_party
    consent = Consent.objects.select_for_update().filter(id=consent_id, party_id=party_id).first()
    if consent is None:
        raise NotFound
    if consent.withdrawn_at is not None:
        return
    consent.withdrawn_at = at
    consent.save(update_fields=["withdrawn_at"])
    _tell(by, at, "registries.consent-withdrawn", consent)


def _tell(by: Actor, at: datetime, action: str, consent: Consent) -> None:
    scope = {"register": consent.register, "fields": consent.fields, "purpose": consent.purpose}
    details = {**scope, "service": consent.service, "consent": str(consent.id)}
    audit.record(by=by, at=at, action=action, subject_id=consent.party_id, details=details)
