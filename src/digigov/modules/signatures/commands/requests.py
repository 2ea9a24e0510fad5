"""Signing what registers are asked."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from digigov.kernel.actor import Actor
from digigov.modules.audit import commands as audit
from digigov.modules.signatures import requests


def sign_request(*, by: Actor, key: UUID, base: bytes) -> bytes:
    """
    The signature of a request to a register (RFC 9421, ``ecdsa-p256-sha256``) over its signature base. What is read has its line
    in the trail, with the answer; this has none of its own.

    :raises NotAllowed: unless it is the machine. :raises AdapterFailure: if the key store does not answer.
    """
    by.require_system()
    return requests.sign(key, base)


@transaction.atomic
def look_after_request_keys(*, by: Actor, at: datetime) -> int:
    """Make the key that comes next when it is time to show it. :raises NotAllowed: unless it is the machine."""
    by.require_system()
    made = requests.look_after(at=at)
    if made:
        audit.record(by=by, at=at, action="signatures.request-keys-made", details={"keys": made})
    return made


@transaction.atomic
def replace_request_keys(*, by: Actor, at: datetime) -> int:
    """Another key signs look-ups from now on; returns how many were made. :raises NotAllowed: unless it is the machine."""
    by.require_system()
    made = requests.replace_all(at=at)
    audit.record(by=by, at=at, action="signatures.request-keys-replaced", details={"keys": made})
    return made
