"""Whether a certificate was revoked, for programs that ask (OCSP, RFC 6960)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.x509 import ocsp
from django.db import transaction

from digigov.kernel.errors import AdapterFailure
from digigov.modules.signatures import authority, hierarchy
from digigov.modules.signatures.held import HeldKey
from digigov.modules.signatures.models import Certificate
from digigov.modules.signatures.ports import key_store

HOLDS_FOR = timedelta(minutes=5)
MOST_BYTES_ASKED = 4_000
_HASHES: dict[str, Callable[[], hashes.HashAlgorithm]] = {
    "sha1": hashes.SHA1,
    "sha256": hashes.SHA256,
    "sha384": hashes.SHA384,
    "sha512": hashes.SHA512,
}  # noqa: S303


@dataclass(frozen=True, slots=True)
class StatusAnswer:
    """``is_for_all``: it holds no number that only this asker sent, so anybody may keep it until ``until``."""

    body: bytes
    until: datetime
    is_for_all: bool


@transaction.atomic
def answer_status_request(*, at: datetime, asked: bytes) -> StatusAnswer:
    """An answer to any bytes at all: good, revoked, unknown, or why there is none. Signed in the issuing authority's place."""
    refused = ocsp.OCSPResponseStatus
    if len(asked) > MOST_BYTES_ASKED:
        return _unsigned(refused.MALFORMED_REQUEST, at)
    try:
        request = ocsp.load_der_ocsp_request(asked)
        algorithm = request.hash_algorithm
        nonces = [each for each in request.extensions if isinstance(each.value, x509.OCSPNonce)]
    except (ValueError, TypeError, NotImplementedError, UnsupportedAlgorithm, x509.DuplicateExtension):
        return _unsigned(refused.MALFORMED_REQUEST, at)
    if not _is_of_ours(request, algorithm):
        return _unsigned(refused.UNAUTHORIZED, at)
    builder = _stated(request, at=at)
    nonce = nonces[0].value.nonce if nonces else b""
    if nonce and len(nonce) <= 128:  # RFC 9654
        builder = builder.add_extension(x509.OCSPNonce(nonce), critical=False)
    try:
        responder = hierarchy.ensure(hierarchy.STATUS, "", "Answers about revocation", at=at)
        certificate = x509.load_der_x509_certificate(bytes(responder.der))
        builder = builder.responder_id(ocsp.OCSPResponderEncoding.HASH, certificate).certificates([certificate])
        answer = builder.sign(HeldKey(key_store(), str(responder.id)), hashes.SHA256())
    except AdapterFailure:
        return _unsigned(refused.TRY_LATER, at)
    return StatusAnswer(answer.public_bytes(authority.serialization.Encoding.DER), at + HOLDS_FOR, not nonce)


def _stated(request: ocsp.OCSPRequest, *, at: datetime) -> ocsp.OCSPResponseBuilder:
    row = Certificate.objects.filter(serial=f"{request.serial_number:x}").exclude(role=hierarchy.ROOT).first()
    status, since = ocsp.OCSPCertStatus.GOOD, None
    if row is None:
        status = ocsp.OCSPCertStatus.UNKNOWN
    elif row.revoked_at:
        status, since = ocsp.OCSPCertStatus.REVOKED, row.revoked_at
    return ocsp.OCSPResponseBuilder().add_response_by_hash(
        issuer_name_hash=request.issuer_name_hash,
        issuer_key_hash=request.issuer_key_hash,
        serial_number=request.serial_number,
        algorithm=_HASHES[request.hash_algorithm.name](),
        cert_status=status,
        this_update=at,
        next_update=at + HOLDS_FOR,
        revocation_time=since,
        revocation_reason=None,
    )


def _is_of_ours(request: ocsp.OCSPRequest, algorithm: hashes.HashAlgorithm) -> bool:
    """Whether an authority of ours issued it, one in force or one before; we answer for nobody else."""
    made = _HASHES.get(algorithm.name)
    if made is None:
        return False
    issuing = Certificate.objects.filter(role=hierarchy.ISSUING).order_by("-made_at")[:20]
    known = (x509.load_der_x509_certificate(bytes(row.der)) for row in issuing)
    return any(request.issuer_key_hash == _key_hash(each, made()) for each in known)


def _key_hash(certificate: x509.Certificate, algorithm: hashes.HashAlgorithm) -> bytes:
    """Of the key's bits alone, without tag, length and count of unused bits (RFC 6960, 4.1.1)."""
    digest = hashes.Hash(algorithm)
    digest.update(
        certificate.public_key().public_bytes(
            authority.serialization.Encoding.X962, authority.serialization.PublicFormat.UncompressedPoint
        )
    )
    return digest.finalize()


def _unsigned(status: ocsp.OCSPResponseStatus, at: datetime) -> StatusAnswer:
    body = ocsp.OCSPResponseBuilder.build_unsuccessful(status)
    return StatusAnswer(body.public_bytes(authority.serialization.Encoding.DER), at, is_for_all=False)
