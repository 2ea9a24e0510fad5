"""Files: taking them in, giving them to a case, having them looked at for viruses."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import connection, transaction

from digigov.kernel import locks
from digigov.kernel.actor import Actor
from digigov.kernel.errors import NotFound
from digigov.kernel.queue import later
from digigov.modules.audit import commands as audit
from digigov.modules.documents import blobs, policies, rules
from digigov.modules.documents.inspection import EXTENSIONS, inspect
from digigov.modules.documents.models import File, IssuedDocument
from digigov.modules.documents.ports import scanner

SCAN, DROP = "documents.scan_file", "documents.drop_content"


def store_file(*, by: Actor, at: datetime, name: str, content: bytes, secret: str = "") -> UUID:
    """
    Take in what somebody sends: looked at, cleaned, kept under its hash.

    :param secret: for somebody without an account: what only that session knows, at least twenty characters.
    :raises NotAllowed: for a stranger without a secret.
    :raises FileRefused: with the reason, if it is not a whole and harmless PDF, JPEG or PNG.
    """
    holder = policies.require_holder(by, secret=secret)
    return keep(by=by, at=at, name=name, content=content, holder=holder)


def keep(*, by: Actor, at: datetime, name: str, content: bytes, holder: policies.Holder) -> UUID:
    found = inspect(content)
    with transaction.atomic():
        digest = hashlib.sha256(found.content).hexdigest()
        _hold(digest)
        blobs.put(found.content)
        file = File.objects.create(
            sha256=digest,
            size=len(found.content),
            media_type=found.media_type,
            name=rules.clean_name(name, EXTENSIONS[found.media_type]),
            origin="sent",
            holder_id=holder.party_id,
            holder_key=holder.key,
            stored_at=at,
        )
        later(SCAN, file_id=file.id)
        details = {"sha256": digest, "type": found.media_type, "size": len(found.content)}
        audit.record(by=by, at=at, action="documents.file-stored", subject_id=file.id, details=details)
    return file.id


@transaction.atomic
def keep_drawn(*, by: Actor, at: datetime, name: str, content: bytes) -> UUID:
    """
    Keep a PDF that the house drew and that is no paper of its own yet: a room above holds it and decides who sees it.

    :raises NotAllowed: unless it is the machine.
    """
    by.require_system()
    digest = hashlib.sha256(content).hexdigest()
    _hold(digest)
    blobs.put(content)
    file = File.objects.create(
        sha256=digest, size=len(content), media_type="application/pdf", name=rules.clean_name(name, "pdf"),
        origin="made", stored_at=at, scan_state="clean",
    )  # fmt: skip
    details = {"sha256": digest, "type": "application/pdf", "size": len(content)}
    audit.record(by=by, at=at, action="documents.file-stored", subject_id=file.id, details=details)
    return file.id


@transaction.atomic
def lengthen_file(*, by: Actor, at: datetime, file_id: UUID, content: bytes) -> None:
    """
    Keep a file with what was added to its end, as a signature is: what it said before stays, byte for byte.

    :raises NotAllowed: unless it is the machine. :raises NotFound: if it is not there, or the content does not begin with it.
    """
    by.require_system()
    file = File.objects.select_for_update().filter(id=file_id).first()
    if file is None or not content.startswith(blobs.get(file.sha256)):
        raise NotFound
    old, digest = file.sha256, hashlib.sha256(content).hexdigest()
    _hold(digest)
    blobs.put(content)
    File.objects.filter(id=file_id).update(sha256=digest, size=len(content))
    details = {"sha256": digest, "was": old, "size": len(content)}
    audit.record(by=by, at=at, action="documents.file-lengthened", subject_id=file_id, details=details)
    transaction.on_commit(partial(drop_if_unneeded, old))


@transaction.atomic
def attach_files(*, by: Actor, at: datetime, file_ids: Iterable[UUID], case_id: UUID, secret: str = "") -> None:
    """
    Give files to a case; from then on, who may see the case may see them. Harmless when repeated.

    :raises NotFound: if one is not there, is somebody else's, or belongs to another case already.
    """
    for file in _own_files(by, file_ids, secret):
        if file.case_id == case_id:
            continue
        if file.case_id is not None:
            raise NotFound
        file.case_id = case_id
        file.save(update_fields=["case_id"])
        audit.record(by=by, at=at, action="documents.file-attached", subject_id=file.id, case_id=case_id)


@transaction.atomic
def hand_over_files(*, by: Actor, at: datetime, file_ids: Iterable[UUID], to_party_id: UUID, secret: str = "") -> None:
    """
    Let a draft's files go to the person who takes the draft over. Harmless when repeated.

    :raises NotFound: if one is not there or is somebody else's.
    """
    for file in _own_files(by, file_ids, secret):
        file.holder_id, file.holder_key = to_party_id, ""
        file.save(update_fields=["holder_id", "holder_key"])
        audit.record(by=by, at=at, action="documents.file-handed-over", subject_id=file.id)


@transaction.atomic
def hand_over_papers(*, by: Actor, at: datetime, case_id: UUID, from_party_id: UUID | None, to_party_id: UUID) -> None:
    """
    The case is another person's now: so is what its applicant sent, and what was issued to them. Harmless when repeated.

    :raises NotAllowed: unless it is the machine.
    """
    by.require_system()
    theirs = {"case_id": case_id, "holder_id": from_party_id}
    sent = File.objects.filter(**theirs).update(holder_id=to_party_id, holder_key="")
    issued = IssuedDocument.objects.filter(**theirs).update(holder_id=to_party_id)
    if sent or issued:
        audit.record(
            by=by, at=at, action="documents.papers-handed-over", subject_id=to_party_id, case_id=case_id,
            details={"files": sent, "papers": issued},
        )  # fmt: skip


@transaction.atomic
def discard_files(*, by: Actor, at: datetime, file_ids: Iterable[UUID], secret: str = "") -> None:
    """
    Forget files that no case has. The content goes with the last file that needs it.

    :raises NotFound: if one is not there, is somebody else's, or belongs to a case.
    """
    for file in _own_files(by, file_ids, secret):
        if file.case_id is not None:
            raise NotFound
        audit.record(by=by, at=at, action="documents.file-discarded", subject_id=file.id)
        file.delete()
        transaction.on_commit(partial(drop_if_unneeded, file.sha256))


@transaction.atomic
def drop_if_unneeded(digest: str) -> None:
    """Take content out of the store unless a file has it; later, if a backup is being written that may speak of it."""
    if not drop_now(digest):
        later(DROP, digest=digest)


@transaction.atomic
def drop_now(digest: str) -> bool:
    """Whether it could be looked at: not while a backup is written. Who stores the same at this moment waits, or is seen."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock_shared(%s)", [locks.BACKUP])
        (may,) = cursor.fetchone()
    if may:
        _hold(digest)
        if not File.objects.filter(sha256=digest).exists():
            blobs.drop(digest)
    return bool(may)


def scan_file(*, by: Actor, at: datetime, file_id: UUID) -> None:
    """
    Have a file looked at and keep what was found. Harmless when repeated.

    :raises NotAllowed: unless it is the machine.
    :raises AdapterFailure: temporary, so that the job is tried again later.
    """
    by.require_system()
    file = File.objects.filter(id=file_id).first()
    if file is None or file.scan_state not in ("waiting", "not-scanned"):
        return
    found = scanner().scan(blobs.get(file.sha256))
    with transaction.atomic():
        File.objects.filter(id=file_id).update(scan_state=found.state, scan_detail=found.detail[:120])
        details = {"state": found.state, "found": found.detail[:120]}
        audit.record(by=by, at=at, action="documents.file-scanned", subject_id=file_id, details=details)


def _hold(digest: str) -> None:
    """Until the end of the transaction nobody else puts this content into the store or takes it out."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int(digest[:15], 16)])


def _own_files(by: Actor, file_ids: Iterable[UUID], secret: str) -> list[File]:
    wanted = list(dict.fromkeys(file_ids))
    found = list(File.objects.select_for_update().filter(id__in=wanted).order_by("id"))
    if len(found) != len(wanted):
        raise NotFound
    for file in found:
        policies.require_own(by, secret=secret, holder_id=file.holder_id, holder_key=file.holder_key)
    return found
