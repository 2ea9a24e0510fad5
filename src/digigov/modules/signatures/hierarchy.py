"""The hierarchy as it stands in the database: made when first needed, under a lock, by one process."""

from datetime import datetime, timedelta
from textwrap import shorten
from typing import Any
from uuid import UUID

from cryptography import x509
from django.db import connection
from django.db.models import QuerySet

from digigov.kernel.errors import AdapterFailure
from digigov.kernel.ids import new_id
from digigov.modules.signatures import authority, settings
from digigov.modules.signatures.held import HeldKey, HeldSigner
from digigov.modules.signatures.models import Certificate, RevocationList
from digigov.modules.signatures.ports import KeyStore, key_store, root_key_store
from digigov.modules.signatures.seals import Proof

ISSUING, ROOT, STAMP, STATUS, SEAL, PERSON = "issuing", "root", "time-stamp", "status", "seal", "person"
CODE, CODE_NAME = "code", "Codes on papers"
CODE_DAYS = 365  # then another key signs; this one goes on being published
STAMP_LEFT = timedelta(days=2 * 365)
_LOCK = 7_221_061
_MAKERS = {
    SEAL: authority.seal_certificate,
    STAMP: authority.time_stamp_certificate,
    STATUS: authority.status_certificate,
    CODE: authority.code_certificate,
}


def lock() -> None:
    """Until the end of the transaction, nobody else makes or retires a key."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def find_in_use(role: str, unit: str, *, at: datetime) -> Certificate | None:
    return Certificate.objects.filter(role=role, unit=unit, retired_at=None, expires_at__gt=at).first()


def ensure(role: str, unit: str, name: str, *, at: datetime) -> Certificate:
    """The certificate in use, made now if there is none. ``name`` is what a new one shows."""
    found = find_in_use(role, unit, at=at)
    if found:
        return found
    lock()
    return find_in_use(role, unit, at=at) or _make(role, unit, name, at=at)


def ensure_code_key(*, at: datetime) -> Certificate:
    """The key for codes, followed by another after a year: of what it signed, less is lost with it."""
    found = ensure(CODE, "", CODE_NAME, at=at)
    if at - found.made_at < timedelta(days=CODE_DAYS):
        return found
    lock()
    found = ensure(CODE, "", CODE_NAME, at=at)
    return _make(CODE, "", CODE_NAME, at=at) if at - found.made_at >= timedelta(days=CODE_DAYS) else found


def stamp_of(*, at: datetime) -> Certificate:
    """
    Of time stamps: with two years left, or as long as its authority, so that what it stamps for the archive can be stamped again in
    a year while it still counts.
    """
    found = find_in_use(STAMP, "", at=at)
    if found and found.expires_at < min(at + STAMP_LEFT, issuing_of(at=at).expires_at):
        lock()
        Certificate.objects.filter(id=found.id, retired_at=None).update(retired_at=at)
    return ensure(STAMP, "", "Time stamps", at=at)


def proof(*, at: datetime) -> Proof:
    """All that shows a seal of today to be good."""
    issuing = issuing_of(at=at)
    root = Certificate.objects.filter(role=ROOT, made_at__lte=issuing.made_at).latest("made_at")
    lists = (newest_list(root), _fresh_list(issuing, at=at))
    return Proof(bytes(root.der), (bytes(issuing.der),), tuple(bytes(each.der) for each in lists if each))


def signer(certificate: Certificate, *, between: tuple[bytes, ...]) -> HeldSigner:
    return HeldSigner(
        store=key_store(), label=str(certificate.id), certificate=bytes(certificate.der), chain=list(between)
    )


def publish_list(issuing: Certificate, *, at: datetime) -> RevocationList:
    """A new revocation list of the issuing authority, with everything revoked until now."""
    revoked = _revoked(Certificate.objects.exclude(role__in=(ROOT, ISSUING)))
    number = int(at.timestamp())
    made = authority.revocation_list(issuer=issuer_of(issuing, key_store()), revoked=revoked, number=number, at=at)
    return _keep_list(issuing, made, at=at)


def _revoked(among: QuerySet[Certificate]) -> list[tuple[int, datetime]]:
    return [
        (x509.load_der_x509_certificate(bytes(each.der)).serial_number, each.revoked_at)
        for each in among.filter(revoked_at__isnull=False)
        if each.revoked_at
    ]


def places() -> authority.Places:
    well_known = f"{settings.address()}/.well-known/digigov"
    return authority.Places(f"{well_known}-issuing.crl", f"{well_known}-ocsp", f"{well_known}-issuing.cer")


def names() -> authority.Names:
    return authority.Names(settings.state_name(), settings.country_code(), settings.address())


def issuing_of(*, at: datetime) -> Certificate:
    return ensure(ISSUING, "", "", at=at)


def _make(role: str, unit: str, name: str, *, at: datetime) -> Certificate:
    Certificate.objects.filter(role=role, unit=unit, retired_at=None).update(retired_at=at)
    if role == ISSUING:
        return _make_authorities(at=at)
    issuing = issuing_of(at=at)
    label = new_id()
    key = HeldKey(key_store(), str(label))
    made = _MAKERS[role](
        issuing=issuer_of(issuing, key_store()),
        public=key.public_key(),
        subject=names().of(marked(name), unit),
        lists_at=places().lists,
        at=at,
    )
    return keep(label, role, unit, made, at=at)


def _make_authorities(*, at: datetime) -> Certificate:
    """The ceremony: an issuing authority, under the root that there is or a new one. Afterwards the root's store can be taken away."""
    root = find_in_use(ROOT, "", at=at) or _make_root(at=at)
    issuer, label = issuer_of(root, root_key_store()), new_id()
    key = HeldKey(key_store(), str(label))
    made = authority.issuing_certificate(
        root=issuer, public=key.public_key(), subject=names().of(marked("Issuing authority")), at=at
    )
    days = authority.ISSUING_YEARS * 365
    number = int(at.timestamp())
    revoked = _revoked(Certificate.objects.filter(role=ISSUING))
    _keep_list(root, authority.revocation_list(issuer=issuer, revoked=revoked, number=number, at=at, days=days), at=at)
    return keep(label, ISSUING, "", made, at=at)


def _make_root(*, at: datetime) -> Certificate:
    """
    With the key that the root's store holds already, if the database went back past its ceremony: what was sealed under it still
    counts. A new key is made only where nothing says that there was one.

    :raises AdapterFailure: if there was a root whose key is not here, or nobody can know which of several is in force.
    """
    Certificate.objects.filter(role=ROOT, retired_at=None).update(retired_at=at)
    known = {str(each) for each in Certificate.objects.values_list("id", flat=True)}
    found = [label for label in root_key_store().list_labels() if label not in known]
    if len(found) > 1:
        raise AdapterFailure(f"{len(found)} root keys, and one is in force: leave only that one", temporary=False)
    if not found and not known and key_store().list_labels():
        raise AdapterFailure(
            "there are signing keys of an earlier ceremony, and no root is known: bring the root's folder from the safe, or"
            " restore a newer backup. To begin anew, move the keys away first",
            temporary=False,
        )
    label = UUID(found[0]) if found else new_id()
    key = HeldKey(root_key_store(), str(label))
    made = authority.root_certificate(key=key, subject=names().of(marked("Root authority")), at=at)
    return keep(label, ROOT, "", made, at=at)


def marked(name: str) -> str:
    """At most 64 letters (X.520), cut between words."""
    end = " (rehearsal)" if settings.is_rehearsal() else ""
    return shorten(name, 64 - len(end), placeholder=" …") + end


def issuer_of(row: Certificate, store: KeyStore) -> authority.Issuer:
    return authority.Issuer(x509.load_der_x509_certificate(bytes(row.der)), HeldKey(store, str(row.id)))


def keep(label: UUID, role: str, unit: str, made: x509.Certificate, *, at: datetime, **of: Any) -> Certificate:
    return Certificate.objects.create(
        id=label,
        role=role,
        unit=unit,
        short_id=authority.short_id(authority.public_bytes(made)),
        serial=f"{made.serial_number:x}",
        der=made.public_bytes(authority.serialization.Encoding.DER),
        made_at=at,
        expires_at=made.not_valid_after_utc,
        **of,
    )


def _keep_list(issuer: Certificate, made: x509.CertificateRevocationList, *, at: datetime) -> RevocationList:
    der = made.public_bytes(authority.serialization.Encoding.DER)
    assert made.next_update_utc is not None
    return RevocationList.objects.create(issuer=issuer, der=der, made_at=at, next_at=made.next_update_utc)


def newest_list(issuer: Certificate) -> RevocationList | None:
    return RevocationList.objects.filter(issuer=issuer).order_by("-made_at", "-id").first()


def _fresh_list(issuing: Certificate, *, at: datetime) -> RevocationList:
    """The newest list, or a new one once half of its time has passed, or if it does not say yet what was revoked."""
    newest = newest_list(issuing)
    is_young = newest is not None and newest.made_at <= at < newest.made_at + (newest.next_at - newest.made_at) / 2
    if (
        newest
        and is_young
        and not Certificate.objects.filter(revoked_at__gt=newest.made_at, revoked_at__lte=at).exists()
    ):
        return newest
    return publish_list(issuing, at=at)
