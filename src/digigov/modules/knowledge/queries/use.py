"""What owners see of use: what readers said, what nobody found, and what suggestions came to."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, F, Q

from digigov.kernel.actor import Actor
from digigov.kernel.paging import Page, PageOf
from digigov.modules.knowledge import policies
from digigov.modules.knowledge.models import Asked, Feedback, Suggestion
from digigov.modules.knowledge.queries.desk import articles_of
from digigov.modules.knowledge.rules.asked import LEAST_SHOWN

DAYS = 90


@dataclass(frozen=True, slots=True)
class FeedbackLine:
    at: datetime
    code: str
    title: str
    article_id: UUID
    useful: bool
    why: str
    language: str


@dataclass(frozen=True, slots=True)
class AskedLine:
    words: str
    language: str
    times: int
    nothing: int
    last_on: date


@dataclass(frozen=True, slots=True)
class SuggestedLine:
    """In how many contacts it was shown, sent, and settled the matter."""

    article_id: UUID
    title: str
    shown: int
    sent: int
    solved: int


def list_feedback(*, viewer: Actor, page: Page, only_why: bool = False) -> PageOf[FeedbackLine]:
    """What readers said of the articles of the viewer's units, newest first."""
    found = (
        Feedback.objects.filter(article__in=articles_of(viewer)).select_related("article__live").order_by("-at", "id")
    )
    return page.of(found.exclude(why="") if only_why else found, _feedback)


def usefulness(*, viewer: Actor, at: datetime, article_id: UUID) -> tuple[int, int]:
    """How many found it useful in the last ninety days, of how many."""
    since = at - timedelta(days=DAYS)
    said = Feedback.objects.filter(article__in=articles_of(viewer), article_id=article_id, at__gte=since)
    counted = said.aggregate(yes=Count("id", filter=Q(useful=True)), all=Count("id"))
    return counted["yes"], counted["all"]


def list_not_found(*, viewer: Actor, page: Page) -> PageOf[AskedLine]:
    """
    What people looked for at least three times and opened nothing of it, most asked first.

    :raises NotAllowed: unless the viewer writes or approves somewhere.
    """
    if not viewer.may(policies.APPROVE):
        viewer.require(policies.WRITE)
    found = Asked.objects.filter(times__gte=LEAST_SHOWN).filter(Q(opened=0) | Q(nothing__gt=F("times") / 2))
    return page.of(
        found.order_by("-times", "words"),
        lambda each: AskedLine(each.words, each.language, each.times, each.nothing, each.last_on),
    )


def list_suggested(*, viewer: Actor, at: datetime, page: Page) -> PageOf[SuggestedLine]:
    """What agents were shown of the viewer's units in ninety days and what came of it, most sent first."""
    rows = Suggestion.objects.filter(article__in=articles_of(viewer), shown_at__gte=at - timedelta(days=DAYS))
    counted = rows.values("article_id", "article__live__title", "article__code").annotate(
        shown=Count("id"), sent=Count("sent_at"), settled=Count("id", filter=Q(solved=True))
    )
    return page.of(
        counted.order_by("-sent", "-shown", "article__code"),
        lambda each: SuggestedLine(
            each["article_id"],
            each["article__live__title"] or each["article__code"],
            each["shown"],
            each["sent"],
            each["settled"],
        ),
    )


def _feedback(each: Feedback) -> FeedbackLine:
    title = each.article.live.title if each.article.live else each.article.code
    return FeedbackLine(each.at, each.article.code, title, each.article_id, each.useful, each.why, each.language)
