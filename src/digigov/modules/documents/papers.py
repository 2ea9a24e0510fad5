"""What a paper shows, put together from a template, the facts of a case and the office that answers for it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from digigov.kernel import codes
from digigov.kernel.conditions import look_up
from digigov.kernel.errors import NotFound
from digigov.modules.casework.ports import StepContext
from digigov.modules.documents import blobs, rules, settings, statements
from digigov.modules.documents.definitions import DocumentTemplate
from digigov.modules.documents.models import File, IssuedDocument, TemplateVersion
from digigov.modules.organizations import queries as organizations
from digigov.modules.parties import queries as parties


@dataclass(frozen=True, slots=True)
class Office:
    """Who answers for a paper: the ministry whose seal it bears, and the department if that is not the ministry itself."""

    ministry: str
    ministry_name: str
    department_name: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """
    What is to be issued. ``occasion`` names the reason for it and is used once, so that a repeated job makes nothing twice.
    ``more`` is what letters say besides facts: ``paragraphs``, ``reasons``, ``note``. ``signed_by`` is the post of who decided,
    where the template does not name one.
    """

    occasion: str
    unit: str
    facts: Mapping[str, Any]
    holder_id: UUID | None = None
    holder_name: str = ""
    case_id: UUID | None = None
    case_reference: str = ""
    step_id: UUID | None = None
    message: str = ""
    reference: str = ""
    title: str = ""
    signed_by: str = ""
    shown: tuple[tuple[str, str], ...] = ()
    more: Mapping[str, Any] = field(default_factory=dict)


def wanted_for(step: StepContext, **more: Any) -> Wanted:
    """A paper for the applicant of a step's case."""
    return Wanted(
        unit=step.unit,
        facts=step.facts,
        holder_id=step.applicant_id,
        holder_name=_name_of_applicant(step),
        case_id=step.case_id,
        case_reference=step.case_reference,
        **more,
    )


def _name_of_applicant(step: StepContext) -> str:
    if step.applicant_id is None:
        return ""
    try:
        return parties.contact_of(step.applicant_id).name
    except NotFound:
        return ""


def sign_off(step_id: UUID) -> str:
    """The occasion of a paper that the officers of that step sign: one for each step."""
    return f"sign-off:{step_id}"


def digest_of(facts: Mapping[str, Any]) -> str:
    """All that is known in a case, as one fingerprint."""
    return hashlib.sha256(json.dumps(facts, sort_keys=True, default=str).encode()).hexdigest()


def definition_of(template: TemplateVersion) -> DocumentTemplate:
    return DocumentTemplate.model_validate({key: value for key, value in template.body.items() if key != "appeal"})


def office_of(unit: str) -> Office:
    """The ministry above a unit. A unit that nobody knows stands for itself."""
    try:
        found = own = organizations.get_unit(unit)
        while found.kind != "ministry" and found.parent:
            found = organizations.get_unit(found.parent)
    except NotFound:
        return Office(unit, unit, "")
    return Office(found.code, found.name, own.name if own.code != found.code else "")


def new_code() -> str:
    return codes.new_code(rules.CODE_LENGTH, rules.CODE_LETTERS)


def shown_facts(definition: DocumentTemplate, wanted: Wanted) -> list[dict[str, str]]:
    extra = [{"name": f"extra_{n}", "label": label, "value": value} for n, (label, value) in enumerate(wanted.shown)]
    return rules.shown_facts(definition.shows, wanted.facts) + extra


def values_of(
    definition: DocumentTemplate,
    wanted: Wanted,
    *,
    office: Office,
    reference: str,
    code: str,
    issued_on: date,
    until: date | None,
) -> dict[str, Any]:
    """Everything that the template may show; nothing else of the case reaches it."""
    facts = shown_facts(definition, wanted)
    return {
        "title": wanted.title or definition.title,
        "number": reference,
        "code": rules.spaced_code(code),
        "state": settings.state_name(),
        "ministry": office.ministry_name,
        "department": office.department_name,
        "signed_by": wanted.signed_by or definition.signed_by,
        "issued_on": rules.day_in_words(issued_on),
        "valid_until": rules.day_in_words(until) if until else "",
        "replaces": "",
        "holder": wanted.holder_name,
        "case": wanted.case_reference,
        "check_at": f"{urlsplit(settings.address()).netloc}/verify",
        "rehearsal": settings.is_rehearsal(),
        "photo": "",
        "photo_file": _photo_file(definition, wanted),
        "facts": facts,
        "fact": {each["name"]: each["value"] for each in facts},
        "more": dict(wanted.more),
    }


def _photo_file(definition: DocumentTemplate, wanted: Wanted) -> str:
    """The id of the first file that the fact names, or nothing."""
    said = look_up(wanted.facts, definition.photo) if definition.photo else None
    first = said[0] if isinstance(said, list | tuple) and said else said
    return str(first or "")


def photo_of(document: IssuedDocument) -> bytes | None:
    """The picture to print: only of a file of the same case, and only a picture."""
    try:
        wanted = UUID(document.values.get("photo_file", ""))
    except ValueError:
        return None
    file = File.objects.filter(
        id=wanted, case_id=document.case_id, media_type__in=["image/jpeg", "image/png"], case_id__isnull=False
    ).exclude(scan_state="infected")
    found = file.first()
    return blobs.get(found.sha256) if found else None


def appeal_in_words(template: TemplateVersion, *, day: date) -> str:
    """The way of appeal with its last day, from the service's definition."""
    appeal = template.body.get("appeal") or {}
    if not appeal:
        return ""
    days, counted = int(appeal["within_days"]), appeal.get("counted", "calendar")
    last = rules.day_in_words(organizations.last_day(day, days, counted=counted))
    span = f"{days} working days" if counted == "working" else f"{days} days"
    return (
        f"You can appeal to {appeal['to']} within {span}, that is until {last} ({appeal['law']}). "
        "Write down why you do not agree, and give the number of this letter."
    )


def paper_of(document: IssuedDocument) -> rules.Paper:
    return rules.Paper(
        reference=document.reference,
        issued_on=document.issued_on,
        valid_until=document.valid_until,
        title=document.title,
        holder=document.holder_name,
    )


def said_of(document: IssuedDocument, *, number: int) -> statements.Said:
    """What the paper's code says of it: of the facts it shows, those that its definition puts there."""
    named = {each.name for each in definition_of(document.template).shows if each.in_code}
    facts = ((each["label"], each["value"]) for each in document.values["facts"] if each["name"] in named)
    return statements.Said(
        title=document.title,
        holder=document.holder_name,
        facts=tuple(facts),
        issued_on=document.issued_on,
        valid_until=document.valid_until,
        number=number,
    )
