"""What can be asked of drafts and applications."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from digigov.kernel.actor import Actor
from digigov.kernel.paging import Page, PageOf
from digigov.kernel.references import parse_reference
from digigov.modules.applications import policies, rules
from digigov.modules.applications.models import Application, Doubt, Draft, Review
from digigov.modules.applications.policies import Holder
from digigov.modules.applications.signed import ApplicationSignature as ApplicationSignature
from digigov.modules.applications.signed import find_signature as find_signature
from digigov.modules.assurance.queries import level_of
from digigov.modules.audit.queries import Subject
from digigov.modules.casework import queries as casework
from digigov.modules.catalog import queries as catalog
from digigov.modules.catalog.definitions import Assurance
from digigov.modules.forms import queries as forms
from digigov.modules.identity import queries as identity
from digigov.modules.parties import queries as parties
from digigov.modules.parties.queries import PersonView
from digigov.modules.signatures.queries import get_own_readiness

next_page, page_before, first_unseen, progress = rules.next_page, rules.page_before, rules.first_unseen, rules.progress
file_ids, by_code = rules.file_ids, policies.by_code
THINGS_READ = frozenset({"documents.file-opened", "documents.checked"})


@dataclass(frozen=True, slots=True)
class DraftView:
    """
    ``name`` is the service's, in English, to be translated when shown; ``reference`` is there once it is handed in;
    ``for_whom`` is the person for whom it is filled in at a counter.
    """

    id: UUID
    service: str
    version: int
    name: str
    party_id: UUID | None
    is_assisted: bool
    for_whom: str
    answers: dict[str, Any]
    seen_pages: tuple[str, ...]
    prefilled: dict[str, Any]
    language: str
    service_has_changed: bool
    saved_at: datetime
    expires_at: datetime
    reference: str


@dataclass(frozen=True, slots=True)
class ApplicationView:
    id: UUID
    reference: str
    service: str
    version: int
    name: str
    party_id: UUID | None
    case_id: UUID
    assisted_by: UUID | None
    language: str
    submitted_at: datetime
    may_be_taken_over: bool
    status: Any


def get_draft(*, viewer: Holder, draft_id: UUID) -> DraftView:
    """A draft of the asker's own. :raises NotFound: otherwise."""
    draft = policies.require_draft(viewer, Draft.objects.filter(id=draft_id).first())
    return _draft_view(draft, _reference_of(draft) if draft.submitted_at else "")


def list_drafts(*, viewer: Actor, page: Page) -> PageOf[DraftView]:
    """What the person, or the one for whom they act, has begun and not handed in, latest first."""
    rows = _of(viewer, Draft.objects.filter(submitted_at=None)).order_by("-saved_at", "-id")
    return page.of(rows, lambda draft: _draft_view(draft, ""))


def list_drafts_at_counter(*, viewer: Actor, party_id: UUID, page: Page) -> PageOf[DraftView]:
    """What the viewer has begun for somebody at a counter and not handed in, latest first."""
    rows = Draft.objects.filter(party_id=party_id, assisted_by=viewer.party_id, submitted_at=None)
    return page.of(rows.order_by("-saved_at", "-id") if viewer.party_id else rows.none(), lambda d: _draft_view(d, ""))


def find_open_draft(*, viewer: Actor, service: str) -> UUID | None:
    """The person's latest unfinished application for a service, to go on with."""
    mine = _of(viewer, Draft.objects.filter(service=service, submitted_at=None, assisted_by=None))
    return mine.order_by("-saved_at").values_list("id", flat=True).first()


def list_applications(*, viewer: Actor, at: datetime, page: Page) -> PageOf[ApplicationView]:
    """What the person, or the one for whom they act, has handed in, latest first, each with where it is; two queries whatever their number."""
    rows = _of(viewer, Application.objects.all()).order_by("-submitted_at", "-id")
    found = page.of(rows, lambda application: application)
    statuses = casework.public_statuses(case_ids=[each.case_id for each in found])
    return PageOf(
        tuple(_view(each, statuses[each.case_id]) for each in found), found.number, found.size, found.has_next
    )


def party_of(reference: str) -> UUID | None:
    """Whose application it is, for whoever looks after that person's data; None if there is none, or it is nobody's."""
    return Application.objects.filter(reference=reference).values_list("party_id", flat=True).first()


def get_application(*, viewer: Actor, reference: str) -> ApplicationView:
    """An application of the viewer's own. :raises NotFound: otherwise."""
    found = Application.objects.filter(reference=parse_reference(reference) or "-").first()
    application = policies.require_owner(viewer, found)
    return _view(application, casework.public_status(application.case_id))


def find_by_code(*, reference: str, code: str) -> ApplicationView | None:
    """The application that reference and code open, for somebody without an account."""
    found = Application.objects.filter(reference=parse_reference(reference) or "-").first()
    if found is None or not policies.opens(found, code):
        return None
    return _view(found, casework.public_status(found.case_id))


def find_written_down(*, viewer: Actor, reference: str) -> PersonView | None:
    """
    Of an application that the viewer took over: what a counter wrote down of its person, if that may be the viewer.

    :raises NotFound: if it is not the viewer's application.
    """
    found = Application.objects.filter(reference=parse_reference(reference) or "-").first()
    application = policies.require_owner(viewer, found)
    known_as = application.written_down_as
    if known_as is None or application.party_id is None or identity.find_account_of(known_as):
        return None
    return parties.may_be_joined(party_id=known_as, into_id=application.party_id)


def count_written_down(*, party_id: UUID) -> int:
    """How many other applications a counter handed in for that person."""
    return Application.objects.filter(party_id=party_id).count()


def trail_subject(party_id: UUID) -> Subject:
    """Whom the trail is about: the person, other records of the same person, and the cases of all of them."""
    records = parties.records_of(party_id)
    return Subject(party_id, records=records, cases=casework.ids_of_applicants(records), of_cases=THINGS_READ)


def find_doubts(*, viewer: Actor, entry_ids: Collection[UUID]) -> dict[UUID, str]:
    """Which of these lines of the viewer's own trail were asked about, each with the reference of the question."""
    if viewer.party_id is None:
        return {}
    mine = Doubt.objects.filter(party_id=viewer.party_id, entry_id__in=entry_ids)
    return dict(mine.values_list("entry_id", "application__reference"))


def find_review(*, viewer: Actor, party_id: UUID, decision_id: UUID) -> str:
    """The reference under which a decision is looked at again, for the person and for who serves them; '' if none."""
    if viewer.party_id != party_id and not viewer.may(policies.ASSIST):
        return ""
    found = Review.objects.filter(party_id=party_id, decision_id=decision_id)
    return found.values_list("application__reference", flat=True).first() or ""


def answers_of(*, viewer: Actor, reference: str) -> dict[str, Any]:
    """The latest answers of the viewer's own application. :raises NotFound: otherwise."""
    found = Application.objects.filter(reference=parse_reference(reference) or "-").first()
    application = policies.require_owner(viewer, found)
    latest = application.answer_sets.order_by("-number").values_list("answers", flat=True).first()
    return latest or {}


def missing_for(wanted: Assurance, *, by: Actor, at: datetime, party_id: UUID | None) -> frozenset[str]:
    """
    What a service asks for and is not there: ``identity``, ``authentication``. At a counter the officer's own sign-in counts; of
    whoever acts for another, who they are themself: the mandate says for whom.
    """
    missing = set()
    asked = by.party_id if by.acting else party_id
    if wanted.identity and (asked is None or level_of(asked, at=at) < wanted.identity):
        missing.add("identity")
    if wanted.authentication > (2 if by.second_factor else 1):
        missing.add("authentication")
    return frozenset(missing)


def missing_to_sign(*, by: Actor, at: datetime) -> frozenset[str]:
    """What whoever is at the keyboard needs before they can sign: ``identity``, ``second-factor``."""
    ready = get_own_readiness(viewer=by.as_oneself(), at=at)
    given = {"identity": ready.is_proved, "second-factor": ready.has_second_factor}
    return frozenset(each for each, is_there in given.items() if not is_there)


def shown_pages(draft: DraftView) -> tuple[str, ...]:
    """The pages of the draft's form, as far as its answers tell."""
    return forms.pages_shown(forms.get_form(draft.service, draft.version), draft.answers)


def _of(viewer: Actor, rows: QuerySet[Any]) -> QuerySet[Any]:
    """The viewer's own, or of whom they act for what the mandate names."""
    if viewer.on_behalf_of is None:
        return rows.none()
    own = rows.filter(party_id=viewer.on_behalf_of)
    return own.filter(service__in=viewer.acting.services) if viewer.acting else own


def _reference_of(draft: Draft) -> str:
    return Application.objects.filter(draft_id=draft.id).values_list("reference", flat=True).first() or ""


def _draft_view(draft: Draft, reference: str) -> DraftView:
    return DraftView(
        id=draft.id,
        service=draft.service,
        version=draft.version,
        name=catalog.get_service(draft.service, draft.version).definition.name,
        party_id=draft.party_id,
        is_assisted=draft.assisted_by is not None,
        for_whom=_for_whom(draft),
        answers=draft.answers,
        seen_pages=tuple(draft.seen_pages),
        prefilled=draft.prefilled,
        language=draft.language,
        service_has_changed=draft.changed_service,
        saved_at=draft.saved_at,
        expires_at=draft.expires_at,
        reference=reference,
    )


def _for_whom(draft: Draft) -> str:
    if draft.assisted_by is None or draft.party_id is None:
        return ""
    return parties.names_of([draft.party_id]).get(draft.party_id, "")


def _view(application: Application, status: Any) -> ApplicationView:
    return ApplicationView(
        id=application.id,
        reference=application.reference,
        service=application.service,
        version=application.version,
        name=catalog.get_service(application.service, application.version).definition.name,
        party_id=application.party_id,
        case_id=application.case_id,
        assisted_by=application.assisted_by,
        language=application.language,
        submitted_at=application.submitted_at,
        may_be_taken_over=policies.may_be_taken_over(application),
        status=status,
    )
