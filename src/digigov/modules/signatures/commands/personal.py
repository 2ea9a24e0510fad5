"""
A person's own signature. The key is released for one document at a time: whoever signs shows a password and a second factor,
or a passkey, for exactly those bytes; the permission that this gives works for some minutes and once.
"""

import hashlib
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from digigov.kernel.actor import Actor
from digigov.kernel.errors import AdapterFailure, DomainError, NotFound
from digigov.modules.audit import commands as audit
from digigov.modules.identity import commands as identity
from digigov.modules.identity.queries import second_factors_of
from digigov.modules.signatures import hierarchy, people, policies, seals, settings
from digigov.modules.signatures.models import Authorization

WORKS_FOR = timedelta(minutes=5)
_DIGEST = re.compile(r"[0-9a-f]{64}")


class NotProved(DomainError):
    code = "not-proved"
    message = _("Show first who you are. A signature names a person whom we know.")
    status = 403


class SecondFactorNeeded(DomainError):
    code = "second-factor-needed"
    message = _("A password alone does not sign. Set up a second factor first, an app or a passkey.")
    status = 403


class NotAuthorized(DomainError):
    code = "signature-not-authorized"
    message = _(
        "Nothing was signed: the document has changed, or too much time has passed. Look at it and confirm again."
    )


class PdfNotSignable(DomainError):
    code = "pdf-not-signable"
    message = _(
        "This file takes no signature. It is sealed against every change, or it is damaged. Print it to a new PDF."
    )
    status = 422


class SigningInterrupted(DomainError):
    code = "signing-interrupted"
    message = _(
        "We cannot sign at the moment. Nothing was signed. Wait some minutes, look at the paper and confirm again."
    )
    status = 503


def authorize_by_password(*, by: Actor, at: datetime, sha256: str, password: str, digits: str) -> UUID:
    """
    Allow one signature under the document with this SHA-256. Not one transaction: a refusal is kept.

    :raises NotAllowed: for strangers. :raises NotProved: for whoever may have no key.
    :raises SecondFactorNeeded: of an account with a password alone.
    :raises WrongPassword: or :raises WrongDigits: if one of the two is not shown.
    """
    account_id, _standing = _signer(by, at=at)
    if not second_factors_of(account_id):
        raise SecondFactorNeeded
    identity.confirm_password(by=by, at=at, password=password)
    if not identity.use_second_factor(by=by, at=at, account_id=account_id, typed=digits):
        raise identity.WrongDigits
    return _authorize(by, at=at, sha256=sha256, proof="password")


def authorize_by_passkey(
    *, by: Actor, at: datetime, sha256: str, state: Mapping[str, Any], answer: Mapping[str, Any]
) -> UUID:
    """
    The same with a passkey, which is two factors in one. ``state`` is what was kept when the question was asked.

    :raises NotAllowed: for strangers. :raises NotProved: for whoever may have no key.
    :raises PasskeyRefused: if the answer does not hold, or the passkey is another account's.
    """
    account_id, _standing = _signer(by, at=at)
    if identity.use_passkey(by=by, at=at, state=state, answer=answer) != account_id:
        raise identity.PasskeyRefused
    return _authorize(by, at=at, sha256=sha256, proof="passkey")


@transaction.atomic
def sign_pdf(
    *, by: Actor, at: datetime, pdf: bytes, authorization_id: UUID, reason: str = "", archive: bool = False
) -> bytes:
    """
    Put the person's signature under a PDF: PAdES B-LT, with ``archive`` B-LTA. What stands in the file stays as it is.

    :raises NotAllowed: for strangers. :raises NotProved: for whoever may have no key any more.
    :raises NotAuthorized: unless the person allowed it for exactly these bytes, minutes ago, and it is the first use.
    :raises PdfNotSignable: if the file allows no more signatures, or cannot be read.
    :raises SigningInterrupted: if the keys do not answer.
    """
    account_id, standing = _signer(by, at=at)
    allowed = Authorization.objects.select_for_update().filter(id=authorization_id, account_id=account_id).first()
    if allowed is None or allowed.used_at or not allowed.made_at <= at < allowed.expires_at:
        raise NotAuthorized
    if hashlib.sha256(pdf).hexdigest() != allowed.sha256:
        raise NotAuthorized
    try:
        signed, serial = _signed(by, standing, at=at, pdf=pdf, reason=reason, archive=archive)
    except AdapterFailure as failure:  # the operations page says why; the permission is still unused
        raise SigningInterrupted from failure
    Authorization.objects.filter(id=allowed.id).update(used_at=at)
    audit.record(
        by=by, at=at, action="signatures.signed", subject_id=by.party_id,
        details={
            "sha256": allowed.sha256, "signed_sha256": hashlib.sha256(signed).hexdigest(), "serial": serial,
            "proof": allowed.proof, "authorization": str(allowed.id),
        },
    )  # fmt: skip
    return signed


@transaction.atomic
def revoke_own_key(*, by: Actor, at: datetime) -> None:
    """
    The person's certificates do not count from this moment on; what was signed before still does. The next signature makes a new key.

    :raises NotAllowed: for strangers. :raises NotFound: if there is none.
    """
    policies.require_person(by)
    assert by.party_id is not None and by.account_id is not None
    Authorization.objects.filter(account_id=by.account_id, used_at=None).delete()
    if not people.revoke(by.party_id, at=at):
        raise NotFound
    audit.record(by=by, at=at, action="signatures.own-key-revoked", subject_id=by.party_id)


@transaction.atomic
def end_key_of(*, at: datetime, party_id: UUID) -> None:
    """Whoever is no longer known for sure, or has died, signs no more. Harmless when repeated."""
    if people.revoke(party_id, at=at):
        audit.record(by=people.MACHINE, at=at, action="signatures.key-ended", subject_id=party_id)


def _signer(by: Actor, *, at: datetime) -> tuple[UUID, people.Standing]:
    policies.require_person(by)
    assert by.account_id is not None and by.party_id is not None
    standing = people.standing_of(by.party_id, by.account_id, at=at)
    if standing is None:
        raise NotProved
    return by.account_id, standing


@transaction.atomic
def _authorize(by: Actor, *, at: datetime, sha256: str, proof: str) -> UUID:
    if not _DIGEST.fullmatch(sha256):
        raise NotAuthorized
    assert by.account_id is not None
    Authorization.objects.filter(made_at__lt=at - timedelta(days=1)).delete()
    made = Authorization.objects.create(
        account_id=by.account_id, sha256=sha256, proof=proof, made_at=at, expires_at=at + WORKS_FOR
    )
    details = {"sha256": sha256, "proof": proof, "authorization": str(made.id)}
    audit.record(by=by, at=at, action="signatures.authorized", subject_id=by.party_id, details=details)
    return made.id


def _signed(
    by: Actor, standing: people.Standing, *, at: datetime, pdf: bytes, reason: str, archive: bool
) -> tuple[bytes, str]:
    assert by.party_id is not None
    certificate = people.ensure(by.party_id, standing, at=at)
    stamp = hierarchy.stamp_of(at=at)
    proof = hierarchy.proof(at=at)
    try:
        signed = seals.sign(
            pdf=pdf,
            signer=hierarchy.signer(certificate, between=proof.between),
            stamper=hierarchy.signer(stamp, between=proof.between),
            proof=proof,
            field=f"Signature-{certificate.id.hex[-6:]}-{at:%Y%m%d%H%M%S%f}",
            reason=reason,
            location=settings.state_name(),
            archive=archive,
            at=at,
        )
    except seals.Unsignable as fault:
        raise PdfNotSignable from fault
    return signed, certificate.serial
