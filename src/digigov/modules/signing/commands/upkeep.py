"""How what is to be signed ends otherwise: taken back, too late, forgotten."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from digigov.kernel.actor import Actor
from digigov.kernel.errors import DomainError, NotFound
from digigov.modules.audit import commands as audit
from digigov.modules.documents import commands as documents
from digigov.modules.signing import occasions, policies, rules
from digigov.modules.signing.commands.beginning import MACHINE
from digigov.modules.signing.commands.deciding import HasEnded
from digigov.modules.signing.commands.telling import signers_of, tell_ended
from digigov.modules.signing.models import Envelope

BATCH = 500


class StillOpen(DomainError):
    code = "signing-still-open"
    message = _("Others may still sign this paper. Take it back first.")


@transaction.atomic
def withdraw(*, by: Actor, at: datetime, envelope_id: UUID) -> None:
    """
    Nobody signs one's paper any more; what was signed stays signed.

    :raises NotFound: unless it is one's own. :raises HasEnded: if it is over already.
    """
    envelope = _own(by, envelope_id)
    if envelope.state != "open":
        raise HasEnded
    Envelope.objects.filter(id=envelope.id).update(state="withdrawn", ended_at=at)
    audit.record(
        by=by, at=at, action="signing.withdrawn", subject_id=by.party_id, details={"envelope": str(envelope.id)}
    )
    tell_ended(envelope, signers_of(envelope), occasions.STOPPED, at=at, by=by)


@transaction.atomic
def forget(*, by: Actor, at: datetime, envelope_id: UUID) -> None:
    """
    Delete one's paper here, with its file; copies of it stay what they are.

    :raises NotFound: unless it is one's own. :raises StillOpen: if somebody may still sign it.
    """
    envelope = _own(by, envelope_id)
    if envelope.state == "open":
        raise StillOpen
    _forget(envelope, by=by, at=at)


def lapse(*, at: datetime) -> int:
    """What nobody finished in time ends, and what ended long ago is forgotten; returns how many."""
    late = Envelope.objects.filter(state="open", closes_at__lte=at).values_list("id", flat=True)
    old = Envelope.objects.filter(ended_at__lt=at - rules.KEPT_FOR).values_list("id", flat=True)
    return sum(_lapsed(each, at=at) for each in late[:BATCH]) + sum(_forgotten(each, at=at) for each in old[:BATCH])


@transaction.atomic
def _lapsed(envelope_id: UUID, *, at: datetime) -> bool:
    envelope = Envelope.objects.select_for_update().filter(id=envelope_id, state="open", closes_at__lte=at).first()
    if envelope is None:
        return False
    Envelope.objects.filter(id=envelope.id).update(state="lapsed", ended_at=at)
    details = {"envelope": str(envelope.id)}
    audit.record(by=MACHINE, at=at, action="signing.lapsed", subject_id=envelope.owner_id, details=details)
    tell_ended(envelope, signers_of(envelope), occasions.STOPPED, at=at, by=MACHINE)
    return True


@transaction.atomic
def _forgotten(envelope_id: UUID, *, at: datetime) -> bool:
    envelope = Envelope.objects.select_for_update().filter(id=envelope_id, ended_at__isnull=False).first()
    if envelope:
        _forget(envelope, by=MACHINE, at=at)
    return envelope is not None


def _forget(envelope: Envelope, *, by: Actor, at: datetime) -> None:
    details = {"envelope": str(envelope.id)}
    audit.record(by=by, at=at, action="signing.forgotten", subject_id=envelope.owner_id, details=details)
    documents.discard_files(by=MACHINE, at=at, file_ids=[envelope.file_id])
    envelope.delete()


def forget_rows(envelopes: Iterable[Envelope], *, by: Actor, at: datetime) -> None:
    """Those that are locked and over."""
    for each in envelopes:
        _forget(each, by=by, at=at)


def _own(by: Actor, envelope_id: UUID) -> Envelope:
    """Locked."""
    envelope = Envelope.objects.select_for_update().filter(id=envelope_id).first()
    if envelope is None:
        raise NotFound
    policies.require_owner(by, envelope)
    return envelope
