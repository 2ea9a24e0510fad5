"""Papers that the house draws for one person to sign, and what was signed by hand at a counter instead."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from digigov.kernel.actor import Actor
from digigov.kernel.errors import DomainError, NotFound
from digigov.modules.audit import commands as audit
from digigov.modules.documents import commands as documents
from digigov.modules.documents.queries import get_own_file, read_content
from digigov.modules.signatures import commands as signatures
from digigov.modules.signatures import queries as ready
from digigov.modules.signatures.commands import NotProved
from digigov.modules.signing import rules
from digigov.modules.signing.commands.beginning import MACHINE, KindLeftOut
from digigov.modules.signing.models import DrawnPaper
from digigov.modules.signing.queries import find_plan

BATCH = 500


class SignedAlready(DomainError):
    code = "paper-signed-already"
    message = _("You have signed this already. Nothing was signed twice.")


@transaction.atomic
def draw_up(
    *,
    by: Actor,
    at: datetime,
    purpose: str,
    subject_id: UUID,
    says: str,
    name: str,
    pdf: bytes,
    kind: str = "",
    carried: Mapping[str, Any] | None = None,
) -> UUID:
    """
    Keep a paper that was just drawn, for the actor to read and sign. An earlier one of the same that nobody signed goes. ``kind``
    is one of the country's kinds of papers, where the paper is not the house's own.

    :raises NotAllowed: for strangers. :raises NotProved: for whoever has not shown who they are.
    :raises KindLeftOut: if the law leaves such papers out.
    """
    me = by.own_party
    if not ready.get_own_readiness(viewer=by.as_oneself(), at=at).is_proved:
        raise NotProved
    if kind:
        require_kind(kind)
    waiting = DrawnPaper.objects.select_for_update().filter(purpose=purpose, subject_id=subject_id, signer_id=me)
    for old in waiting.filter(signed_at=None):
        _drop(old, at=at)
    file_id = documents.keep_drawn(by=MACHINE, at=at, name=name, content=pdf)
    paper = DrawnPaper.objects.create(
        purpose=purpose, subject_id=subject_id, says=says, signer_id=me, file_id=file_id, carried=dict(carried or {}),
        for_id=by.acting.party_id if by.acting else None, mandate_id=by.acting.mandate_id if by.acting else None,
        drawn_at=at,
    )  # fmt: skip
    return paper.id


@transaction.atomic
def sign_drawn(*, by: Actor, at: datetime, paper_id: UUID, authorization_id: UUID, reason: str) -> UUID:
    """
    Put one's own signature under a paper that was drawn for one; whoever acts for another signs as themself. Returns its file.

    :raises NotFound: unless it was drawn for the actor. :raises SignedAlready: the second time.
    :raises NotAuthorized: :raises NotProved: :raises PdfNotSignable: as ``signatures.sign_pdf`` says.
    """
    paper = require_drawn(by, paper_id)
    if paper.signed_at:
        raise SignedAlready
    pdf = read_content(file_id=paper.file_id).content
    signed = signatures.sign_pdf(
        by=by.as_oneself(), at=at, pdf=pdf, authorization_id=authorization_id, reason=reason, archive=True
    )
    documents.lengthen_file(by=MACHINE, at=at, file_id=paper.file_id, content=signed)
    _close(paper, hashlib.sha256(signed).hexdigest(), by=by, at=at)
    return paper.file_id


@transaction.atomic
def keep_by_hand(*, by: Actor, at: datetime, purpose: str, subject_id: UUID, says: str, file_id: UUID) -> None:
    """
    What somebody signed on paper, as an officer at a counter scanned it. The room that asks has decided that the officer may.

    :raises NotAllowed: for strangers. :raises NotFound: unless the file is the officer's own and no case has it.
    """
    me = by.own_party
    sent = get_own_file(viewer=by, file_id=file_id)
    paper = DrawnPaper.objects.create(
        purpose=purpose, subject_id=subject_id, says=says, signer_id=me, file_id=file_id, by_hand=True, drawn_at=at
    )
    _close(paper, sent.sha256, by=by, at=at)


def drop_waiting(*, at: datetime) -> int:
    """Papers that were drawn a day ago and that nobody signed go; returns how many."""
    late = DrawnPaper.objects.filter(signed_at=None, drawn_at__lt=at - rules.DRAWN_WAITS).values_list("id", flat=True)
    return sum(_drop_late(each, at=at) for each in late[:BATCH])


@transaction.atomic
def _drop_late(paper_id: UUID, *, at: datetime) -> bool:
    paper = DrawnPaper.objects.select_for_update().filter(id=paper_id, signed_at=None).first()
    if paper:
        _drop(paper, at=at)
    return paper is not None


def require_kind(kind: str) -> None:
    """:raises KindLeftOut: if the law leaves such papers out. :raises NotFound: where nobody signs, or the kind is unknown."""
    plan = find_plan()
    wanted = plan.kind(kind) if plan else None
    if wanted is None:
        raise NotFound
    if wanted.left_out:
        raise KindLeftOut


def require_drawn(by: Actor, paper_id: UUID) -> DrawnPaper:
    """Locked. :raises NotFound: as if it were not there, for anybody but whom it was drawn for."""
    paper = DrawnPaper.objects.select_for_update().filter(id=paper_id, signer_id=by.own_party).first()
    if paper is None or paper.mandate_id != (by.acting.mandate_id if by.acting else None):
        raise NotFound
    return paper


def _close(paper: DrawnPaper, digest: str, *, by: Actor, at: datetime) -> None:
    DrawnPaper.objects.filter(id=paper.id).update(signed_at=at, signed=digest)
    audit.record(
        by=by, at=at, action="signing.paper-by-hand" if paper.by_hand else "signing.paper-signed",
        subject_id=paper.for_id or (None if paper.by_hand else by.party_id),
        details={"paper": str(paper.id), "purpose": paper.purpose, "of": str(paper.subject_id), "sha256": digest},
    )  # fmt: skip


def forget_drawn(papers: Iterable[DrawnPaper], *, by: Actor) -> None:
    """Those that are locked and past their time, with their files."""
    found = list(papers)
    DrawnPaper.objects.filter(id__in=[paper.id for paper in found]).delete()
    documents.destroy_made(by=by, file_ids=[paper.file_id for paper in found])


def _drop(paper: DrawnPaper, *, at: datetime) -> None:
    paper.delete()
    documents.discard_files(by=MACHINE, at=at, file_ids=[paper.file_id])
