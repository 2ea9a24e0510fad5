"""Applications that are signed: drawn to be read, signed, handed in; and signed later, or once more after a correction."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from digigov.kernel.actor import Actor
from digigov.kernel.errors import DomainError, NotFound
from digigov.kernel.references import parse_reference
from digigov.modules.applications import policies, rules
from digigov.modules.applications.commands.drafts import AlreadySubmitted
from digigov.modules.applications.commands.submission import (
    PURPOSE,
    ServiceHasChanged,
    Submitted,
    checked_answers,
    file_signature,
    submit,
)
from digigov.modules.applications.models import Application, Draft
from digigov.modules.applications.policies import Holder
from digigov.modules.applications.signed import signature_of
from digigov.modules.casework import queries as cases
from digigov.modules.catalog import queries as catalog
from digigov.modules.signing import commands as signing
from digigov.modules.signing import queries as papers

Draw = Callable[[Mapping[str, Any]], bytes]


class NothingToSign(DomainError):
    code = "nothing-to-sign"
    message = _(
        "There is nothing here to sign: the service asks for no signature, it is signed already, or the case is closed."
    )


class NotYoursToSign(DomainError):
    code = "not-yours-to-sign"
    message = _("At a counter the person signs, not you: on paper, or later with their own key.")
    status = 403


class PaperIsOld(DomainError):
    code = "paper-is-old"
    message = _(
        "Your answers have changed since this paper was drawn. Check them, and read the new paper before you sign."
    )


@transaction.atomic
def draw_application(
    *, by: Holder, at: datetime, draft_id: UUID, declarations: Mapping[str, Any], context: Any, draw: Draw
) -> UUID:
    """
    Check all answers and draw the application to be signed: ``draw`` makes a PDF of exactly those answers. Returns the paper.

    :raises NotFound: :raises AlreadySubmitted: :raises ServiceHasChanged: :raises InvalidInput: as ``submit`` says.
    :raises NothingToSign: if the service asks for no signature. :raises NotYoursToSign: for the officer at a counter.
    :raises NotProved: for whoever has not shown who they are.
    """
    draft = policies.require_draft(by, Draft.objects.select_for_update().filter(id=draft_id).first())
    if draft.submitted_at:
        raise AlreadySubmitted
    offered = catalog.get_service(draft.service)
    if offered.version != draft.version:
        raise ServiceHasChanged
    if offered.definition.signature is None:
        raise NothingToSign
    if not by.actor.stands_for(draft.party_id, service=draft.service):
        raise NotYoursToSign
    answers = checked_answers(draft, declarations, context)
    return signing.draw_up(
        by=by.actor, at=at, purpose=PURPOSE, subject_id=draft.id,
        says=rules.digest_of(draft.service, draft.version, answers), kind=offered.definition.signature.kind,
        name=offered.definition.name, pdf=draw(answers),
        carried={"declarations": rules.as_typed(declarations)},
    )  # fmt: skip


@transaction.atomic
def sign_and_submit(*, by: Holder, at: datetime, paper_id: UUID, authorization_id: UUID, context: Any) -> Submitted:
    """
    Sign the application and hand it in, both or neither.

    :raises NotFound: unless it was drawn for the asker. :raises PaperIsOld: if the answers are not those on the paper.
    :raises NotAuthorized: :raises NotProved: as ``signatures.sign_pdf`` says. Further as ``submit``.
    """
    paper = papers.get_drawn(viewer=by.actor, paper_id=paper_id)
    if paper.purpose != PURPOSE:
        raise NotFound
    draft = policies.require_draft(by, Draft.objects.select_for_update().filter(id=paper.subject_id).first())
    if draft.submitted_at:
        raise AlreadySubmitted
    answers = checked_answers(draft, paper.carried["declarations"], context)
    if rules.digest_of(draft.service, draft.version, answers) != paper.says:
        raise PaperIsOld
    _sign(by.actor, at=at, paper=paper, authorization_id=authorization_id)
    return submit(by=by, at=at, draft_id=draft.id, declarations=paper.carried["declarations"], context=context)


@transaction.atomic
def draw_handed_in(*, by: Actor, at: datetime, reference: str, draw: Draw) -> UUID:
    """
    Draw what was handed in, with its newest answers, to be signed: it came from a counter, or was corrected since. Returns the paper.

    :raises NotFound: if it is not the asker's application. :raises NothingToSign: if no signature is missing.
    :raises NotProved: for whoever has not shown who they are.
    """
    found = Application.objects.select_for_update().filter(reference=parse_reference(reference) or "-").first()
    application, wanted = _unsigned(by, found)
    answers = application.answer_sets.order_by("-number").values_list("answers", flat=True).first() or {}
    return signing.draw_up(
        by=by, at=at, purpose=PURPOSE, subject_id=application.draft_id,
        says=rules.digest_of(application.service, application.version, answers), kind=wanted, pdf=draw(answers),
        name=f"{catalog.get_service(application.service, application.version).definition.name} {application.reference}",
        carried={"reference": application.reference},
    )  # fmt: skip


@transaction.atomic
def sign_handed_in(*, by: Actor, at: datetime, paper_id: UUID, authorization_id: UUID) -> str:
    """
    Sign what was handed in; the signed paper goes to the case. Returns the reference.

    :raises NotFound: unless it was drawn for the asker. :raises NothingToSign: if no signature is missing any more.
    :raises PaperIsOld: if the answers were corrected meanwhile.
    """
    paper = papers.get_drawn(viewer=by, paper_id=paper_id)
    found = Application.objects.select_for_update().filter(draft_id=paper.subject_id).first()
    application, _wanted = _unsigned(by, found if paper.purpose == PURPOSE else None)
    answers = application.answer_sets.order_by("-number").values_list("answers", flat=True).first() or {}
    if rules.digest_of(application.service, application.version, answers) != paper.says:
        raise PaperIsOld
    _sign(by, at=at, paper=paper, authorization_id=authorization_id)
    file_signature(at=at, draft_id=application.draft_id, case_id=application.case_id, party_id=application.party_id)
    return application.reference


def _sign(by: Actor, *, at: datetime, paper: papers.DrawnView, authorization_id: UUID) -> None:
    name = paper.file_name.removesuffix(".pdf")
    reason = f"{name}, for {paper.for_name}" if paper.for_name else name
    signing.sign_drawn(by=by, at=at, paper_id=paper.id, authorization_id=authorization_id, reason=reason)


def _unsigned(by: Actor, found: Application | None) -> tuple[Application, str]:
    """The asker's application that still has to be signed, and what kind of paper it is."""
    application = policies.require_owner(by, found)
    wanted = catalog.get_service(application.service, application.version).definition.signature
    state = signature_of(application)
    if wanted is None or state is None or state.counts or cases.public_status(application.case_id).state != "open":
        raise NothingToSign
    return application, wanted.kind
