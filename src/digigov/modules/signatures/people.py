"""Keys of people: who may have one, and the certificate that says whose it is. Made when somebody first signs."""

import base64
import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from cryptography import x509

from digigov.kernel.actor import system
from digigov.kernel.errors import AdapterFailure
from digigov.kernel.ids import new_id
from digigov.modules.assurance.queries import proof_of
from digigov.modules.audit import commands as audit
from digigov.modules.audit.commands import Purpose
from digigov.modules.identity.queries import is_staff
from digigov.modules.parties.queries import get_person
from digigov.modules.signatures import authority, hierarchy
from digigov.modules.signatures.held import HeldKey
from digigov.modules.signatures.models import Certificate
from digigov.modules.signatures.ports import key_store

LEAST_LEVEL = 1
LASTS, OF_STAFF_LASTS = timedelta(days=730), timedelta(days=365)
POLICY = "2.25.217384902331658291047561122907412340711"  # a test policy, as that of the time stamps; then the level
MACHINE = system("signatures")
WHY = Purpose("certificate")


@dataclass(frozen=True, slots=True)
class Standing:
    """How sure we are of a signer, and until when; level 0 is that of an officer, whom the service knows as its own."""

    level: int
    until: datetime


def standing_of(party_id: UUID, account_id: UUID, *, at: datetime) -> Standing | None:
    """None for whoever may have no key: neither proved nor in office."""
    level, until = proof_of(party_id, at=at)
    if level >= LEAST_LEVEL and until:
        return Standing(level, min(until, at + LASTS))
    if is_staff(account_id, at=at):
        return Standing(0, at + OF_STAFF_LASTS)
    return None


def ensure(party_id: UUID, standing: Standing, *, at: datetime) -> Certificate:
    """The person's certificate; a new one where there is none, or where name or level are no longer what it says."""
    person = get_person(viewer=MACHINE, at=at, party_id=party_id, purpose=WHY)
    name = hierarchy.marked(f"{person.given_names} {person.family_name}".strip())
    found = find(party_id, at=at)
    if found and _still_says(found, name, standing):
        return found
    hierarchy.lock()
    found = find(party_id, at=at)
    if found and _still_says(found, name, standing):
        return found
    return _make(party_id, name, standing, at=at)


def find(party_id: UUID, *, at: datetime) -> Certificate | None:
    mine = Certificate.objects.filter(role=hierarchy.PERSON, holder_id=party_id, retired_at=None)
    return mine.filter(expires_at__gt=at).first()


def revoke(party_id: UUID, *, at: datetime) -> int:
    """
    Every certificate of the person that has not run out, from now on; the list says so at once, or within the hour if the keys do not
    answer: nothing is signed meanwhile either.
    """
    hierarchy.lock()
    theirs = Certificate.objects.filter(role=hierarchy.PERSON, holder_id=party_id, revoked_at=None, expires_at__gt=at)
    theirs.filter(retired_at=None).update(retired_at=at)
    revoked = theirs.update(revoked_at=at)
    if revoked:
        with suppress(AdapterFailure):
            hierarchy.publish_list(hierarchy.issuing_of(at=at), at=at)
    return revoked


def policy_of(level: int) -> str:
    return f"{POLICY}.{level}"


def _make(party_id: UUID, name: str, standing: Standing, *, at: datetime) -> Certificate:
    earlier = Certificate.objects.filter(role=hierarchy.PERSON, holder_id=party_id)
    number = earlier.values_list("holder_number", flat=True).first() or _new_number()
    earlier.filter(retired_at=None).update(retired_at=at)
    label, store = new_id(), key_store()
    made = authority.personal_certificate(
        issuing=hierarchy.issuer_of(hierarchy.issuing_of(at=at), store),
        public=HeldKey(store, str(label), one_of_many=True).public_key(),
        subject=hierarchy.names().of_person(name, number),
        places=hierarchy.places(),
        policy=policy_of(standing.level),
        at=at,
        until=standing.until,
    )
    audit.record(
        by=MACHINE, at=at, action="signatures.certificate-issued", subject_id=party_id,
        details={"serial": f"{made.serial_number:x}", "level": standing.level},
    )  # fmt: skip
    return hierarchy.keep(label, hierarchy.PERSON, "", made, at=at, holder_id=party_id, holder_number=number)


def _new_number() -> str:
    return base64.b32encode(os.urandom(10)).decode()


def _still_says(row: Certificate, name: str, standing: Standing) -> bool:
    said = x509.load_der_x509_certificate(bytes(row.der))
    called = said.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)[0].value
    policies = said.extensions.get_extension_for_class(x509.CertificatePolicies).value
    return called == name and policies[0].policy_identifier.dotted_string == policy_of(standing.level)
