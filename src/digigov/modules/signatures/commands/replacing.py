"""Keys in another place than yesterday: moved into a token, lost with one, or stolen."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from digigov.kernel.actor import Actor
from digigov.modules.audit import commands as audit
from digigov.modules.signatures import hierarchy
from digigov.modules.signatures.models import Certificate, RevocationList
from digigov.modules.signatures.ports import key_store


@transaction.atomic
def replace_keys_left_behind(*, by: Actor, at: datetime) -> int:
    """
    Retire every key that an earlier store holds; the next use of each makes a new one where keys belong now. What they signed stays
    good. Returns how many. Harmless when repeated.

    :raises NotAllowed: unless it is the machine. :raises AdapterFailure: if the issuing authority's is one, and the root's key is not here.
    """
    by.require_system()
    hierarchy.lock()
    theirs = _in_use().filter(id__in=key_store().list_left_behind())
    return _replaced(theirs, by=by, at=at, action="signatures.keys-moved")


@transaction.atomic
def replace_lost_keys(*, by: Actor, at: datetime, are_stolen: bool) -> int:
    """
    The token is gone, and every key in it: retire them all, under a new issuing authority of the same root. Stolen ones are revoked
    from this moment on; the root's own list says so of the authority, whose list nobody can sign any more. Returns how many.

    :raises NotAllowed: unless it is the machine. :raises AdapterFailure: if the root's key, or a token for the new ones, is not here.
    """
    by.require_system()
    hierarchy.lock()
    theirs = _in_use()
    if are_stolen:
        theirs = Certificate.objects.exclude(role=hierarchy.ROOT).filter(revoked_at=None, expires_at__gt=at)
    action = "signatures.keys-stolen" if are_stolen else "signatures.keys-lost"
    return _replaced(theirs, by=by, at=at, action=action, revoked_at=at if are_stolen else None)


def _in_use() -> QuerySet[Certificate]:
    return Certificate.objects.exclude(role=hierarchy.ROOT).filter(retired_at=None)


def _replaced(
    theirs: QuerySet[Certificate], *, by: Actor, at: datetime, action: str, revoked_at: datetime | None = None
) -> int:
    found = list(theirs.values_list("id", "role"))
    rows = Certificate.objects.filter(id__in=[each for each, _role in found])
    rows.filter(retired_at=None).update(retired_at=at)
    if revoked_at:
        rows.update(revoked_at=revoked_at)
    if not found:
        return 0
    issuing = hierarchy.issuing_of(at=at)
    if not RevocationList.objects.filter(issuer=issuing).exists() or revoked_at:
        hierarchy.publish_list(issuing, at=at)
    counted = {role: sum(each == role for _id, each in found) for role in {role for _id, role in found}}
    audit.record(by=by, at=at, action=action, subject_id=issuing.id, details={"keys": counted})
    return len(found)
