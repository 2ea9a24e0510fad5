"""Publishing workflows, opening cases, and notes on them."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from digigov.kernel.actor import Actor
from digigov.kernel.errors import DomainError, InvalidInput, NotAllowed
from digigov.kernel.events import publish
from digigov.kernel.ids import new_id
from digigov.modules.audit import commands as audit
from digigov.modules.casework import clocks, engine, events, policies, timeline
from digigov.modules.casework.definitions import Workflow
from digigov.modules.casework.loading import lock_case, require_open
from digigov.modules.casework.models import Case, Note, WorkflowVersion

LONGEST_NOTE = 5000


class AlreadyPublished(DomainError):
    code = "already-published"
    message = _("This version of the workflow was published with other contents. Publish a new version.")


class WorkflowNotPublished(DomainError):
    code = "workflow-not-published"
    message = _("This version of the service is not open for applications.")


@transaction.atomic
def publish_workflow(*, by: Actor, at: datetime, service: str, version: int, workflow: Workflow) -> None:
    """
    Publish a definition for ever; the same one again changes nothing.

    :raises NotAllowed: unless it is the machine that loads a pack.
    :raises AlreadyPublished: if the version stands with other contents.
    """
    by.require_system()
    body = workflow.model_dump_json(by_alias=True, exclude_defaults=True)
    found, is_new = WorkflowVersion.objects.get_or_create(
        service=service, version=version, defaults={"body": body, "published_at": at}
    )
    if not is_new and found.body != body:
        raise AlreadyPublished
    if is_new:
        audit.record(by=by, at=at, action="casework.workflow-published", subject_id=found.id)


@transaction.atomic
def open_case(
    *,
    by: Actor,
    at: datetime,
    service: str,
    version: int,
    unit: str,
    applicant_id: UUID | None,
    reference: str,
    facts: Mapping[str, Any],
    language: str,
    title: str,
    assisted_by: UUID | None = None,
    charter_days: int | None = None,
    kept_from: Collection[UUID] = (),
) -> UUID:
    """
    Open a case at the version's first step. The same reference again returns the case that it has.

    ``assisted_by`` is the officer who hands it in for somebody at the counter, ``charter_days`` the service's promise;
    ``kept_from`` are those who must not see or decide it, because it is about what they did.

    :raises NotAllowed: unless it is the applicant, whoever acts for them, a stranger for an anonymous report, such an officer, or the machine.
    :raises WorkflowNotPublished: if there is no such version.
    """
    _require_opener(by, unit=unit, service=service, applicant_id=applicant_id, assisted_by=assisted_by)
    workflow = WorkflowVersion.objects.filter(service=service, version=version).first()
    if workflow is None:
        raise WorkflowNotPublished
    case, is_new = Case.objects.get_or_create(
        reference=reference,
        defaults={
            "id": new_id(),
            "workflow": workflow,
            "service": service,
            "version": version,
            "unit": unit,
            "applicant_id": applicant_id,
            "assisted_by": assisted_by,
            "acted_by": by.party_id if by.acting else None,
            "kept_from": sorted(set(kept_from)),
            "title": title[:200],
            "language": language,
            "facts": dict(facts),
            "opened_at": at,
            "due_at": clocks.days_after(at, charter_days),
        },
    )
    if is_new:
        _tell_opened(case, by=by, at=at)
        engine.start(case, by=by, at=at)
    return case.id


@transaction.atomic
def hand_over_case(*, by: Actor, at: datetime, case_id: UUID, to_party_id: UUID) -> None:
    """
    Give a case to the person whom it is about: opened at a counter or without an account, and taken over since.

    That the person knows the code is for the room above to see to, before it calls.

    :raises NotAllowed: unless the machine or that person does it, and the case was nobody's or opened at a counter.
    """
    case = lock_case(case_id)
    policies.require_taker(by, case=case, to_party_id=to_party_id)
    if case.applicant_id == to_party_id:
        return
    before, case.applicant_id = case.applicant_id, to_party_id
    case.save(update_fields=["applicant_id"])
    timeline.add(case_id=case.id, by=by, at=at, kind="handed-over", is_public=True, step=case.step)
    audit.record(by=by, at=at, action="casework.case-handed-over", subject_id=to_party_id, case_id=case.id)
    publish(events.CaseHandedOver(case_id=case.id, from_party_id=before, to_party_id=to_party_id, handed_over_at=at))


@transaction.atomic
def add_note(*, by: Actor, at: datetime, case_id: UUID, text: str) -> UUID:
    """
    Write something for colleagues. The applicant does not see it.

    :raises NotAllowed: unless the actor is an officer with a part in the case, or the machine.
    :raises CaseIsClosed: if it is.
    :raises InvalidInput: if there is nothing in it, or too much.
    """
    case = lock_case(case_id)
    if not by.is_system:
        policies.require_officer_of(by, case=case)
    require_open(case)
    if not 0 < len(text.strip()) <= LONGEST_NOTE:
        raise InvalidInput({"text": _("Write a note of at most 5,000 characters.")})
    note = Note.objects.create(
        case=case, text=text.strip(), by_party=by.party_id, by_name=by.name[:120], by_office=by.office, at=at
    )
    audit.record(by=by, at=at, action="casework.note-added", subject_id=note.id, case_id=case.id)
    return note.id


def _require_opener(by: Actor, *, unit: str, service: str, applicant_id: UUID | None, assisted_by: UUID | None) -> None:
    if by.is_system:
        return
    if assisted_by is not None:
        if by.kind != "officer" or by.party_id != assisted_by or by.party_id == applicant_id:
            raise NotAllowed
        by.require(policies.ASSIST, unit=unit)
    elif applicant_id != by.party_id and not by.stands_for(applicant_id, service=service):
        raise NotAllowed


def _tell_opened(case: Case, *, by: Actor, at: datetime) -> None:
    timeline.add(case_id=case.id, by=by, at=at, kind="opened", is_public=True, assisted=case.assisted_by is not None)
    audit.record(by=by, at=at, action="casework.case-opened", subject_id=case.id, case_id=case.id)
    publish(
        events.CaseOpened(
            case_id=case.id,
            reference=case.reference,
            service=case.service,
            version=case.version,
            unit=case.unit,
            applicant_id=case.applicant_id,
            opened_at=at,
        )
    )
