"""What can be asked of papers that the house drew for one person to sign."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from digigov.kernel.actor import Actor
from digigov.kernel.errors import NotFound
from digigov.modules.audit import commands as audit
from digigov.modules.audit.commands import Purpose
from digigov.modules.documents import queries as documents
from digigov.modules.mandates import queries as mandates
from digigov.modules.mandates.queries import MandateView
from digigov.modules.signing.models import DrawnPaper

WHY = Purpose("sign")


@dataclass(frozen=True, slots=True)
class DrawnView:
    """A paper as it waits for one's signature; ``for_name`` is whom it is signed for, if that is somebody else."""

    id: UUID
    purpose: str
    subject_id: UUID
    says: str
    file_name: str
    sha256: str
    for_name: str
    carried: dict[str, Any]
    is_signed: bool


@dataclass(frozen=True, slots=True)
class SignatureView:
    """
    A signature that was given. ``says`` is the digest of what was signed, so that who asks sees whether that is still what counts;
    ``is_whole``: the file is, byte for byte, the one that was signed.
    """

    file_id: UUID
    sha256: str
    says: str
    signer_id: UUID
    for_id: UUID | None
    mandate_id: UUID | None
    by_hand: bool
    signed_at: datetime
    is_whole: bool


def get_drawn(*, viewer: Actor, paper_id: UUID) -> DrawnView:
    """One that was drawn for the viewer, for whomever they act now. :raises NotFound: for anybody else."""
    paper = _own(viewer, paper_id)
    file = documents.read_facts(file_id=paper.file_id)
    return DrawnView(
        id=paper.id,
        purpose=paper.purpose,
        subject_id=paper.subject_id,
        says=paper.says,
        file_name=file.name,
        sha256=file.sha256,
        for_name=viewer.acting.name if viewer.acting else "",
        carried=paper.carried,
        is_signed=paper.signed_at is not None,
    )


@transaction.atomic
def open_drawn(*, viewer: Actor, at: datetime, paper_id: UUID) -> documents.OpenedFile:
    """The paper itself, to read before signing; notes that it was read. :raises NotFound: for anybody else."""
    paper = _own(viewer, paper_id)
    audit.record_read(
        by=viewer, at=at, purpose=WHY, subjects=[paper.for_id or paper.signer_id], action="signing.paper-opened"
    )
    return documents.read_content(file_id=paper.file_id)


def list_signatures(*, purpose: str, subject_id: UUID) -> tuple[SignatureView, ...]:
    """Those given under a thing, newest first, for a room that has already decided who may see it. Never many."""
    rows = DrawnPaper.objects.filter(purpose=purpose, subject_id=subject_id, signed_at__isnull=False)
    return tuple(_signature(row) for row in rows.order_by("-signed_at", "-id")[:20])


@transaction.atomic
def open_mandate(*, viewer: Actor, at: datetime, mandate_id: UUID) -> documents.OpenedFile:
    """The paper that a mandate's giver signed, for whoever gave or holds it. :raises NotFound: for others, or if there is none."""
    mandates.get_own(viewer=viewer, mandate_id=mandate_id)
    row = DrawnPaper.objects.filter(purpose="mandate", subject_id=mandate_id, signed_at__isnull=False).first()
    if row is None:
        raise NotFound
    audit.record_read(
        by=viewer, at=at, purpose=WHY, subjects=[row.for_id or row.signer_id], action="signing.paper-opened"
    )
    return documents.read_content(file_id=row.file_id)


def signed_mandates(mandate_ids: Iterable[UUID]) -> frozenset[UUID]:
    """Which of them their giver signed, for a page that has decided who may see them."""
    given = DrawnPaper.objects.filter(purpose="mandate", subject_id__in=list(mandate_ids), signed_at__isnull=False)
    return frozenset(given.values_list("subject_id", flat=True))


def mandate_of_file(sha256: str) -> MandateView | None:
    """The mandate whose signed paper is, byte for byte, this file: whoever holds it may know whether it still counts."""
    given = DrawnPaper.objects.filter(purpose="mandate", signed=sha256).values_list("subject_id", flat=True).first()
    return mandates.find_standing(given) if given else None


def _signature(row: DrawnPaper) -> SignatureView:
    assert row.signed_at is not None
    file = documents.read_facts(file_id=row.file_id)
    return SignatureView(
        file_id=row.file_id,
        sha256=row.signed,
        says=row.says,
        signer_id=row.signer_id,
        for_id=row.for_id,
        mandate_id=row.mandate_id,
        by_hand=row.by_hand,
        signed_at=row.signed_at,
        is_whole=file.sha256 == row.signed,
    )


def _own(viewer: Actor, paper_id: UUID) -> DrawnPaper:
    paper = DrawnPaper.objects.filter(id=paper_id, signer_id=viewer.own_party).first()
    if paper is None or paper.mandate_id != (viewer.acting.mandate_id if viewer.acting else None):
        raise NotFound
    return paper
