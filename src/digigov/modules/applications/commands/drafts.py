"""Filling in: start, save page by page, go on from another device, throw away."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from digigov.kernel.actor import Actor, system
from digigov.kernel.clock import local_date
from digigov.kernel.errors import DomainError, NotAllowed
from digigov.modules.applications import occasions, policies, rules
from digigov.modules.applications.models import Draft
from digigov.modules.applications.policies import Holder
from digigov.modules.audit import commands as audit
from digigov.modules.catalog import queries as catalog
from digigov.modules.documents import commands as documents
from digigov.modules.documents import queries as files
from digigov.modules.forms import queries as forms
from digigov.modules.notifications import commands as notifications

WARN_BEFORE = timedelta(days=3)
MOST_DRAFTS = 50


class AlreadySubmitted(DomainError):
    code = "already-submitted"
    message = _("This application has been handed in. Nothing was sent twice.")


class TooManyDrafts(DomainError):
    code = "too-many-drafts"
    message = _("You have many unfinished applications. Finish or delete one before you begin another.")


class NotYoursToAsk(DomainError):
    code = "not-yours-to-ask"
    message = _("You may act for this person, but not in this service.")
    status = 403


@dataclass(frozen=True, slots=True)
class Kept:
    """What a draft holds after a page was saved."""

    answers: dict[str, Any]
    seen_pages: tuple[str, ...]


@transaction.atomic
def start_draft(
    *,
    by: Actor,
    at: datetime,
    service: str,
    language: str,
    holder_token: str = "",
    party_id: UUID | None = None,
    agreement: str = "",
) -> UUID:
    """
    Begin an application.

    Somebody at a counter begins it for ``party_id``, with how that person agreed; otherwise it belongs to whoever is signed
    in, to the one for whom they act, or to the browser's ``holder_token`` where the service may be asked for without an account.

    :raises NotFound: if there is no such service.
    :raises NotYoursToAsk: if somebody acts for another who has not named this service.
    :raises NotAllowed: if the service needs an account and nobody is signed in, the counter has no agreement or takes
        nothing for that unit.
    :raises TooManyDrafts: if fifty lie open.
    """
    offered = catalog.get_service(service)
    is_assisted = party_id is not None and party_id != by.party_id
    if is_assisted:
        policies.require_assistant(by, party_id, unit=offered.definition.organization)
        if not agreement.strip():
            raise NotAllowed(_("Write down how the person agreed that you fill this in."))
    elif not by.is_signed_in and not (offered.definition.anonymous and holder_token):
        raise NotAllowed(_("Sign in to apply for this."))
    elif by.acting and service not in by.acting.services:
        raise NotYoursToAsk
    owner = party_id or by.on_behalf_of
    if owner and Draft.objects.filter(party_id=owner, submitted_at=None).count() >= MOST_DRAFTS:
        raise TooManyDrafts
    draft = Draft.objects.create(
        service=service,
        version=offered.version,
        party_id=owner,
        holder_hash="" if owner else policies.hash_of(holder_token),
        assisted_by=by.party_id if is_assisted else None,
        agreement=agreement.strip()[:200] if is_assisted else "",
        language=language,
        started_at=at,
        saved_at=at,
        expires_at=at + timedelta(days=offered.definition.draft_days),
    )
    audit.record(by=by, at=at, action="applications.draft-started", subject_id=owner, details={"service": service})
    return draft.id


@transaction.atomic
def save_page(
    *,
    by: Holder,
    at: datetime,
    draft_id: UUID,
    page_id: str,
    raw: Mapping[str, Any],
    context: Any,
    index: int | None = None,
) -> Kept:
    """
    Keep one page's answers. Other pages, also those saved in another tab meanwhile, stay as they are. Returns all that is kept now.

    :raises NotFound: if it is not the asker's draft, or the form has no such page.
    :raises AlreadySubmitted: if it has been handed in.
    :raises InvalidInput: with a sentence for each question that needs mending; nothing is kept then.
    """
    draft = _open(by, draft_id)
    form = forms.get_form(draft.service, draft.version)
    answers = forms.check_page(form, page_id, raw, draft.answers, context, index=index)
    return _keep(draft, at=at, answers=answers, seen=page_id)


@transaction.atomic
def keep_prefilled(*, by: Holder, at: datetime, draft_id: UUID, prefilled: Mapping[str, Any]) -> None:
    """
    Keep what registers said of the person, so that they are asked once and every device shows the same.

    :raises NotFound: if it is not the asker's draft.
    :raises AlreadySubmitted: if it has been handed in.
    """
    draft = _open(by, draft_id)
    Draft.objects.filter(id=draft.id).update(prefilled={**prefilled, "asked_at": at.isoformat()})


@transaction.atomic
def remove_item(*, by: Holder, at: datetime, draft_id: UUID, page_id: str, index: int) -> None:
    """Take one item out of a repeating page. :raises NotFound: if there is none."""
    draft = _open(by, draft_id)
    form = forms.get_form(draft.service, draft.version)
    _keep(draft, at=at, answers=forms.remove_item(form, page_id, draft.answers, index), seen=page_id)


@transaction.atomic
def follow_service(*, by: Holder, at: datetime, draft_id: UUID) -> bool:
    """
    Move a draft to the service's present version, if it has changed meanwhile; every answer is kept and asked again only
    where the new form needs it. Returns whether anything changed.
    """
    draft = _open(by, draft_id)
    present = catalog.get_service(draft.service).version
    if present == draft.version:
        return False
    Draft.objects.filter(id=draft.id).update(
        version=present, changed_service=True, seen_pages=[], prefilled={}, saved_at=at
    )
    return True


@transaction.atomic
def adopt_drafts(*, by: Actor, at: datetime, holder_token: str) -> int:
    """What was begun in this browser before signing in becomes the person's own. Returns how many."""
    if by.party_id is None or not holder_token:
        return 0
    mine = Draft.objects.select_for_update().filter(holder_hash=policies.hash_of(holder_token), submitted_at=None)
    adopted = list(mine.order_by("id")[:MOST_DRAFTS])
    for draft in adopted:
        wanted = rules.file_ids(forms.get_form(draft.service, draft.version), draft.answers)
        own = [each.id for each in files.list_files(viewer=by, file_ids=list(wanted), secret=holder_token)]
        documents.hand_over_files(by=by, at=at, file_ids=own, to_party_id=by.party_id, secret=holder_token)
        Draft.objects.filter(id=draft.id).update(party_id=by.party_id, holder_hash="", saved_at=at)
        audit.record(
            by=by,
            at=at,
            action="applications.draft-adopted",
            subject_id=by.party_id,
            details={"service": draft.service},
        )
    return len(adopted)


@transaction.atomic
def delete_draft(*, by: Holder, at: datetime, draft_id: UUID) -> None:
    """Throw an unfinished application away. :raises NotFound: if it is not the asker's."""
    draft = _open(by, draft_id)
    audit.record(
        by=by.actor,
        at=at,
        action="applications.draft-deleted",
        subject_id=draft.party_id,
        details={"service": draft.service},
    )
    draft.delete()


def warn_of_expiry(*, at: datetime) -> int:
    """Tell people of drafts that will be deleted in three days. Returns how many; each is told once."""
    soon = Draft.objects.filter(
        submitted_at=None, warned_at=None, party_id__isnull=False, expires_at__lte=at + WARN_BEFORE
    ).values_list("id", flat=True)[:500]
    return sum(_warn(at=at, draft_id=draft_id) for draft_id in list(soon))


@transaction.atomic
def _warn(*, at: datetime, draft_id: UUID) -> int:
    draft = Draft.objects.select_for_update().filter(id=draft_id, submitted_at=None, warned_at=None).first()
    if draft is None or draft.party_id is None:
        return 0
    Draft.objects.filter(id=draft_id).update(warned_at=at, expires_at=max(draft.expires_at, at + WARN_BEFORE))
    with translation.override(draft.language):
        name = translation.gettext(catalog.get_service(draft.service, draft.version).definition.name)
    notifications.send(
        by=system("drafts"),
        at=at,
        party_id=draft.party_id,
        message=occasions.DRAFT_EXPIRING.message,
        service=draft.service,
        version=draft.version,
        values=occasions.DRAFT_EXPIRING.values(
            service_name=name, expires_day=f"{local_date(max(draft.expires_at, at + WARN_BEFORE)):%d/%m/%Y}"
        ),
        dedupe_key=f"draft-expiring:{draft_id}",
    )
    return 1


def delete_expired(*, at: datetime) -> int:
    """Delete drafts that are past their day, and whose owner was told where that was possible. Returns how many."""
    expired = Draft.objects.filter(submitted_at=None, expires_at__lt=at)
    told = expired.filter(warned_at__isnull=False) | expired.filter(party_id=None)
    with transaction.atomic():
        ids = list(told.values_list("id", flat=True)[:1000])
        count, _by_model = Draft.objects.filter(id__in=ids).delete()
        if count:
            audit.record(by=system("drafts"), at=at, action="applications.drafts-expired", details={"count": count})
    return count


def _open(holder: Holder, draft_id: UUID) -> Draft:
    """The draft, locked and not yet handed in."""
    draft = policies.require_draft(holder, Draft.objects.select_for_update().filter(id=draft_id).first())
    if draft.submitted_at:
        raise AlreadySubmitted
    return draft


def _keep(draft: Draft, *, at: datetime, answers: dict[str, Any], seen: str) -> Kept:
    offered = catalog.get_service(draft.service, draft.version)
    kept = Kept(answers, (*(page for page in draft.seen_pages if page != seen), seen))
    Draft.objects.filter(id=draft.id).update(
        answers=answers,
        seen_pages=list(kept.seen_pages),
        saved_at=at,
        expires_at=at + timedelta(days=offered.definition.draft_days),
        warned_at=None,
    )
    return kept
