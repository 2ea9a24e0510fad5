"""Checking signatures, and what the state publishes of its keys. No personal data."""

import base64
from dataclasses import dataclass
from datetime import date, datetime
from math import ceil
from typing import Any
from uuid import UUID

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from digigov.kernel.actor import Actor
from digigov.kernel.clock import local_date
from digigov.modules.identity.queries import second_factors_of
from digigov.modules.signatures import authority, compact, hierarchy, people, policies, requests
from digigov.modules.signatures.checking import checks
from digigov.modules.signatures.checking.apart import examine_apart
from digigov.modules.signatures.checking.findings import FileFound, Trust
from digigov.modules.signatures.models import Certificate, RevocationList

CHECK_NAMES, NOTE_NAMES = (*checks.FIRST, *checks.CHECKS), tuple(checks.NOTES)
_NAME, _NUMBER = x509.NameOID.COMMON_NAME, x509.NameOID.SERIAL_NUMBER


@dataclass(frozen=True, slots=True)
class Verified:
    """A genuine compact signature: what it says, and whose key signed it."""

    payload: bytes
    unit: str
    key: str


def verify_compact(token: bytes) -> Verified | None:
    """What a printed code says, or None if it is not genuine or its key was revoked."""
    parts = compact.split(token)
    if parts is None:
        return None
    short_id, signed_part, signature = parts
    row = Certificate.objects.filter(role=hierarchy.SEAL, short_id=short_id, revoked_at=None).first()
    if row is None:
        return None
    public = authority.public_bytes(x509.load_der_x509_certificate(bytes(row.der)))
    if not compact.is_genuine(public, signed_part, signature):
        return None
    return Verified(compact.payload_of(signed_part), row.unit, short_id)


def is_statement_genuine(statement: bytes, signature: bytes, *, key: str, unit: str, on: date) -> bool:
    """Whether that key of the unit signed just these bytes, and was not revoked by that day."""
    row = Certificate.objects.filter(role=hierarchy.SEAL, unit=unit, short_id=key).first()
    if row is None or (row.revoked_at and local_date(row.revoked_at) <= on):
        return False
    public = x509.load_der_x509_certificate(bytes(row.der)).public_key()
    assert isinstance(public, ec.EllipticCurvePublicKey)
    try:
        public.verify(signature, statement, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True


def public_key_of(key: str) -> bytes | None:
    """A sealing key (SubjectPublicKeyInfo, PEM) by its short name, also one that is no longer in use."""
    row = Certificate.objects.filter(role=hierarchy.SEAL, short_id=key).first()
    if row is None:
        return None
    public = x509.load_der_x509_certificate(bytes(row.der)).public_key()
    return public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def published_keys() -> dict[str, Any]:
    """Every sealing key ever used, as a JSON Web Key Set (RFC 7517); revoked ones say since when."""
    rows = Certificate.objects.filter(role=hierarchy.SEAL).order_by("made_at", "id")[:1000]
    return {"keys": [_as_jwk(row) for row in rows]}


def request_key(*, at: datetime) -> UUID:
    """The key that requests to registers are signed with now."""
    return requests.signing(at=at)


def published_request_keys(*, at: datetime) -> dict[str, Any]:
    """The keys of requests to registers, as a JSON Web Key Set: what signed lately, what signs, what will."""
    return requests.published(at=at)


def trusted_root() -> bytes | None:
    """The certificate (PEM) that a validator trusts."""
    row = Certificate.objects.filter(role=hierarchy.ROOT, retired_at=None).first()
    if row is None:
        return None
    return x509.load_der_x509_certificate(bytes(row.der)).public_bytes(serialization.Encoding.PEM)


def issuing_certificate() -> bytes | None:
    """Of the authority that issues all others (DER)."""
    row = Certificate.objects.filter(role=hierarchy.ISSUING, retired_at=None).first()
    return bytes(row.der) if row else None


def newest_revocation_list() -> bytes | None:
    """What the issuing authority has revoked (DER)."""
    newest = RevocationList.objects.filter(issuer__role=hierarchy.ISSUING).order_by("-made_at", "-id").first()
    return bytes(newest.der) if newest else None


def published_code_keys() -> dict[str, Any]:
    """
    Every key that ever signed a code on a paper, as a JSON Web Key Set: ``nbf`` and ``exp`` (seconds) say from when to when it
    signed or may sign, ``revoked_at`` since when nothing of it is believed.
    """
    rows = Certificate.objects.filter(role=hierarchy.CODE).order_by("made_at", "id")[:1000]
    return {"keys": [_as_code_jwk(row) for row in rows]}


def _as_code_jwk(row: Certificate) -> dict[str, Any]:
    described = {key: value for key, value in _as_jwk(row).items() if key != "unit"}
    return {
        **described,
        "nbf": int(row.made_at.timestamp()),
        "exp": ceil((row.retired_at or row.expires_at).timestamp()),
    }


def _as_jwk(row: Certificate) -> dict[str, Any]:
    public = x509.load_der_x509_certificate(bytes(row.der)).public_key()
    assert isinstance(public, ec.EllipticCurvePublicKey)
    point = public.public_numbers()
    described = {
        "kty": "EC",
        "crv": "P-256",
        "alg": "ES256",
        "use": "sig",
        "kid": row.short_id,
        "unit": row.unit,
        "x": _base64(point.x.to_bytes(32, "big")),
        "y": _base64(point.y.to_bytes(32, "big")),
        "x5c": [base64.b64encode(bytes(row.der)).decode()],
    }
    if row.revoked_at:
        described["revoked_at"] = row.revoked_at.isoformat()
    return described


def _base64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def check_pdf(*, pdf: bytes, at: datetime) -> FileFound:
    """Who signed these bytes, when, and what was changed since; any bytes at all. Nothing of them is kept."""
    roots = Certificate.objects.filter(role=hierarchy.ROOT).order_by("made_at")
    issuing = Certificate.objects.filter(role=hierarchy.ISSUING).order_by("made_at")
    lists = [hierarchy.newest_list(each) for each in issuing]
    trust = Trust(
        roots=tuple(bytes(each.der) for each in roots),
        between=tuple(bytes(each.der) for each in issuing),
        lists=tuple(bytes(each.der) for each in lists if each),
    )
    return examine_apart(pdf, trust=trust, at=at)


@dataclass(frozen=True, slots=True)
class OwnKey:
    """The certificate with which somebody signs: whom it names, how, and until when."""

    name: str
    number: str
    made_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether somebody can sign, and what is missing."""

    is_proved: bool
    has_second_factor: bool
    key: OwnKey | None

    @property
    def may_sign(self) -> bool:
        return self.is_proved and self.has_second_factor


def get_own_readiness(*, viewer: Actor, at: datetime) -> Readiness:
    """One's own. :raises NotAllowed: for strangers."""
    policies.require_person(viewer)
    assert viewer.account_id is not None and viewer.party_id is not None
    row = people.find(viewer.party_id, at=at)
    own = None
    if row:
        said = x509.load_der_x509_certificate(bytes(row.der)).subject
        name, number = (said.get_attributes_for_oid(of)[0].value for of in (_NAME, _NUMBER))
        own = OwnKey(str(name), str(number), row.made_at, row.expires_at)
    proved = people.standing_of(viewer.party_id, viewer.account_id, at=at) is not None
    return Readiness(proved, bool(second_factors_of(viewer.account_id)), own)


@dataclass(frozen=True, slots=True)
class Expiring:
    """A certificate in use that runs out; one of a seal or of time stamps is made anew by itself, an authority needs the root's key."""

    role: str
    unit: str
    expires_at: datetime


def list_expiring(*, before: datetime) -> tuple[Expiring, ...]:
    """The state's own in use that run out before then, soonest first. As many as there are ministries, so not paged."""
    rows = Certificate.objects.filter(retired_at=None, expires_at__lt=before).exclude(
        role__in=(hierarchy.PERSON, hierarchy.STATUS)
    )
    rows = rows.order_by("expires_at", "id")[:100]
    return tuple(Expiring(row.role, row.unit, row.expires_at) for row in rows)
