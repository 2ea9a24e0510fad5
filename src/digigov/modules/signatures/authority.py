"""
Certificates and revocation lists of the state's own hierarchy: root, issuing authority, time stamps, answers about revocation,
one seal per ministry, and whoever signs for themself.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID

ROOT_YEARS, ISSUING_YEARS, LEAF_YEARS = 20, 10, 5
LIST_DAYS = 7
STATUS_DAYS = 30
_YEAR = timedelta(days=365)
_SKEW = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Names:
    """``state`` and ``country`` go into every certificate; ``address`` is where revocation lists are fetched."""

    state: str
    country: str
    address: str

    def of_person(self, name: str, number: str) -> x509.Name:
        """Who it is and a number of our own (ETSI EN 319 412-1, 5.1.3): never the national one, which would go out with each file."""
        return x509.Name(
            [
                x509.NameAttribute(NameOID.COUNTRY_NAME, self.country),
                x509.NameAttribute(NameOID.SERIAL_NUMBER, f"DG:{self.country}-{number}"),
                x509.NameAttribute(NameOID.COMMON_NAME, name[:64]),
            ]
        )

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
    builder = _begin(subject, subject, public, at, at + ROOT_YEARS * _YEAR)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=1), critical=True)
    builder = builder.add_extension(_authority_usage(), critical=True)
    return builder.sign(key, hashes.SHA256())


def issuing_certificate(
    *, root: Issuer, public: ec.EllipticCurvePublicKey, subject: x509.Name, at: datetime
) -> x509.Certificate:
    builder = _begin(subject, root.certificate.subject, public, at, at + ISSUING_YEARS * _YEAR)
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


def code_certificate(
    *, issuing: Issuer, public: ec.EllipticCurvePublicKey, subject: x509.Name, lists_at: str, at: datetime
) -> x509.Certificate:
    """Signs the codes printed on papers and the lists of those withdrawn, and nothing else: no document."""
    builder = _leaf(issuing, public, subject, lists_at, at)
    return builder.add_extension(_usage(digital_signature=True), critical=True).sign(issuing.key, hashes.SHA256())


def status_certificate(
    *, issuing: Issuer, public: ec.EllipticCurvePublicKey, subject: x509.Name, lists_at: str, at: datetime
) -> x509.Certificate:
    """Signs answers about revocation in the authority's place (RFC 6960, 4.2.2.2), for a month, so that nobody need ask about it."""
    builder = _leaf(issuing, public, subject, lists_at, at, until=at + STATUS_DAYS * timedelta(days=1))
    builder = builder.add_extension(_usage(digital_signature=True), critical=True)
    builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.OCSP_SIGNING]), critical=True)
    return builder.add_extension(x509.OCSPNoCheck(), critical=False).sign(issuing.key, hashes.SHA256())


@dataclass(frozen=True, slots=True)
class Places:
    """Where anybody asks whether a certificate was revoked, and fetches who issued it."""

    lists: str
    status: str
    issuer: str


def personal_certificate(
    *,
    issuing: Issuer,
    public: ec.EllipticCurvePublicKey,
    subject: x509.Name,
    places: Places,
    policy: str,
    at: datetime,
    until: datetime,
) -> x509.Certificate:
    """For signing what one means, and for nothing else: not for signing in (RFC 5280, 4.2.1.3: contentCommitment alone)."""
    found = [
        x509.AccessDescription(how, x509.UniformResourceIdentifier(where))
        for how, where in (
            (AuthorityInformationAccessOID.OCSP, places.status),
            (AuthorityInformationAccessOID.CA_ISSUERS, places.issuer),
        )
    ]
    policies = [x509.PolicyInformation(x509.ObjectIdentifier(policy), None)]
    builder = _leaf(issuing, public, subject, places.lists, at, until=until)
    builder = builder.add_extension(_usage(content_commitment=True), critical=True)
    builder = builder.add_extension(x509.AuthorityInformationAccess(found), critical=False)
    return builder.add_extension(x509.CertificatePolicies(policies), critical=False).sign(issuing.key, hashes.SHA256())


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
    subject: x509.Name, issuer: x509.Name, public: ec.EllipticCurvePublicKey, at: datetime, until: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - _SKEW)
        .not_valid_after(until)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    )


def _leaf(
    issuing: Issuer,
    public: ec.EllipticCurvePublicKey,
    subject: x509.Name,
    lists_at: str,
    at: datetime,
    until: datetime | None = None,
) -> x509.CertificateBuilder:
    where = x509.DistributionPoint([x509.UniformResourceIdentifier(lists_at)], None, None, None)
    return (
        _begin(subject, issuing.certificate.subject, public, at, until or at + LEAF_YEARS * _YEAR)
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
