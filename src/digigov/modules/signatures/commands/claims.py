"""Signing what is printed on papers as a code, and the lists that say which of them were withdrawn."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from digigov.kernel.actor import Actor
from digigov.kernel.errors import NotFound
from digigov.modules.audit import commands as audit
from digigov.modules.signatures import cose, hierarchy, policies
from digigov.modules.signatures.commands.sealing import PayloadTooLong
from digigov.modules.signatures.models import Certificate
from digigov.modules.signatures.ports import key_store

MOST_BYTES = 2_000_000


@transaction.atomic
def sign_claims(*, by: Actor, at: datetime, claims: Mapping[int, Any], bound_to: bytes = b"", kind: str = "") -> bytes:
    """
    A CBOR Web Token with the state's key for codes. ``bound_to`` is signed with it and stands elsewhere; ``kind`` is its type.

    :raises NotAllowed: unless it is the machine.
    :raises PayloadTooLong: beyond two megabytes.
    """
    by.require_system()
    payload = cose.payload_of(claims)
    if len(payload) > MOST_BYTES:
        raise PayloadTooLong
    certificate = hierarchy.ensure_code_key(at=at)
    protected = cose.header(certificate.short_id, kind=kind)
    signature = key_store().sign(str(certificate.id), cose.to_be_signed(protected, payload, bound_to=bound_to))
    details = {"key": certificate.short_id, "kind": kind}
    audit.record(by=by, at=at, action="signatures.code-signed", subject_id=certificate.id, details=details)
    return cose.message(protected, payload, signature)


@transaction.atomic
def replace_code_key(*, by: Actor, at: datetime, is_compromised: bool = False) -> None:
    """
    Take the key for codes out of use; the next code makes a new one. Of a compromised one nothing is believed any more, and its
    papers can be checked online only.

    :raises NotAllowed: if the actor does not keep the state's keys, or has no second factor.
    :raises NotFound: if there is none in use.
    """
    policies.require_state_key_keeper(by)
    hierarchy.lock()
    certificate = Certificate.objects.select_for_update().filter(role=hierarchy.CODE, retired_at=None).first()
    if certificate is None:
        raise NotFound
    certificate.retired_at = at
    certificate.revoked_at = at if is_compromised else None
    certificate.save(update_fields=["retired_at", "revoked_at"])
    if is_compromised:
        hierarchy.publish_list(hierarchy.ensure(hierarchy.ISSUING, "", "", at=at), at=at)
    action = "signatures.key-revoked" if is_compromised else "signatures.key-retired"
    audit.record(by=by, at=at, action=action, subject_id=certificate.id, details={"key": certificate.short_id})
