"""A decision about who somebody is, or who acts for whom, looked at again: a case with an office that did not decide, and what its answer undoes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from digigov.kernel.actor import Actor, system
from digigov.kernel.errors import DomainError, InvalidInput, NotAllowed, NotFound
from digigov.modules.applications.commands.drafts import save_page, start_draft
from digigov.modules.applications.commands.submission import Submitted, submit
from digigov.modules.applications.models import Application, Review
from digigov.modules.applications.policies import Holder
from digigov.modules.assurance import commands as assurance
from digigov.modules.assurance import queries as identities
from digigov.modules.audit import commands as audit
from digigov.modules.casework import commands as casework
from digigov.modules.catalog import queries as catalog
from digigov.modules.forms import queries as forms
from digigov.modules.mandates import commands as mandates
from digigov.modules.mandates import queries as representation

LONGEST = 1500
REVIEW = system("review")


class AlreadyReviewed(DomainError):
    code = "already-reviewed"
    message = _("It is being looked at again, or was. The answer comes on the page of that question.")


class NobodyReviews(DomainError):
    code = "nobody-reviews"
    message = _("Decisions cannot be looked at again here yet. Call 311.")


class _Decided(Protocol):
    """What every room says of one of its decisions."""

    @property
    def why(self) -> str: ...
    @property
    def deciders(self) -> frozenset[UUID]: ...


@dataclass(frozen=True, slots=True)
class _Kind:
    find: Callable[[UUID, UUID], _Decided | None]  # whose, which
    undo: Callable[[datetime, UUID], bool]


KINDS = {
    "identity": _Kind(
        lambda whose, which: identities.find_decided(party_id=whose, proofing_id=which),
        lambda at, which: assurance.undo_decision(by=REVIEW, at=at, proofing_id=which),
    ),
    "mandate": _Kind(
        lambda whose, which: representation.find_decided(party_id=whose, mandate_id=which),
        lambda at, which: mandates.undo_decision(by=REVIEW, at=at, mandate_id=which),
    ),
}


@transaction.atomic
def ask_for_review(
    *,
    by: Actor,
    at: datetime,
    decision_id: UUID,
    told: str,
    why: str,
    language: str,
    party_id: UUID | None = None,
    agreement: str = "",
    of: str = "identity",
) -> Submitted:
    """
    Have a refused or ended check of one's identity, or a mandate (``of``), looked at again, by the service that the pack names for
    both. ``told`` is the decision as the person read it. Whoever decided it neither sees nor decides the case. An officer at a counter asks for ``party_id``, with how that person agreed.

    :raises NotAllowed: if nobody is signed in, or the officer may not help that person. :raises NotFound: if it is about somebody
        else or was not decided against them. :raises NobodyReviews: if the country has no such service.
    :raises AlreadyReviewed: if it was asked before. :raises InvalidInput: if nothing is said, or too much.
    """
    by = by.as_oneself()
    whose = party_id or by.party_id
    if whose is None:
        raise NotAllowed
    decided = KINDS[of].find(whose, decision_id)
    if decided is None:
        raise NotFound
    _check(why)
    if Review.objects.filter(decision_id=decision_id).exists():
        raise AlreadyReviewed
    plan = identities.find_plan()
    if plan is None or plan.review is None:
        raise NobodyReviews
    holder, context = Holder(by), forms.context_at(at)
    draft_id = start_draft(by=by, at=at, service=plan.review, language=language, party_id=party_id, agreement=agreement)
    form = forms.get_form(plan.review, catalog.current_version(plan.review))
    raw = {"decision": [told[:LONGEST]], "why": [why]}
    save_page(by=holder, at=at, draft_id=draft_id, page_id=form.pages[0].id, raw=raw, context=context)
    submitted = submit(
        by=holder, at=at, draft_id=draft_id, declarations={}, context=context, kept_from=decided.deciders
    )
    application = Application.objects.get(reference=submitted.reference)
    values = {"application": application, "party_id": whose, "of": of, "asked_at": at}
    _review, is_new = Review.objects.get_or_create(decision_id=decision_id, defaults=values)
    if not is_new:  # pressed twice at once: nothing of this one stays
        raise AlreadyReviewed
    note = f"The reason that was written down: {decided.why}."
    casework.add_note(by=REVIEW, at=at, case_id=application.case_id, text=note)
    audit.record(
        by=by, at=at, action="applications.review-asked-for", subject_id=whose, case_id=application.case_id,
        details={of: str(decision_id)},
    )  # fmt: skip
    return submitted


def carry_out_review(*, at: datetime, case_id: UUID) -> None:
    """
    A review was closed in the person's favour: undo what was decided. Harmless when repeated. Not one transaction: it asks a register.

    :raises RegistersDown: and :raises RegisterDown: if a register does not answer; the job tries again.
    """
    review = Review.objects.filter(application__case_id=case_id, carried_out_at=None).first()
    if review is None:
        return
    is_undone = KINDS[review.of].undo(at, review.decision_id)
    Review.objects.filter(id=review.id, carried_out_at=None).update(carried_out_at=at, is_undone=is_undone)


def _check(why: str) -> None:
    if not why.strip():
        raise InvalidInput({"why": _("Say why it is wrong.")})
    if len(why) > LONGEST:
        raise InvalidInput({"why": _("Use at most 1,500 characters.")})
