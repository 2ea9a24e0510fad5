"""Ending files and papers for good; the content leaves the store with the last file that needs it."""

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction

from digigov.modules.documents import blobs
from digigov.modules.documents.commands.files import drop_if_unneeded
from digigov.modules.documents.models import File, IssuedDocument, Upload
from digigov.modules.privacy.definitions import Shredding


def destroy_files(rows: Sequence[Any], shredding: Shredding) -> None:
    _drop(row.pk for row in rows)


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
