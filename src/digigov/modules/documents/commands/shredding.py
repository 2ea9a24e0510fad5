"""Ending files and papers for good; the content leaves the store with the last file that needs it."""

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction

from digigov.kernel.actor import Actor
from digigov.modules.documents import blobs
from digigov.modules.documents.commands.files import drop_if_unneeded
from digigov.modules.documents.models import File, IssuedDocument, Upload
from digigov.modules.privacy.definitions import Shredding


def destroy_files(rows: Sequence[Any], shredding: Shredding) -> None:
    _drop(row.pk for row in rows)


@transaction.atomic
def destroy_made(*, by: Actor, file_ids: Iterable[UUID]) -> None:
    """
    End files that the house drew for a room above, whose time is over; never one that is a paper. Harmless when repeated.

    :raises NotAllowed: unless it is the machine.
    """
    by.require_system()
    papers = IssuedDocument.objects.filter(file_id__isnull=False).values("file_id")
    _drop(File.objects.filter(id__in=list(file_ids)).exclude(id__in=papers).values_list("id", flat=True))


def destroy_papers(rows: Sequence[Any], shredding: Shredding) -> None:
    """With the files that they are. One that replaced such a paper stands alone from now on."""
    ids = [row.pk for row in rows]
    IssuedDocument.objects.filter(replaces_id__in=ids).exclude(id__in=ids).update(replaces=None)
    IssuedDocument.objects.filter(id__in=ids).update(replaces=None)
    IssuedDocument.objects.filter(id__in=ids).delete()
    _drop(row.file_id for row in rows if row.file_id)


def drop_uploads(rows: Sequence[Any], shredding: Shredding) -> None:
    for row in rows:
        transaction.on_commit(partial(blobs.drop_pieces, row.id, list(row.pieces)))
    Upload.objects.filter(id__in=[row.pk for row in rows]).delete()


def _drop(file_ids: Iterable[UUID]) -> None:
    files = File.objects.filter(id__in=list(file_ids))
    digests = sorted({each for each in files.values_list("sha256", flat=True) if each})
    files.delete()
    for digest in digests:
        transaction.on_commit(partial(drop_if_unneeded, digest))
