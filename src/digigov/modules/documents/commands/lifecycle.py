"""What can happen to a paper after it was given out."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from digigov.kernel.actor import Actor, system
from digigov.kernel.errors import DomainError, InvalidInput, NotFound
from digigov.kernel.events import publish
from digigov.modules.audit import commands as audit
from digigov.modules.casework import commands as casework
from digigov.modules.documents import events, occasions, papers, policies
from digigov.modules.documents.commands.issuing import plan_again, tell_lists
from digigov.modules.documents.models import IssuedDocument
from digigov.modules.notifications import commands as notifications

MACHINE = system("documents")


class NotInForce(DomainError):
    code = "document-not-in-force"
    message = _("This document is no longer in force: it was revoked or replaced, or is still being made.")


class AlreadyBeingReplaced(DomainError):
    code = "document-being-replaced"
    message = _("A new document in place of this one is already being made.")


class ReceiptKeepsItsNumber(DomainError):
    code = "receipt-keeps-its-number"
    message = _("A receipt is never issued again under another number. Print the one that there is.")


class SignedByOfficers(DomainError):
    code = "document-signed-by-officers"
    message = _(
        "Officers have signed this document themselves, and we cannot sign another for them. Revoke it; a new one needs a new application."
    )


@transaction.atomic
def revoke_document(*, by: Actor, at: datetime, document_id: UUID, reason: str) -> None:
    """
    Say that a paper no longer counts; whoever checks it sees so at once, and its holder is told why.

    :raises NotAllowed: unless the actor holds the role that the definition names, and is neither the holder nor a relative.
    :raises NotInForce: if it is not in force.
    :raises InvalidInput: without a reason.
    """
    document = _locked(document_id, by)
    _require_reason(reason)
    if document.state != "valid":
        raise NotInForce
    document.state, document.revoked_at, document.reason = "revoked", at, reason.strip()
    document.save(update_fields=["state", "revoked_at", "reason"])
    tell_lists(document.id)
    audit.record(
        by=by, at=at, action="documents.document-revoked", subject_id=document.id, case_id=document.case_id,
        details={"reference": document.reference},
    )  # fmt: skip
    publish(
        events.DocumentRevoked(
            document_id=document.id, reference=document.reference, case_id=document.case_id, revoked_at=at
        )
    )
    _tell_revoked(document, by=by, at=at)


@transaction.atomic
def reissue_document(
    *, by: Actor, at: datetime, document_id: UUID, reason: str, corrections: Mapping[str, str] | None = None
) -> UUID:
    """
    Give a new paper in place of one that was lost, spoilt or wrong. It has a new number and ends on the same day; the old
    one shows "replaced" as soon as the new one is made.

    :param corrections: facts, by name, that the old paper showed wrongly.
    :raises NotAllowed: unless the actor may revoke it.
    :raises NotInForce: if it is not in force.
    :raises ReceiptKeepsItsNumber: of a receipt, whose numbers are one series without a gap.
    :raises SignedByOfficers: of a paper under which their own signatures stand.
    :raises AlreadyBeingReplaced: if a new one is on its way.
    :raises InvalidInput: without a reason, or with a correction of something that the paper does not show.
    """
    document = _locked(document_id, by)
    _require_reason(reason)
    if document.state != "valid":
        raise NotInForce
    if papers.definition_of(document.template).kind == "receipt":
        raise ReceiptKeepsItsNumber
    if papers.definition_of(document.template).officers_sign:
        raise SignedByOfficers
    if IssuedDocument.objects.filter(replaces=document).exists():
        raise AlreadyBeingReplaced
    made = plan_again(document, values=_corrected(document.values, corrections or {}), reason=reason.strip(), at=at)
    audit.record(
        by=by, at=at, action="documents.document-reissued", subject_id=made.id, case_id=made.case_id,
        details={"reference": made.reference, "instead_of": document.reference, "corrected": sorted(corrections or {})},
    )  # fmt: skip
    return made.id


def _locked(document_id: UUID, by: Actor) -> IssuedDocument:
    document = (
        IssuedDocument.objects.select_for_update(of=("self",)).select_related("template").filter(id=document_id).first()
    )
    if document is None:
        raise NotFound
    role = papers.definition_of(document.template).revoke_role
    policies.require_revoker(by, unit=document.unit, role=role)
    policies.require_no_tie(by, party_id=document.holder_id)
    return document


def _require_reason(reason: str) -> None:
    if not 3 <= len(reason.strip()) <= 500:
        raise InvalidInput({"reason": _("Say why, in up to 500 characters. The holder reads it.")})


def _corrected(values: dict, corrections: Mapping[str, str]) -> dict:
    unknown = set(corrections) - {each["name"] for each in values["facts"]}
    if unknown:
        raise InvalidInput({name: _("This document does not show that.") for name in unknown})
    facts = [{**each, "value": corrections.get(each["name"], each["value"])} for each in values["facts"]]
    return {**values, "facts": facts, "fact": {each["name"]: each["value"] for each in facts}}


def _tell_revoked(document: IssuedDocument, *, by: Actor, at: datetime) -> None:
    """On the case's story, and to the holder."""
    if document.case_id:
        values = {"document": document.title, "number": document.reference, "reason": document.reason}
        casework.add_entry(by=MACHINE, at=at, case_id=document.case_id, kind="revoked", values=values)
    if document.holder_id is None:
        return
    notifications.send(
        by=by, at=at, party_id=document.holder_id, message=occasions.REVOKED.message, service=document.template.service,
        version=document.template.version, dedupe_key=f"revoked:{document.id}", case_id=document.case_id,
        values=occasions.REVOKED.values(
            document_title=document.title, document_number=document.reference, reason=document.reason
        ),
    )  # fmt: skip
