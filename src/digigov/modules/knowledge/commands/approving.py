"""From a draft to what people read, and out of it again. The work itself is a case: somebody else's."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from digigov.kernel.actor import Actor, system
from digigov.kernel.clock import local_date
from digigov.kernel.errors import InvalidInput, NotFound
from digigov.kernel.events import publish
from digigov.kernel.references import next_reference
from digigov.modules.audit import commands as audit
from digigov.modules.audit.commands import Purpose
from digigov.modules.casework import commands as casework
from digigov.modules.casework import queries as cases
from digigov.modules.knowledge import events, indexing, policies
from digigov.modules.knowledge.loading import EditedMeanwhile, NotADraft, lock_article, lock_version
from digigov.modules.knowledge.models import Article, Version
from digigov.modules.knowledge.policies import OtherEyes
from digigov.modules.knowledge.workflows import APPROVAL, VERSION

__all__ = ["OtherEyes"]
HERE = system("knowledge")
WORK = "work-on-case"
LONGEST = 1000


@transaction.atomic
def send_for_approval(*, by: Actor, at: datetime, version_id: UUID, revision: int) -> UUID:
    """
    Give a draft to somebody else of its unit to approve; gives the case's id.

    :raises NotAllowed: unless the actor writes articles of its unit. :raises NotADraft: if it is none.
    :raises EditedMeanwhile: if it is not what the actor saw.
    """
    article, version = lock_version(version_id)
    by.require(policies.WRITE, unit=article.unit)
    if version.state not in ("draft", "returned"):
        raise NotADraft
    if version.revision != revision:
        raise EditedMeanwhile(version)
    version.case_id = casework.open_case(
        by=HERE, at=at, service=APPROVAL, version=VERSION, unit=article.unit, applicant_id=None,
        reference=next_reference(kind="K", at=at), facts={"version_id": str(version.id)}, language="en", title=version.title,
        kept_from=[version.written_by_id] if version.written_by_id else [],
    )  # fmt: skip
    version.state, version.reason = "waiting", ""
    version.save(update_fields=["state", "reason", "case_id"])
    audit.record(
        by=by, at=at, action="knowledge.version-sent", subject_id=article.id, case_id=version.case_id, details={"number": version.number}
    )  # fmt: skip
    return version.case_id


@transaction.atomic
def approve_version(*, by: Actor, at: datetime, version_id: UUID) -> None:
    """
    Let all read it from now on; the one before stays among its versions.

    :raises NotAllowed: unless the actor approves articles of its unit. :raises OtherEyes: if they wrote it.
    :raises NotADraft: if it does not wait for approval.
    """
    article, version = _waiting(version_id, by=by)
    _do_task(version.case_id, "approve", by=by, at=at)
    _make_live(article, version, by=by, at=at)


@transaction.atomic
def return_version(*, by: Actor, at: datetime, version_id: UUID, reason: str) -> None:
    """
    Send it back to be mended, with the reason.

    :raises NotAllowed: unless the actor approves articles of its unit. :raises OtherEyes: if they wrote it.
    :raises NotADraft: if it does not wait for approval. :raises InvalidInput: without a reason.
    """
    article, version = _waiting(version_id, by=by)
    _require_reason(reason)
    _do_task(version.case_id, "return", by=by, at=at, note=reason.strip())
    _give_back(article, version, reason.strip(), by=by, at=at)


@transaction.atomic
def settle_case(*, at: datetime, case_id: UUID, outcome: str) -> None:
    """What was decided on the case's own page takes effect; twice does nothing more. Called by the machine alone."""
    found = Version.objects.filter(case_id=case_id).values_list("id", flat=True).first()
    if found is None:
        return
    article, version = lock_version(found)
    if version.state != "waiting" or version.case_id != case_id:
        return
    view = cases.get_case(viewer=HERE, at=at, case_id=case_id, purpose=Purpose(WORK, case_id))
    last = view.decisions[-1] if view.decisions else None
    if outcome == "granted" and last is not None:
        version.approved_by_id = last.by_party
        _make_live(article, version, by=HERE, at=at)
    else:
        _give_back(article, version, last.note[:LONGEST] if last else "", by=HERE, at=at)


@transaction.atomic
def retire_article(*, by: Actor, at: datetime, article_id: UUID, reason: str) -> None:
    """
    Take an article out of what people find; what was written of it stays.

    :raises NotAllowed: unless the actor approves articles of its unit. :raises InvalidInput: without a reason.
    """
    article = lock_article(article_id)
    by.require(policies.APPROVE, unit=article.unit)
    _require_reason(reason)
    if article.retired_at is not None:
        return
    article.retired_at, article.why_retired = at, reason.strip()[:500]
    _close_review(article, by=by, at=at)
    article.save()
    Version.objects.filter(article=article, state__in=("draft", "returned")).update(state="dropped")
    indexing.hide(article)
    audit.record(
        by=by, at=at, action="knowledge.article-retired", subject_id=article.id, details={"article": article.code}
    )
    publish(events.ArticleRetired(article_id=article.id, code=article.code, retired_at=at))


@transaction.atomic
def confirm_article(*, by: Actor, at: datetime, article_id: UUID, review_on: date) -> None:
    """
    It was looked at and is right; the next look is on ``review_on``.

    :raises NotAllowed: unless the actor approves articles of its unit. :raises InvalidInput: unless the day is to come, within three years.
    """
    article = lock_article(article_id)
    by.require(policies.APPROVE, unit=article.unit)
    if not 0 < (review_on - local_date(at)).days <= 3 * 366:
        raise InvalidInput({"review_on": _("Name a day within the next three years.")})
    _close_review(article, by=by, at=at)
    article.review_on = review_on
    article.save(update_fields=["review_on", "review_case"])
    audit.record(
        by=by, at=at, action="knowledge.article-confirmed", subject_id=article.id, details={"article": article.code}
    )


def _waiting(version_id: UUID, *, by: Actor) -> tuple[Article, Version]:
    article, version = lock_version(version_id)
    by.require(policies.APPROVE, unit=article.unit)
    policies.require_other(by, version.written_by_id)
    if version.state != "waiting":
        raise NotADraft
    version.approved_by_id = by.party_id
    return article, version


def _do_task(case_id: UUID | None, outcome: str, *, by: Actor, at: datetime, note: str = "") -> None:
    if case_id is None:
        raise NotFound
    view = cases.get_case(viewer=by, at=at, case_id=case_id, purpose=Purpose(WORK, case_id))
    for task in view.tasks:
        if task.state == "open":
            casework.complete_task(by=by, at=at, task_id=task.id, outcome=outcome, note=note)


def _make_live(article: Article, version: Version, *, by: Actor, at: datetime) -> None:
    version.state, version.published_at = "published", at
    version.save(update_fields=["state", "published_at", "approved_by_id"])
    article.live, article.retired_at, article.why_retired = version, None, ""
    article.save(update_fields=["live", "retired_at", "why_retired"])
    indexing.let_find(article)
    audit.record(
        by=by, at=at, action="knowledge.version-published", subject_id=article.id, case_id=version.case_id,
        details={"article": article.code, "number": version.number},
    )  # fmt: skip
    publish(
        events.ArticlePublished(
            article_id=article.id, code=article.code, number=version.number, kind=article.kind, published_at=at
        )
    )


def _give_back(article: Article, version: Version, reason: str, *, by: Actor, at: datetime) -> None:
    version.state, version.reason, version.approved_by_id = "returned", reason, None
    version.save(update_fields=["state", "reason"])
    audit.record(
        by=by, at=at, action="knowledge.version-returned", subject_id=article.id, case_id=version.case_id, details={"number": version.number}
    )  # fmt: skip


def _close_review(article: Article, *, by: Actor, at: datetime) -> None:
    if article.review_case is not None:
        _do_task(article.review_case, "looked", by=by, at=at)
        article.review_case = None


def _require_reason(reason: str) -> None:
    if not 5 <= len(reason.strip()) <= LONGEST:
        raise InvalidInput({"reason": _("Say why, in 5 to 1,000 characters.")})
