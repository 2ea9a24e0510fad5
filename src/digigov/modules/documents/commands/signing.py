"""
Papers that the officers of a sign-off sign themselves: drawn as they will be given out, signed by each in their turn with the decision,
and only then issued and sealed.
"""

import hashlib
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from digigov.kernel.actor import Actor, system
from digigov.kernel.clock import local_date
from digigov.kernel.errors import DomainError, NotFound
from digigov.kernel.queue import later
from digigov.modules.audit import commands as audit
from digigov.modules.casework import commands as casework
from digigov.modules.casework import queries as cases
from digigov.modules.casework.ports import StepContext
from digigov.modules.documents import blobs, library, papers
from digigov.modules.documents.commands.files import keep_drawn, lengthen_file
from digigov.modules.documents.commands.issuing import (
    DRAWN,
    MAKE,
    NotSigned,
    draw,
    drop_file,
    fields_of,
    tell_lists,
)
from digigov.modules.documents.models import IssuedDocument, TemplateVersion
from digigov.modules.documents.papers import Wanted
from digigov.modules.organizations import queries as organizations
from digigov.modules.signatures import commands as signatures

MACHINE = system("documents")
WAITS = timedelta(days=1)  # for the first signature; then it is drawn anew
BATCH = 500


class CaseHasChanged(DomainError):
    code = "case-changed-since-drawn"
    message = _(
        "The case has changed since this document was drawn. Nothing was signed. Have it drawn again, read it and sign it."
    )


class SignedBeforeTheChange(DomainError):
    code = "signed-before-the-change"
    message = _(
        "The case has changed since your colleague signed. Send it back, so that both of you sign what is true now."
    )


@transaction.atomic
def draw_to_sign(*, by: Actor, at: datetime, task_id: UUID) -> UUID:
    """
    Draw the paper that a sign-off issues, for its officer to read and sign; the one that there is if nothing has changed since. Takes
    the task, as deciding does.

    :raises NotAllowed: and its kinds, TaskTaken, TaskIsDone: as ``casework.claim_task`` says. :raises NotFound: where no paper is signed.
    :raises SignedBeforeTheChange: if a colleague has signed what is no longer so.
    """
    casework.claim_task(by=by, at=at, task_id=task_id)
    step = cases.get_step_to_do(viewer=by, task_id=task_id)
    template = _template_of(step)
    known = IssuedDocument.objects.select_for_update().filter(occasion=papers.sign_off(step.step_id)).first()
    if known and not _has_changed(known, step, at=at):
        return known.id
    if known and known.signed_at:
        raise SignedBeforeTheChange
    _drop(IssuedDocument.objects.select_for_update().filter(case_id=step.case_id, state=DRAWN, step_id=None))
    return _drawn(template, step, by=by, at=at).id


@transaction.atomic
def sign_document(*, by: Actor, at: datetime, task_id: UUID, authorization_id: UUID, note: str = "") -> None:
    """
    Sign the paper with one's own key and sign the case off, both or neither. After the last signature the paper is sealed and issued.

    :raises NotAllowed: and its kinds, TaskTaken, TaskIsDone: as ``casework.claim_task`` says. :raises NotFound: if none was drawn.
    :raises CaseHasChanged: if it is no longer what would be issued.
    :raises NotAuthorized: :raises NotProved: :raises SigningInterrupted: as ``signatures.sign_pdf`` says.
    """
    casework.claim_task(by=by, at=at, task_id=task_id)
    step = cases.get_step_to_do(viewer=by, task_id=task_id)
    document = (
        IssuedDocument.objects.select_for_update().filter(occasion=papers.sign_off(step.step_id), state=DRAWN).first()
    )
    if document is None or document.file_id is None:
        raise NotFound
    if _has_changed(document, step, at=at):
        raise SignedBeforeTheChange if document.signed_at else CaseHasChanged
    digest = _sign(document, by=by, at=at, authorization_id=authorization_id)
    IssuedDocument.objects.filter(id=document.id).update(signed_at=at)
    audit.record(
        by=by, at=at, action="documents.document-signed", subject_id=document.id, case_id=document.case_id,
        details={"reference": document.reference, "sha256": digest},
    )  # fmt: skip
    casework.complete_task(by=by, at=at, task_id=task_id, outcome="signed", note=note, signature=digest)


@transaction.atomic
def issue_signed(*, by: Actor, at: datetime, service: str, version: int, template: str, wanted: Wanted) -> UUID:
    """
    Have the paper sealed and given out that the officers of the case have just signed.

    :raises NotAllowed: unless it is the machine. :raises NotSigned: if there is none, or it says something else than the case.
    """
    by.require_system()
    found = library.get_template(service=service, version=version, key=template)
    rows = IssuedDocument.objects.select_for_update().filter(case_id=wanted.case_id, template=found, state=DRAWN)
    document = rows.filter(step_id=None, signed_at__isnull=False).first()
    if document is None or document.says != papers.digest_of(wanted.facts) or wanted.case_id is None:
        raise NotSigned
    document.step_id, document.holder_id, document.message = wanted.step_id, wanted.holder_id, wanted.message
    document.save(update_fields=["step_id", "holder_id", "message"])
    later(MAKE, document_id=document.id)
    audit.record(
        by=by, at=at, action="documents.document-planned", subject_id=document.id, case_id=document.case_id,
        details={"reference": document.reference, "template": template},
    )  # fmt: skip
    return document.id


@transaction.atomic
def drop_drawn(*, by: Actor, at: datetime) -> int:
    """
    Papers go that were drawn to be signed and that nobody issues any more: unsigned for a day, or their step is over. Their numbers stay
    taken, and their codes are withdrawn. Returns how many. Harmless when repeated.

    :raises NotAllowed: unless it is the machine.
    """
    by.require_system()
    waiting = IssuedDocument.objects.select_for_update(skip_locked=True).filter(state=DRAWN, step_id=None)
    rows = list(waiting.order_by("planned_at")[:BATCH])
    over = [row.id for row in rows if _is_over(row, at=at)]
    return _drop(IssuedDocument.objects.filter(id__in=over))


@transaction.atomic
def drop_drawn_of(*, by: Actor, step_id: UUID) -> None:
    """
    The same at once, when the step ends otherwise. Harmless when repeated.

    :raises NotAllowed: unless it is the machine.
    """
    by.require_system()
    _drop(
        IssuedDocument.objects.select_for_update().filter(occasion=papers.sign_off(step_id), state=DRAWN, step_id=None)
    )


def _is_over(row: IssuedDocument, *, at: datetime) -> bool:
    assert row.drawn_for is not None  # a constraint
    return (row.signed_at is None and row.planned_at < at - WAITS) or not cases.is_step_open(row.drawn_for)


def _template_of(step: StepContext) -> TemplateVersion:
    wanted = step.definition.parameters.get("paper")
    if not wanted:
        raise NotFound
    return library.get_template(service=step.service, version=step.version, key=wanted)


def _wanted(step: StepContext) -> Wanted:
    return papers.wanted_for(step, occasion=papers.sign_off(step.step_id))


def _drawn(template: TemplateVersion, step: StepContext, *, by: Actor, at: datetime) -> IssuedDocument:
    wanted = _wanted(step)
    fields = fields_of(template, wanted, issued_on=local_date(at), at=at)
    name = f"{fields['title']} {fields['reference']}"
    row = IssuedDocument(**{**fields, "holder_id": None}, occasion=wanted.occasion, drawn_for=step.step_id)
    row.says = papers.digest_of(step.facts)
    row.save()  # its code names its row
    pdf = draw(row, by=MACHINE, at=at)
    row.file_id, row.state = keep_drawn(by=MACHINE, at=at, name=name, content=pdf), DRAWN
    row.save(update_fields=["file_id", "state"])
    audit.record(
        by=by, at=at, action="documents.document-drawn-to-sign", subject_id=row.id, case_id=row.case_id,
        details={"reference": row.reference, "sha256": hashlib.sha256(pdf).hexdigest()},
    )  # fmt: skip
    return row


def _has_changed(document: IssuedDocument, step: StepContext, *, at: datetime) -> bool:
    """Whether the paper, or the case behind it, would be another now; before the first signature also the day on it."""
    if document.state != DRAWN or document.says != papers.digest_of(step.facts):
        return True
    if document.signed_at is None and document.issued_on != local_date(at):
        return True
    now = fields_of(document.template, _wanted(step), issued_on=document.issued_on, at=at, known=document)
    return bool(now["values"] != document.values)


def _sign(document: IssuedDocument, *, by: Actor, at: datetime, authorization_id: UUID) -> str:
    assert document.file is not None and by.party_id is not None
    title = organizations.find_title(party_id=by.party_id, unit=by.office, at=at)
    office = organizations.names_of([by.office]).get(by.office, "")
    capacity = ", ".join(filter(None, (title, office)))
    signed = signatures.sign_pdf(
        by=by, at=at, pdf=blobs.get(document.file.sha256), authorization_id=authorization_id,
        reason=f"{capacity}: {document.title}, number {document.reference}",
    )  # fmt: skip
    lengthen_file(by=MACHINE, at=at, file_id=document.file.id, content=signed)
    return hashlib.sha256(signed).hexdigest()


def _drop(rows: QuerySet[IssuedDocument]) -> int:
    """With their files. What has a code and no row any more counts as withdrawn."""
    found = list(rows)
    for row in found:
        tell_lists(row.id)
        row.delete()
        if row.file:
            drop_file(row.file)
    return len(found)
