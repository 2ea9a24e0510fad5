"""
Issuing: the intent with its number in the transaction that wants it, the paper itself in a job, outside of any transaction.
"""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from digigov.kernel.actor import Actor
from digigov.kernel.clock import local_date, local_zone
from digigov.kernel.errors import NotFound
from digigov.kernel.events import publish
from digigov.kernel.queue import later
from digigov.kernel.references import next_reference
from digigov.modules.audit import commands as audit
from digigov.modules.casework import commands as casework
from digigov.modules.documents import (
    blobs,
    events,
    library,
    occasions,
    papers,
    rendering,
    rules,
    settings,
    statements,
)
from digigov.modules.documents.commands.files import drop_if_unneeded
from digigov.modules.documents.models import File, IssuedDocument, PaperCode, StatusList, TemplateVersion
from digigov.modules.documents.papers import Wanted
from digigov.modules.notifications import commands as notifications
from digigov.modules.signatures import commands as signatures

MAKE, PUBLISH = "documents.make_document", "documents.publish_status_list"
PHOTO = "photo"


@transaction.atomic
def issue_document(*, by: Actor, at: datetime, service: str, version: int, template: str, wanted: Wanted) -> UUID:
    """
    Take a number and have the paper made. The same occasion gives the same paper, however often this is called.

    :raises NotAllowed: unless it is the machine.
    :raises NotFound: if that version of the service has no such template.
    """
    by.require_system()
    return _plan(library.get_template(service=service, version=version, key=template), wanted, by=by, at=at)


@transaction.atomic
def issue_letter(*, by: Actor, at: datetime, service: str, version: int, template: str | None, wanted: Wanted) -> UUID:
    """
    A letter about a decision, with the way of appeal of the service. Without a template the country's plain letter is taken.

    :raises NotAllowed: unless it is the machine.
    """
    by.require_system()
    found = library.own_or_plain(service=service, version=version, key=template, kind="letter")
    return _plan(found, wanted, by=by, at=at)


@transaction.atomic
def issue_receipt(*, by: Actor, at: datetime, service: str, version: int, wanted: Wanted) -> UUID:
    """
    A receipt; ``wanted.reference`` is the number that the payment gave it.

    :raises NotAllowed: unless it is the machine.
    """
    by.require_system()
    found = library.own_or_plain(service=service, version=version, key=None, kind="receipt")
    return _plan(found, wanted, by=by, at=at)


def make_document(*, by: Actor, at: datetime, document_id: UUID) -> None:
    """
    Draw the paper, seal it, keep it, tell, and let the case go on. Harmless when repeated: there is one paper.

    :raises NotAllowed: unless it is the machine.
    :raises AdapterFailure: if the key store or the file store does not answer.
    """
    by.require_system()
    document = IssuedDocument.objects.select_related("template", "replaces").get(id=document_id)
    if document.state == "waiting":
        sealed = _draw(document, by=by, at=at)
        _keep(document_id, blobs.put(sealed), len(sealed), by=by, at=at)
    if document.step_id:
        casework.finish_step(by=by, at=at, step_id=document.step_id, outcome="issued")


def draw_paper(*, by: Actor, at: datetime, file_id: UUID) -> None:
    """
    Draw and seal a paper that counts already and was never drawn, as it was issued, under the seal of today. Harmless when
    repeated: what was drawn first stays.

    :raises NotAllowed: unless it is the machine.
    :raises NotFound: if the file is not one of our papers.
    :raises AdapterFailure: if the key store or the file store does not answer.
    """
    by.require_system()
    document = IssuedDocument.objects.select_related("template", "file").filter(file=file_id).first()
    if document is None or document.file is None:
        raise NotFound
    if document.file.sha256:
        return
    sealed = _draw(document, by=by, at=at)
    digest = blobs.put(sealed)
    if not _keep_drawn(file_id, digest, len(sealed), document, by=by, at=at):
        drop_if_unneeded(digest)


@transaction.atomic
def _keep_drawn(file_id: UUID, digest: str, size: int, document: IssuedDocument, *, by: Actor, at: datetime) -> bool:
    """Whether nobody was quicker."""
    if not File.objects.filter(id=file_id, sha256="").update(sha256=digest, size=size):
        return False
    IssuedDocument.objects.filter(id=document.id).update(archived_at=_archived_at(document, at))
    audit.record(
        by=by, at=at, action="documents.document-drawn", subject_id=document.id, case_id=document.case_id,
        details={"reference": document.reference, "sha256": digest},
    )  # fmt: skip
    return True


def plan_again(old: IssuedDocument, *, values: dict, reason: str, at: datetime) -> IssuedDocument:
    """A new paper with a new number in place of an old one; the old one counts until the new one is made."""
    reference, code = next_reference(kind=old.reference[0], at=at), papers.new_code()
    issued_on = local_date(at)
    fresh = {
        "number": reference,
        "code": rules.spaced_code(code),
        "issued_on": rules.day_in_words(issued_on),
        "replaces": old.reference,
    }
    made = IssuedDocument.objects.create(
        reference=reference,
        code=code,
        template=old.template,
        case_id=old.case_id,
        occasion=f"instead-of:{old.id}",
        unit=old.unit,
        holder_id=old.holder_id,
        title=old.title,
        holder_name=old.holder_name,
        values={**values, **fresh},
        message=occasions.READY.message,
        reason=reason,
        issued_on=issued_on,
        valid_until=old.valid_until,
        planned_at=at,
        replaces=old,
    )
    later(MAKE, document_id=made.id)
    return made


def _plan(template: TemplateVersion, wanted: Wanted, *, by: Actor, at: datetime) -> UUID:
    known = IssuedDocument.objects.filter(occasion=wanted.occasion).first()
    if known:
        return known.id
    definition, issued_on = papers.definition_of(template), local_date(at)
    reference = wanted.reference or next_reference(kind=definition.number_prefix, at=at)
    code = papers.new_code()
    until = rules.valid_until(definition.validity, issued_on=issued_on, facts=wanted.facts)
    if definition.kind == "letter" and wanted.more.get("reasons"):
        wanted = replace(wanted, more={**wanted.more, "appeal": papers.appeal_in_words(template, day=issued_on)})
    made, is_new = IssuedDocument.objects.get_or_create(
        occasion=wanted.occasion,
        defaults={
            "reference": reference,
            "code": code,
            "template": template,
            "case_id": wanted.case_id,
            "step_id": wanted.step_id,
            "unit": wanted.unit,
            "holder_id": wanted.holder_id,
            "title": wanted.title or definition.title,
            "holder_name": wanted.holder_name,
            "values": papers.values_of(
                definition,
                wanted,
                office=papers.office_of(wanted.unit),
                reference=reference,
                code=code,
                issued_on=issued_on,
                until=until,
            ),
            "message": wanted.message,
            "issued_on": issued_on,
            "valid_until": until,
            "planned_at": at,
        },
    )
    if is_new:
        later(MAKE, document_id=made.id)
        details = {"reference": reference, "template": template.key}
        audit.record(
            by=by,
            at=at,
            action="documents.document-planned",
            subject_id=made.id,
            case_id=wanted.case_id,
            details=details,
        )
    return made.id


def _draw(document: IssuedDocument, *, by: Actor, at: datetime) -> bytes:
    unit = papers.office_of(document.unit).ministry
    photo = papers.photo_of(document)
    files = {**document.template.files, **({PHOTO: photo} if photo else {})}
    values = {**document.values, "photo": PHOTO if photo else ""}
    pdf = rendering.render(files=files, values=values, code=printed_code(document, by=by, at=at), at=at)
    reason = f"{document.title}, number {document.reference}"
    archive = _archived_at(document, at) is not None
    return signatures.seal_pdf(by=by, at=at, pdf=pdf, unit=unit, reason=reason, archive=archive)


def _archived_at(document: IssuedDocument, at: datetime) -> datetime | None:
    return at if papers.definition_of(document.template).archive else None


def printed_code(document: IssuedDocument, *, by: Actor, at: datetime) -> str:
    """What its square code holds: the address of its page, and behind it all that checks it with no network."""
    row, is_new = PaperCode.objects.get_or_create(document=document)
    if is_new and not StatusList.objects.filter(number=row.number // statements.LIST_SIZE).exists():
        later(PUBLISH, number=row.number // statements.LIST_SIZE)  # the first in its list does not wait for the night
    path, address = statements.path_of(document.reference, document.code), settings.address()
    said = papers.said_of(document, number=row.number)
    claims = statements.claims_of(said, address=address, zone=local_zone(), at=at)
    token = signatures.sign_claims(by=by, at=at, claims=claims, bound_to=path.encode())
    return statements.link_of(path, rules.as_text(token), address=address)


@transaction.atomic
def _keep(document_id: UUID, digest: str, size: int, *, by: Actor, at: datetime) -> None:
    document = IssuedDocument.objects.select_for_update().get(id=document_id)
    if document.state != "waiting":
        return
    document.file = File.objects.create(
        sha256=digest,
        size=size,
        media_type="application/pdf",
        name=rules.clean_name(f"{document.title} {document.reference}", "pdf"),
        origin="made",
        holder_id=document.holder_id,
        case_id=document.case_id,
        stored_at=at,
        scan_state="clean",
    )
    document.state, document.made_at, document.archived_at = "valid", at, _archived_at(document, at)
    document.save(update_fields=["file", "state", "made_at", "archived_at"])
    if document.replaces_id:
        IssuedDocument.objects.filter(id=document.replaces_id, state="valid").update(state="replaced")
        tell_lists(document.replaces_id)
    details = {"reference": document.reference, "sha256": digest}
    audit.record(
        by=by,
        at=at,
        action="documents.document-issued",
        subject_id=document.id,
        case_id=document.case_id,
        details=details,
    )
    publish(
        events.DocumentIssued(
            document_id=document.id, reference=document.reference, case_id=document.case_id, issued_at=at
        )
    )
    _tell(document, by=by, at=at)


def tell_lists(document_id: UUID) -> None:
    """A paper does not count any more: the list that says so is signed at once. One without such a code stands in none."""
    row = PaperCode.objects.filter(document=document_id).first()
    if row:
        later(PUBLISH, number=row.number // statements.LIST_SIZE)


def _tell(document: IssuedDocument, *, by: Actor, at: datetime) -> None:
    """To the holder, and on the case's timeline. A message that the pack does not have stops nothing."""
    if document.case_id:
        values = {"document": document.title, "number": document.reference}
        if document.replaces_id:
            values["reason"] = document.reason
        casework.add_entry(by=by, at=at, case_id=document.case_id, kind="issued", values=values)
    if not (document.message and document.holder_id):
        return
    notifications.send(
        by=by, at=at, party_id=document.holder_id, message=document.message, service=document.template.service,
        version=document.template.version, dedupe_key=f"document:{document.id}", case_id=document.case_id,
        values=occasions.READY.values(
            reference=document.values["case"] or document.reference,
            document_title=document.title,
            document_number=document.reference,
        ),
    )  # fmt: skip
