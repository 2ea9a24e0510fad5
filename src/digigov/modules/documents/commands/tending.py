"""Looking after files: those that nobody has looked at, those that nobody holds any more, and content of none."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from digigov.kernel.actor import Actor
from digigov.kernel.clock import local_date
from digigov.kernel.errors import AdapterFailure
from digigov.kernel.queue import later
from digigov.modules.audit import commands as audit
from digigov.modules.documents import blobs
from digigov.modules.documents.commands.files import SCAN, drop_if_unneeded, scan_file
from digigov.modules.documents.models import File

PATIENCE = timedelta(days=1)  # by then every try of the first scan is over
BATCH = 500


def rescan_files(*, by: Actor, at: datetime) -> int:
    """
    Have files looked at that were never looked at: there was no scanner, or it was away too long. One is tried first; if
    the scanner does not look at it, the others wait. Returns how many were or will be looked at. Harmless when repeated.

    :raises NotAllowed: unless it is the machine.
    """
    by.require_system()
    missed = Q(scan_state="not-scanned") | Q(scan_state="waiting", stored_at__lt=at - PATIENCE)
    ids = list(File.objects.filter(missed).order_by("id").values_list("id", flat=True)[:BATCH])
    tried = _first_there(by, at, ids)
    if tried is None or File.objects.filter(id=tried, scan_state="not-scanned").exists():
        return 0
    others = ids[ids.index(tried) + 1 :]
    with transaction.atomic():
        for file_id in others:
            later(SCAN, file_id=file_id)
    return 1 + len(others)


def _first_there(by: Actor, at: datetime, ids: list[UUID]) -> UUID | None:
    """The first file that could be given to the scanner: one whose content is lost must not keep it from the others."""
    for file_id in ids:
        try:
            scan_file(by=by, at=at, file_id=file_id)
        except FileNotFoundError:
            continue
        except AdapterFailure:
            return None
        return file_id
    return None


def sweep_files(*, by: Actor, at: datetime, before: datetime, spare: Collection[UUID | str]) -> int:
    """
    Forget files that were sent before a moment and that no case took in; those in ``spare`` are still wanted by somebody.
    The content goes with the last file that needs it. Returns how many.

    :raises NotAllowed: unless it is the machine.
    """
    by.require_system()
    with transaction.atomic():
        unwanted = File.objects.select_for_update(skip_locked=True).filter(
            origin="sent", case_id=None, stored_at__lt=before
        )
        found = list(unwanted.exclude(id__in=spare).order_by("id")[:BATCH])
        for file in found:
            audit.record(by=by, at=at, action="documents.file-discarded", subject_id=file.id)
        File.objects.filter(id__in=[file.id for file in found]).delete()
    for digest in {file.sha256 for file in found}:
        drop_if_unneeded(digest)
    return len(found)


def sweep_contents(*, by: Actor, at: datetime) -> int:
    """
    Take content out of the store that no file speaks of: whoever stored it was killed before saying so. One share of the
    store each day. Returns how many.

    :raises NotAllowed: unless it is the machine.
    """
    by.require_system()
    unneeded = 0
    for found in blobs.list_contents(local_date(at).toordinal() % blobs.SHARES, PATIENCE):
        known = File.objects.filter(sha256__in=found).values_list("sha256", flat=True)
        for digest in found - set(known):
            drop_if_unneeded(digest)
            unneeded += 1
    return unneeded
