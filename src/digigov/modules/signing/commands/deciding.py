"""Signing, or saying that one will not."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from digigov.kernel.actor import Actor
from digigov.kernel.errors import DomainError, InvalidInput, NotFound
from digigov.modules.audit import commands as audit
from digigov.modules.documents import commands as documents
from digigov.modules.documents.queries import read_content
from digigov.modules.identity.queries import own_addresses
from digigov.modules.signatures import commands as signatures
from digigov.modules.signing import occasions, policies, rules
from digigov.modules.signing.commands.beginning import MACHINE
from digigov.modules.signing.commands.telling import signers_of, tell_ended, tell_whose_turn
from digigov.modules.signing.models import Envelope, Signer


class HasEnded(DomainError):
    code = "signing-has-ended"
    message = _("This paper is not to be signed any more: all have signed, somebody declined, or its time is over.")


class NotYourTurn(DomainError):
    code = "not-your-turn"
    message = _("Others sign before you. You are told when it is your turn.")


@transaction.atomic
def sign(*, by: Actor, at: datetime, envelope_id: UUID, authorization_id: UUID) -> None:
    """
    Put one's signature under the paper as it stands now. Whoever confirmed what it looked like before somebody else signed
    looks again.

    :raises NotFound: unless one was asked to. :raises HasEnded: or :raises NotYourTurn: if one cannot now.
    :raises NotAuthorized: :raises NotProved: :raises PdfNotSignable: as ``signatures.sign_pdf`` says.
    """
    envelope, signers, me = _mine(by, envelope_id, at=at)
    pdf = read_content(file_id=envelope.file_id).content
    signed = signatures.sign_pdf(by=by, at=at, pdf=pdf, authorization_id=authorization_id, archive=envelope.archive)
    documents.lengthen_file(by=MACHINE, at=at, file_id=envelope.file_id, content=signed)
    _decide(me, "signed", by=by, at=at)
    signers = _once(signers, me, by=by, at=at)
    audit.record(by=by, at=at, action="signing.signed", subject_id=by.party_id, details={"envelope": str(envelope.id)})
    if all(each.state == "signed" for each in signers):
        _end(envelope, "done", at=at)
        tell_ended(envelope, signers, occasions.DONE, at=at, by=by)
    else:
        tell_whose_turn(envelope, signers, at=at, by=by)


@transaction.atomic
def decline(*, by: Actor, at: datetime, envelope_id: UUID, reason: str) -> None:
    """
    Say that one does not sign, and why; nobody signs it any more then.

    :raises NotFound: unless one was asked to. :raises HasEnded: if it is over. :raises InvalidInput: without a reason.
    """
    envelope, signers, me = _mine(by, envelope_id, at=at, whose_turn=False)
    reason = " ".join(reason.split())[: rules.MOST_LETTERS]
    if not reason:
        raise InvalidInput({"reason": _("Say why you do not sign. Whoever asked you reads it.")})
    _decide(me, "declined", by=by, at=at, reason=reason)
    _end(envelope, "declined", at=at)
    audit.record(
        by=by, at=at, action="signing.declined", subject_id=by.party_id, details={"envelope": str(envelope.id)}
    )
    tell_ended(envelope, signers, occasions.STOPPED, at=at, by=by)


def _mine(
    by: Actor, envelope_id: UUID, *, at: datetime, whose_turn: bool = True
) -> tuple[Envelope, list[Signer], Signer]:
    """Locked."""
    envelope = Envelope.objects.select_for_update().filter(id=envelope_id).first()
    signers = signers_of(envelope, lock=True) if envelope else []
    me = policies.find_signer(by, signers)
    if envelope is None or me is None:
        raise NotFound
    if envelope.state != "open" or envelope.closes_at <= at or me.state != "waiting":
        raise HasEnded
    if whose_turn:
        turn = rules.turn([each.state for each in signers], in_order=envelope.in_order)
        if me not in [signers[number] for number in turn]:
            raise NotYourTurn
    return envelope, signers, me


def _decide(me: Signer, state: str, *, by: Actor, at: datetime, reason: str = "") -> None:
    me.state, me.party_id, me.decided_at, me.reason = state, by.party_id, at, reason
    me.save(update_fields=["state", "party_id", "decided_at", "reason"])


def _once(signers: list[Signer], me: Signer, *, by: Actor, at: datetime) -> list[Signer]:
    """Somebody named by mail and by telephone is one person, and signs once; before they did, nobody was told that they are one."""
    if all(each is me or each.state != "waiting" for each in signers):
        return signers
    own = own_addresses(viewer=by)
    again = [each for each in signers if each is not me and each.state == "waiting" and each.address in own]
    Signer.objects.filter(id__in=[each.id for each in again]).delete()
    return [each for each in signers if each not in again]


def _end(envelope: Envelope, state: str, *, at: datetime) -> None:
    Envelope.objects.filter(id=envelope.id).update(state=state, ended_at=at)
