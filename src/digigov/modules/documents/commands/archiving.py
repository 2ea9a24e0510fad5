"""Records that outlive the certificates with which they were sealed."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from digigov.kernel.actor import Actor
from digigov.modules.documents import blobs
from digigov.modules.documents.commands.files import lengthen_file
from digigov.modules.documents.models import IssuedDocument
from digigov.modules.signatures import commands as signatures

EVERY = timedelta(days=365)  # a time stamp's certificate lasts five years
BATCH = 200


def renew_archive_stamps(*, by: Actor, at: datetime) -> int:
    """
    Put another archive time stamp on every record whose newest is a year old (PAdES B-LTA, EN 319 142-1, 5.5). What it was
    before stays in it byte for byte. Each in a transaction of its own; returns how many. Harmless when repeated.

    :raises NotAllowed: unless it is the machine.
    :raises AdapterFailure: if the keys or the file store do not answer; what was done is kept.
    """
    by.require_system()
    due = IssuedDocument.objects.filter(archived_at__lte=at - EVERY).order_by("archived_at", "id")
    return sum(_renewed(each, by=by, at=at) for each in list(due.values_list("id", flat=True)[:BATCH]))


@transaction.atomic
def _renewed(document_id: UUID, *, by: Actor, at: datetime) -> bool:
    document = (
        IssuedDocument.objects.select_for_update(of=("self",))
        .select_related("file")
        .filter(id=document_id, archived_at__lte=at - EVERY)
        .first()
    )
    if document is None or document.file is None:
        return False
    stamped = signatures.renew_archive_stamp(by=by, at=at, pdf=blobs.get(document.file.sha256))
    lengthen_file(by=by, at=at, file_id=document.file.id, content=stamped)
    IssuedDocument.objects.filter(id=document.id).update(archived_at=at)
    return True
