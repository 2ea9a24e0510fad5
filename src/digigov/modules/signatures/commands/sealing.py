"""Sealing for ministries, and looking after their keys."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from digigov.kernel.actor import Actor
from digigov.kernel.errors import DomainError, NotFound
from digigov.modules.audit import commands as audit
from digigov.modules.organizations import queries as organizations
from digigov.modules.signatures import compact, hierarchy, policies, seals, settings
from digigov.modules.signatures.commands.personal import PdfNotSignable
from digigov.modules.signatures.models import Certificate
from digigov.modules.signatures.ports import key_store

STATEMENT = b'{"digigov":"'  # neither a printed code (``compact``) nor a CMS structure begins so


class NotAStatement(DomainError):
    code = "not-a-statement"
    message = _("This is not a statement that the state publishes.")


class PayloadTooLong(DomainError):
    code = "payload-too-long"
    message = _("There is too much to say for a printed code. Shorten it.")


@transaction.atomic
def hold_ceremony(*, by: Actor, at: datetime) -> bool:
    """
    Make the root and the issuing authority, if there are none. Harmless when repeated; says whether they are new. From then
    on the root's key is only needed to make another issuing authority, and belongs in a safe.

    :raises NotAllowed: unless it is the machine.
    """
    by.require_system()
    hierarchy.lock()
    if hierarchy.find_in_use(hierarchy.ISSUING, "", at=at):
        return False
    issuing = hierarchy.ensure(hierarchy.ISSUING, "", "", at=at)
    hierarchy.publish_list(issuing, at=at)
    details = {"key": issuing.short_id}
    audit.record(by=by, at=at, action="signatures.ceremony-held", subject_id=issuing.id, details=details)
    return True


@transaction.atomic
def keep_list_fresh(*, at: datetime) -> None:
    """Sign the revocation list anew once half of its time has passed, whether anybody seals or not. Harmless when repeated."""
    hierarchy.lock()
    if hierarchy.find_in_use(hierarchy.ISSUING, "", at=at):
        hierarchy.proof(at=at)


def seal_pdf(
    *, by: Actor, at: datetime, pdf: bytes, unit: str, reason: str, location: str = "", archive: bool = False
) -> bytes:
    """
    Seal a PDF with the ministry's key: PAdES B-LT, with a time stamp and all that a validator needs inside; with ``archive`` B-LTA,
    a time stamp over all of that.

    :raises NotAllowed: if the actor is neither the system nor may seal for that ministry.
    """
    policies.require_sealer(by, unit=unit)
    with transaction.atomic():
        certificate = hierarchy.ensure(hierarchy.SEAL, unit, _name_of(unit), at=at)
        stamp = hierarchy.stamp_of(at=at)
        proof = hierarchy.proof(at=at)
    sealed = seals.seal(
        pdf=pdf,
        signer=hierarchy.signer(certificate, between=proof.between),
        stamper=hierarchy.signer(stamp, between=proof.between),
        proof=proof,
        name=_name_of(unit),
        reason=reason,
        location=location or settings.state_name(),
        archive=archive,
        at=at,
    )
    digest = hashlib.sha256(sealed).hexdigest()
    with transaction.atomic():
        details = {"unit": unit, "sha256": digest, "key": certificate.short_id}
        audit.record(by=by, at=at, action="signatures.pdf-sealed", subject_id=certificate.id, details=details)
    return sealed


@transaction.atomic
def renew_archive_stamp(*, by: Actor, at: datetime, pdf: bytes) -> bytes:
    """
    The file with one more archive time stamp, over everything in it and what shows that the stamp before is good.

    :raises NotAllowed: unless it is the machine. :raises PdfNotSignable: if it has none, or its newest does not hold.
    """
    by.require_system()
    stamp = hierarchy.stamp_of(at=at)
    proof = hierarchy.proof(at=at)
    try:
        stamped = seals.stamp_again(pdf=pdf, stamper=hierarchy.signer(stamp, between=proof.between), proof=proof, at=at)
    except seals.Unsignable as fault:
        raise PdfNotSignable from fault
    digest = hashlib.sha256(stamped).hexdigest()
    details = {"was": hashlib.sha256(pdf).hexdigest(), "sha256": digest}
    audit.record(by=by, at=at, action="signatures.archive-stamp-renewed", subject_id=stamp.id, details=details)
    return stamped


@transaction.atomic
def sign_compact(*, by: Actor, at: datetime, payload: bytes, unit: str) -> bytes:
    """
    Sign a few bytes for a printed code, with the ministry's key.

    :raises NotAllowed: if the actor is neither the system nor may seal for that ministry.
    :raises PayloadTooLong: beyond 400 bytes.
    """
    policies.require_sealer(by, unit=unit)
    if len(payload) > compact.MAX_PAYLOAD:
        raise PayloadTooLong
    certificate = hierarchy.ensure(hierarchy.SEAL, unit, _name_of(unit), at=at)
    signed_part = compact.head(certificate.short_id) + payload
    signature = key_store().sign(str(certificate.id), compact.to_be_signed(signed_part))
    details = {"unit": unit, "key": certificate.short_id}
    audit.record(by=by, at=at, action="signatures.code-signed", subject_id=certificate.id, details=details)
    return signed_part + compact.pack_signature(signature)


@dataclass(frozen=True, slots=True)
class SignedStatement:
    """A signature (ECDSA on P-256 with SHA-256, DER) over the very bytes of a statement, and the key's short name."""

    signature: bytes
    key: str


@transaction.atomic
def sign_statement(*, by: Actor, at: datetime, statement: bytes, unit: str) -> SignedStatement:
    """
    Sign a published statement (JSON that says what it is) as it stands, so that OpenSSL alone can check it.

    :raises NotAllowed: unless it is the machine: nobody else says what the state publishes.
    :raises NotAStatement: if it could be taken for anything else that this key signs.
    """
    by.require_system()
    if not statement.startswith(STATEMENT):
        raise NotAStatement
    certificate = hierarchy.ensure(hierarchy.SEAL, unit, _name_of(unit), at=at)
    signature = key_store().sign(str(certificate.id), statement)
    details = {"unit": unit, "key": certificate.short_id}
    audit.record(by=by, at=at, action="signatures.statement-signed", subject_id=certificate.id, details=details)
    return SignedStatement(signature, certificate.short_id)


@transaction.atomic
def replace_key(*, by: Actor, at: datetime, unit: str, is_compromised: bool = False) -> None:
    """
    Take a ministry's key out of use; the next seal makes a new one. A compromised key is revoked: codes that it signed
    are refused from now on, and the revocation list says so to every validator.

    :raises NotAllowed: if the actor does not keep that ministry's keys, or has no second factor.
    :raises NotFound: if the ministry has no key in use.
    """
    policies.require_key_keeper(by, unit=unit)
    hierarchy.lock()
    certificate = Certificate.objects.select_for_update().filter(role="seal", unit=unit, retired_at=None).first()
    if certificate is None:
        raise NotFound
    certificate.retired_at = at
    certificate.revoked_at = at if is_compromised else None
    certificate.save(update_fields=["retired_at", "revoked_at"])
    if is_compromised:
        hierarchy.publish_list(hierarchy.ensure(hierarchy.ISSUING, "", "", at=at), at=at)
    action = "signatures.key-revoked" if is_compromised else "signatures.key-retired"
    audit.record(by=by, at=at, action=action, subject_id=certificate.id, details={"unit": unit})


def _name_of(unit: str) -> str:
    """The ministry as it is called today; a unit that nobody knows goes by its code."""
    return organizations.names_of([unit]).get(unit, unit)
