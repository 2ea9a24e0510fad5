"""Handing in: one application, whatever is pressed how often, and a reference that is never lost."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from digigov.kernel.actor import system
from digigov.kernel.clock import local_date
from digigov.kernel.errors import DomainError
from digigov.kernel.events import publish
from digigov.kernel.references import next_reference
from digigov.modules.applications import events, occasions, policies, rules
from digigov.modules.applications.commands.drafts import AlreadySubmitted
from digigov.modules.applications.models import AnswerSet, Application, Draft
from digigov.modules.applications.policies import Holder
from digigov.modules.applications.queries import missing_for
from digigov.modules.audit import commands as audit
from digigov.modules.casework import commands as casework
from digigov.modules.casework import queries as cases
from digigov.modules.catalog import queries as catalog
from digigov.modules.catalog.definitions import Service
from digigov.modules.documents import commands as documents
from digigov.modules.forms import queries as forms
from digigov.modules.notifications import commands as notifications
from digigov.modules.organizations import queries as organizations
from digigov.modules.signing import commands as signing
from digigov.modules.signing import queries as papers

KIND, PURPOSE = "A", "application"
MACHINE = system("applications")


class ServiceHasChanged(DomainError):
    code = "service-has-changed"
    message = _("The form has changed since you began. Your answers are kept: please check them and hand in again.")


class NotEligible(DomainError):
    code = "not-eligible"
    message = _("From what you have answered, this service is not for you.")


class NotSureEnough(DomainError):
    """``identity`` and ``authentication``: the levels that the service asks for."""

    code = "not-sure-enough"
    message = _(
        "For this service we have to be surer that it is you. Your answers are kept: show who you are, or sign in with a second "
        "factor, and hand in then."
    )
    status = 403


class NotSigned(DomainError):
    code = "not-signed"
    message = _("This application has to be signed. Read it as it is handed in, and sign it.")


@dataclass(frozen=True, slots=True)
class Submitted:
    """``code`` opens the application without an account; it is shown and sent once, and only its hash is kept."""

    reference: str
    code: str


@transaction.atomic
def submit(
    *,
    by: Holder,
    at: datetime,
    draft_id: UUID,
    declarations: Mapping[str, Any],
    context: Any,
    kept_from: Collection[UUID] = (),
    scan_id: UUID | None = None,
    unit: str = "",
) -> Submitted:
    """
    Hand a draft in: check every answer once more, open the case, give out the reference.

    The draft is locked, so two presses, two tabs or two devices make one application; the second is told so. ``kept_from`` are
    those who must not see or decide it, because it is about what they did. ``scan_id`` is the paper that somebody signed by hand
    at a counter; without it a counter's application is signed later. ``unit``: whose case it is, if not the service's own office's.

    :raises NotFound: if it is not the asker's draft.
    :raises AlreadySubmitted: with the reference, if it has been handed in.
    :raises ServiceHasChanged: if a new version was published meanwhile; nothing is lost.
    :raises InvalidInput: if an answer needs mending.
    :raises NotEligible: with the service's own sentence.
    :raises NotSureEnough: if the service asks for a surer identity or sign-in; nothing is lost.
    :raises NotSigned: if the service asks for a signature, and these very answers are not signed.
    """
    draft = policies.require_draft(by, Draft.objects.select_for_update().filter(id=draft_id).first())
    if draft.submitted_at:
        raise AlreadySubmitted
    offered = catalog.get_service(draft.service)
    if offered.version != draft.version:
        raise ServiceHasChanged
    answers = checked_answers(draft, declarations, context)
    sentence = catalog.not_eligible(offered.definition, answers)
    if sentence:
        raise NotEligible(sentence)

    if missing_for(offered.definition.assurance, by=by.actor, at=at, party_id=draft.party_id):
        raise NotSureEnough
    _require_signature(draft, offered.definition, answers, by=by, at=at, scan_id=scan_id)

    reference, code = next_reference(kind=KIND, at=at), rules.new_code()
    case_id = casework.open_case(
        by=by.actor,
        at=at,
        service=draft.service,
        version=draft.version,
        unit=unit or offered.definition.organization,
        applicant_id=draft.party_id,
        reference=reference,
        facts={"answers": answers},
        language=draft.language,
        title=offered.definition.name,
        assisted_by=draft.assisted_by,
        charter_days=offered.definition.charter.working_days,
        kept_from=kept_from,
    )
    files = [
        *rules.file_ids(forms.get_form(draft.service, draft.version), answers),
        *([scan_id] if scan_id else []),
    ]
    documents.attach_files(by=by.actor, at=at, file_ids=files, case_id=case_id, secret=by.token)
    if (
        draft.assisted_by and draft.party_id
    ):  # what an officer scanned at the counter is the applicant's, not the officer's
        documents.hand_over_files(by=by.actor, at=at, file_ids=files, to_party_id=draft.party_id, secret=by.token)
    if offered.definition.signature:
        file_signature(at=at, draft_id=draft.id, case_id=case_id, party_id=draft.party_id)
    application = _keep(draft, by=by, at=at, reference=reference, code=code, case_id=case_id, answers=answers)
    if cases.wants_news(case_id):
        _tell(application, by=by, at=at, code=code, answers=answers)
    audit.record(
        by=by.actor, at=at, action="applications.submitted", subject_id=draft.party_id, case_id=case_id,
        details={"reference": reference, "agreement": draft.agreement},
    )  # fmt: skip
    publish(
        events.ApplicationSubmitted(
            application_id=application.id,
            case_id=case_id,
            service=draft.service,
            version=draft.version,
            submitted_at=at,
        )
    )
    return Submitted(reference, code)


def _require_signature(
    draft: Draft, definition: Service, answers: dict[str, Any], *, by: Holder, at: datetime, scan_id: UUID | None
) -> None:
    if definition.signature is None:
        return
    says = rules.digest_of(draft.service, draft.version, answers)
    if draft.assisted_by and draft.assisted_by == by.actor.party_id:
        if scan_id:
            signing.keep_by_hand(by=by.actor, at=at, purpose=PURPOSE, subject_id=draft.id, says=says, file_id=scan_id)
        return
    given = papers.list_signatures(purpose=PURPOSE, subject_id=draft.id)
    if not any(each.says == says and each.is_whole for each in given):
        raise NotSigned


def file_signature(*, at: datetime, draft_id: UUID, case_id: UUID, party_id: UUID | None) -> None:
    """The newest signature's paper goes to the case and is the applicant's, and the story of the case tells of it."""
    given = papers.list_signatures(purpose=PURPOSE, subject_id=draft_id)
    if not given:
        return
    if not given[0].by_hand:
        documents.attach_files(by=MACHINE, at=at, file_ids=[given[0].file_id], case_id=case_id)
        if party_id:
            documents.hand_over_files(by=MACHINE, at=at, file_ids=[given[0].file_id], to_party_id=party_id)
    kind = "signed-by-hand" if given[0].by_hand else "signed"
    casework.add_entry(by=MACHINE, at=at, case_id=case_id, kind=kind, values={"sha256": given[0].sha256})


def checked_answers(draft: Draft, declarations: Mapping[str, Any], context: Any) -> dict[str, Any]:
    form = forms.get_form(draft.service, draft.version)
    answers = draft.answers
    if form.declarations:
        answers = forms.check_page(form, forms.DECLARATIONS, declarations, answers, context)
    return forms.check_all(form, answers, context)


def _keep(
    draft: Draft, *, by: Holder, at: datetime, reference: str, code: str, case_id: UUID, answers: dict[str, Any]
) -> Application:
    application = Application.objects.create(
        reference=reference,
        draft_id=draft.id,
        service=draft.service,
        version=draft.version,
        party_id=draft.party_id,
        case_id=case_id,
        assisted_by=draft.assisted_by,
        agreement=draft.agreement,
        language=draft.language,
        code_hash=policies.hash_of(code),
        submitted_at=at,
    )
    AnswerSet.objects.create(
        application=application, number=1, answers=answers, given_by=by.actor.party_id, given_at=at
    )
    Draft.objects.filter(id=draft.id).update(submitted_at=at, answers={}, prefilled={})
    return application


def _tell(application: Application, *, by: Holder, at: datetime, code: str, answers: Mapping[str, Any]) -> None:
    offered = catalog.get_service(application.service, application.version)
    with translation.override(application.language):
        name = translation.gettext(offered.definition.name)
    due = organizations.deadline_after(at, offered.definition.charter.working_days)
    occasion = occasions.TAKEN_AT_COUNTER if application.assisted_by else occasions.RECEIVED
    values = occasion.values(
        reference=application.reference, service_name=name, charter_day=f"{local_date(due):%d/%m/%Y}", code=code
    )
    shared: dict[str, Any] = {
        "by": by.actor, "at": at, "service": application.service, "version": application.version, "values": values,
        "message": occasion.message,
        "dedupe_key": f"received:{application.id}", "case_id": application.case_id,
    }  # fmt: skip
    if application.party_id:
        notifications.send(party_id=application.party_id, **shared)
        return
    email, phone = _addresses(answers)
    if email or phone:
        notifications.send_to_address(email=email, phone=phone, language=application.language, **shared)


def _addresses(answers: Mapping[str, Any]) -> tuple[str, str]:
    """Where somebody without an account asked to be told: their answers ``contact_email`` and ``contact_phone``."""
    return str(answers.get("contact_email") or ""), str(answers.get("contact_phone") or "")
