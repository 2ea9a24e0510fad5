"""
The keys that ID tokens are signed with, in the key store: RS256, which every client of the standard knows (Discovery 1.0, 3), and
ES256 for those that ask for it. Each is published two days before it signs and as long after as
anybody may show us what it signed, so that no client ever meets a key that it cannot find.
"""

import base64
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from django.db import connection, transaction
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from digigov.kernel.clock import on_the_machine
from digigov.kernel.ids import new_id
from digigov.modules.openid import rules
from digigov.modules.openid.models import SigningKey
from digigov.modules.signatures.definitions import KeyKind
from digigov.modules.signatures.ports import key_store

KINDS: Mapping[str, KeyKind] = {"RS256": "rsa-3072", "ES256": "p-256"}
_LOCK = 0xD1610D  # while a key is made
STILL_SHOWN = timedelta(days=30)  # for a client that signs somebody out with an ID token of last week


def look_after(*, at: datetime) -> int:
    """Make the key that comes next, if it is time to show it; returns how many were made. Inside a transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    made = sum(_make(algorithm, at=at) for algorithm in KINDS)
    SigningKey.objects.filter(signs_until__lt=at - STILL_SHOWN).delete()
    return made


def replace_all(*, at: datetime) -> int:
    """New keys that sign at once: those in the store are lost or to be left. What was signed stays good until it is void."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    SigningKey.objects.filter(signs_from__gt=at).delete()
    SigningKey.objects.filter(signs_until__gt=at).update(signs_until=at)
    return look_after(at=at)


def _make(algorithm: str, *, at: datetime) -> int:
    made = 0
    newest = SigningKey.objects.filter(algorithm=algorithm).order_by("-signs_until").first()
    while newest is None or newest.signs_until <= at + rules.KEY_SHOWN_BEFORE:
        begins = at if newest is None or newest.signs_until <= at else newest.signs_until
        label = new_id()
        newest = SigningKey.objects.create(
            id=label,
            algorithm=algorithm,
            public=key_store().make_key(str(label), kind=KINDS[algorithm]),
            made_at=at,
            signs_from=begins,
            signs_until=begins + rules.KEY_SIGNS_FOR,
        )
        made += 1
    return made


def sign(claims: Mapping[str, Any], *, at: datetime, kind: str, algorithm: str) -> str:
    """
    A signed token in the compact form (RFC 7515). ``kind`` is its ``typ``, ``algorithm`` one of ``KINDS``.

    :raises AdapterFailure: if the key store does not answer.
    """
    key = _signing(at, algorithm)
    head = _encode(json.dumps({"alg": algorithm, "kid": str(key.id), "typ": kind}, separators=(",", ":")).encode())
    signed = f"{head}.{_encode(json.dumps(claims, separators=(',', ':')).encode())}"
    signature = key_store().sign(str(key.id), signed.encode())
    if algorithm == "ES256":  # RFC 7518, 3.4: two numbers, not DER
        r, s = decode_dss_signature(signature)
        signature = r.to_bytes(32, "big") + s.to_bytes(32, "big")
    return f"{signed}.{_encode(signature)}"


def published(*, at: datetime) -> dict[str, Any]:
    """The key set (RFC 7517)."""
    rows = SigningKey.objects.filter(signs_until__gte=at - STILL_SHOWN).order_by("signs_from", "id")
    return {"keys": [_as_jwk(row) for row in rows]}


def read(token: str, *, at: datetime, kind: str = "JWT") -> dict[str, Any] | None:
    """The claims of a token of this kind that we signed, also of one that ran out; None for any other. An ID token is a ``JWT``."""
    try:
        shown: Any = published(at=at)
        found = jwt.decode(token, KeySet.import_key_set(shown), algorithms=[*KINDS])
    except (JoseError, ValueError):
        return None
    return dict(found.claims) if found.header.get("typ") == kind else None


def seconds(at: datetime) -> int:
    """A moment as tokens say it, by the clock that clients have too."""
    return int(on_the_machine(at).timestamp())


def _signing(at: datetime, algorithm: str) -> SigningKey:
    fit = SigningKey.objects.filter(algorithm=algorithm, signs_from__lte=at, signs_until__gt=at)
    found = fit.order_by("-signs_from").first()
    if found is None:
        with transaction.atomic():
            look_after(at=at)
        found = fit.order_by("-signs_from").first()
    assert found is not None
    return found


def _as_jwk(row: SigningKey) -> dict[str, Any]:
    public = serialization.load_der_public_key(bytes(row.public))
    shared = {"alg": row.algorithm, "use": "sig", "kid": str(row.id)}
    if isinstance(public, rsa.RSAPublicKey):
        numbers = public.public_numbers()
        return {"kty": "RSA", **shared, "n": _number(numbers.n), "e": _number(numbers.e)}
    assert isinstance(public, ec.EllipticCurvePublicKey)
    point = public.public_numbers()
    return {"kty": "EC", "crv": "P-256", **shared, "x": _number(point.x, 32), "y": _number(point.y, 32)}


def _number(value: int, size: int = 0) -> str:
    """In as many bytes as it takes, or so many (RFC 7518, 6.2.1.2 and 6.3.1)."""
    return _encode(value.to_bytes(size or (value.bit_length() + 7) // 8, "big"))


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
