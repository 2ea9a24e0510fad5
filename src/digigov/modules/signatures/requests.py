"""
The keys that look-ups in other offices' registers are signed with, in the key store: ECDSA on P-256. Each is published a month before
it signs, for keepers who enter keys by hand, and for a week after, so that none meets a key that it cannot know.
"""

import base64
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from django.db import connection, transaction

from digigov.kernel.ids import new_id
from digigov.modules.signatures.models import RequestKey
from digigov.modules.signatures.ports import key_store

SHOWN_BEFORE = timedelta(days=30)
SIGNS_FOR = timedelta(days=365)
SHOWN_AFTER = timedelta(days=7)
_LOCK = 7_221_062  # while a key is made


def look_after(*, at: datetime) -> int:
    """Make the key that comes next, if it is time to show it; returns how many were made. Inside a transaction."""
    _lock()
    RequestKey.objects.filter(signs_until__lt=at - SHOWN_AFTER).delete()
    made = 0
    newest = RequestKey.objects.order_by("-signs_until").first()
    while newest is None or newest.signs_until <= at + SHOWN_BEFORE:
        begins = at if newest is None or newest.signs_until <= at else newest.signs_until
        label = new_id()
        newest = RequestKey.objects.create(
            id=label,
            public=key_store().make_key(str(label)),
            made_at=at,
            signs_from=begins,
            signs_until=begins + SIGNS_FOR,
        )
        made += 1
    return made


def replace_all(*, at: datetime) -> int:
    """A new key that signs at once: those in the store are lost, stolen or to be left. Keepers have to be given it."""
    _lock()
    RequestKey.objects.filter(signs_from__gt=at).delete()
    RequestKey.objects.filter(signs_until__gt=at).update(signs_until=at)
    return look_after(at=at)


def signing(*, at: datetime) -> UUID:
    """The key that signs now; made if there is none yet."""
    fit = RequestKey.objects.filter(signs_from__lte=at, signs_until__gt=at).order_by("-signs_from")
    found = fit.values_list("id", flat=True).first()
    if found is None:
        with transaction.atomic():
            look_after(at=at)
        found = fit.values_list("id", flat=True).get()
    return found


def sign(key: UUID, base: bytes) -> bytes:
    """As RFC 9421, 3.3.4 wants it: two numbers, not DER. :raises AdapterFailure: if the key store does not answer."""
    r, s = decode_dss_signature(key_store().sign(str(key), base))
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def published(*, at: datetime) -> dict[str, Any]:
    """The key set (RFC 7517): what signed lately, what signs, what will."""
    rows = RequestKey.objects.filter(signs_until__gte=at - SHOWN_AFTER).order_by("signs_from", "id")
    return {"keys": [_as_jwk(row) for row in rows]}


def _as_jwk(row: RequestKey) -> dict[str, str]:
    public = serialization.load_der_public_key(bytes(row.public))
    assert isinstance(public, ec.EllipticCurvePublicKey)
    point = public.public_numbers()
    shared = {"alg": "ES256", "use": "sig", "kid": str(row.id)}
    return {"kty": "EC", "crv": "P-256", **shared, "x": _number(point.x), "y": _number(point.y)}


def _number(value: int) -> str:
    return base64.urlsafe_b64encode(value.to_bytes(32, "big")).rstrip(b"=").decode()


def _lock() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
