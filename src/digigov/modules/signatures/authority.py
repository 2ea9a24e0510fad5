"""
Certificates and revocation lists of the state's own hierarchy: root, issuing authority, time stamps, one seal per ministry.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

ROOT_YEARS, ISSUING_YEARS, LEAF_YEARS = 20, 10, 5
LIST_DAYS = 7
_YEAR = timedelta(days=365)
_SKEW = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Names:
    """``state`` and ``country`` go into every certificate; ``address`` is where revocation lists are fetched."""

    state: str
    country: str
    address: str

    def of(self, common_name: str, unit: str = "") -> x509.Name:
        parts = [
            x509.NameAttribute(NameOID.COUNTRY_NAME, self.country),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, self.state[:64]),
        ]
        if unit:
            parts.append(x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, unit[:64]))
        return x509.Name([*parts, x509.NameAttribute(NameOID.COMMON_NAME, common_name[:64])])


@dataclass(frozen=True, slots=True)
class Issuer:
    """An authority that signs: its certificate and its key, wherever that is held."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey


def root_certificate(*, key: ec.EllipticCurvePrivateKey, subject: x509.Name, at: datetime) -> x509.Certificate:
    public = key.public_key()
    builder = _begin(subject, subject, public, at, ROOT_YEARS)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=1), critical=True)
    builder = builder.add_extension(_authority_usage(), critical=True)
    return builder.sign(key, hashes.SHA256())


def issuing_certificate(
    *, root: Issuer, public: ec.EllipticCurvePublicKey, subject: x509.Name, at: datetime
) -> x509.Certificate:
    builder = _begin(subject, root.certificate.subject, public, at, ISSUING_YEARS)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    builder = builder.add_extension(_authority_usage(), critical=True)
    builder = builder.add_extension(_issued_by(root.certificate), critical=False)
    return builder.sign(root.key, hashes.SHA256())


def seal_certificate(
    *, issuing: Issuer, public: ec.EllipticCurvePublicKey, subject: x509.Name, lists_at: str, at: datetime
) -> x509.Certificate:
    builder = _leaf(issuing, public, subject, lists_at, at)
    builder = builder.add_extension(_usage(digital_signature=True, content_commitment=True), critical=True)
    return builder.sign(issuing.key, hashes.SHA256())


def time_stamp_certificate(
    *, issuing: Issuer, public: ec.EllipticCurvePublicKey, subject: x509.Name, lists_at: str, at: datetime
) -> x509.Certificate:
    builder = _leaf(issuing, public, subject, lists_at, at)
    builder = builder.add_extension(_usage(digital_signature=True), critical=True)
    only_stamps = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
    return builder.add_extension(only_stamps, critical=True).sign(issuing.key, hashes.SHA256())


def revocation_list(
    *, issuer: Issuer, revoked: Iterable[tuple[int, datetime]], number: int, at: datetime, days: int = LIST_DAYS
) -> x509.CertificateRevocationList:
    """``revoked`` are serial numbers with the moment from which each no longer counts."""
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.certificate.subject)
        .last_update(at - _SKEW)
        .next_update(at + timedelta(days=days))
        .add_extension(x509.CRLNumber(number), critical=False)
        .add_extension(_issued_by(issuer.certificate), critical=False)
    )
    for serial, since in revoked:
        line = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(since)
        builder = builder.add_revoked_certificate(line.build())
    return builder.sign(issuer.key, hashes.SHA256())


def short_id(public: bytes) -> str:
    """The first four bytes of the public key's SHA-256, in hexadecimal."""
    digest = hashes.Hash(hashes.SHA256())
    digest.update(public)
    return digest.finalize()[:4].hex()


def public_bytes(certificate: x509.Certificate) -> bytes:
    return certificate.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def _begin(
    subject: x509.Name, issuer: x509.Name, public: ec.EllipticCurvePublicKey, at: datetime, years: int
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - _SKEW)
        .not_valid_after(at + years * _YEAR)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    )


def _leaf(
    issuing: Issuer, public: ec.EllipticCurvePublicKey, subject: x509.Name, lists_at: str, at: datetime
) -> x509.CertificateBuilder:
    where = x509.DistributionPoint([x509.UniformResourceIdentifier(lists_at)], None, None, None)
    return (
        _begin(subject, issuing.certificate.subject, public, at, LEAF_YEARS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_issued_by(issuing.certificate), critical=False)
        .add_extension(x509.CRLDistributionPoints([where]), critical=False)
    )


def _issued_by(certificate: x509.Certificate) -> x509.AuthorityKeyIdentifier:
    own = certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier)
    return x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(own.value)


def _authority_usage() -> x509.KeyUsage:
    return _usage(key_cert_sign=True, crl_sign=True)


def _usage(**granted: bool) -> x509.KeyUsage:
    every = (
        "digital_signature content_commitment key_encipherment data_encipherment key_agreement key_cert_sign crl_sign "
        "encipher_only decipher_only"
    )
    return x509.KeyUsage(**{name: granted.get(name, False) for name in every.split()})
