"""What an officer is shown of a paper that they are to sign."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from digigov.kernel.actor import Actor
from digigov.kernel.errors import NotFound
from digigov.modules.audit import commands as audit
from digigov.modules.audit.commands import Purpose
from digigov.modules.casework import queries as casework
from digigov.modules.casework.ports import StepContext
from digigov.modules.documents import blobs, papers
from digigov.modules.documents.drawing.apart import DrawnPage, draw_apart
from digigov.modules.documents.models import IssuedDocument
from digigov.modules.documents.opened import OpenedFile

WHY = "sign"


@dataclass(frozen=True, slots=True)
class PaperToSign:
    """``is_signed``: a colleague, whose turn came before, has signed it."""

    case_reference: str
    title: str
    reference: str
    file_name: str
    sha256: str
    is_signed: bool


def find_to_sign(*, viewer: Actor, task_id: UUID) -> PaperToSign | None:
    """
    The paper as it was drawn; None before that.

    :raises NotFound: if the viewer has not taken that task. :raises NotAllowed: and its kinds, if they may not do it any more.
    """
    found = _of_step(casework.get_step_to_do(viewer=viewer, task_id=task_id))
    if found is None or found.file is None:
        return None
    return PaperToSign(
        case_reference=found.values["case"],
        title=found.title,
        reference=found.reference,
        file_name=found.file.name,
        sha256=found.file.sha256,
        is_signed=found.signed_at is not None,
    )


@transaction.atomic
def open_to_sign(*, viewer: Actor, at: datetime, task_id: UUID) -> OpenedFile:
    """The paper itself; notes that it was read. :raises NotFound: and others as ``find_to_sign``, and where none was drawn."""
    found = _seen(viewer, task_id, at=at)
    assert found.file is not None
    return OpenedFile(found.file.name, found.file.media_type, found.file.sha256, blobs.get(found.file.sha256))


@transaction.atomic
def look_at_page_to_sign(
    *, viewer: Actor, at: datetime, task_id: UUID, number: int, with_picture: bool = False
) -> DrawnPage | None:
    """One page with its text and, if asked for, its picture; None if it cannot be drawn. :raises NotFound: as ``open_to_sign``."""
    found = _seen(viewer, task_id, at=at)
    assert found.file is not None
    return draw_apart(blobs.get(found.file.sha256), number=number, with_picture=with_picture)


def _seen(viewer: Actor, task_id: UUID, *, at: datetime) -> IssuedDocument:
    step = casework.get_step_to_do(viewer=viewer, task_id=task_id)
    found = _of_step(step)
    if found is None or found.file is None:
        raise NotFound
    audit.record_listed(
        by=viewer, at=at, purpose=Purpose(WHY, step.case_id), subjects=[step.applicant_id or step.case_id],
        action="documents.opened-to-sign",
    )  # fmt: skip
    return found


def _of_step(step: StepContext) -> IssuedDocument | None:
    return (
        IssuedDocument.objects.select_related("file")
        .filter(occasion=papers.sign_off(step.step_id), state="drawn")
        .first()
    )
