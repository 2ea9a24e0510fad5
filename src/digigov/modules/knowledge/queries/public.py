"""What everybody reads. A translation that nobody of the country has approved is shown only where drafts are, and marked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet, Sum

from digigov.kernel.clock import local_date
from digigov.kernel.errors import NotFound
from digigov.kernel.paging import Page, PageOf
from digigov.modules.knowledge.models import Article, Opened, Topic, Translation, Version
from digigov.modules.knowledge.rules.markdown import to_html


@dataclass(frozen=True, slots=True)
class ArticleCard:
    """``language`` is that of the words; ``awaits_review``: nobody of the country has approved them yet."""

    code: str
    kind: str
    topic: str
    title: str
    summary: str
    services: tuple[str, ...]
    language: str = "en"
    awaits_review: bool = False
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class PublicArticle:
    card: ArticleCard
    html: str
    text: str
    unit: str
    number: int
    published_at: datetime | None
    review_on: date
    starts_at: datetime | None
    ends_at: datetime | None


def list_topics() -> tuple[tuple[str, str], ...]:
    """Code and name of each shelf that has something on it, in the pack's order."""
    used = set(_read_by_all().values_list("live__topic", flat=True))
    return tuple((each.code, each.name) for each in Topic.objects.order_by("place", "code") if each.code in used)


def list_all_topics() -> tuple[tuple[str, str], ...]:
    """Code and name of every shelf, for whoever writes."""
    return tuple(Topic.objects.order_by("place", "code").values_list("code", "name"))


def list_articles(*, at: datetime, language: str, page: Page, topic: str | None = None) -> PageOf[ArticleCard]:
    """What can be read, by title; of one shelf."""
    found = _in_time(_read_by_all(), at).select_related("live").order_by("live__title", "code")
    if topic is not None:
        found = found.filter(live__topic=topic)
    cut = page.of(found, lambda each: each)
    cards = cards_of(cut.items, language=language)
    return PageOf(cards, cut.number, cut.size, cut.has_next)


def count_articles(*, at: datetime) -> int:
    return _in_time(_read_by_all(), at).count()


def list_used_most(*, at: datetime, language: str, most: int = 6) -> tuple[ArticleCard, ...]:
    """What was opened most in the last thirty days."""
    since = local_date(at) - timedelta(days=30)
    counted = Opened.objects.filter(on__gte=since).values("article_id").annotate(all=Sum("times")).order_by("-all")
    places = {each["article_id"]: place for place, each in enumerate(counted[: 3 * most])}
    found = sorted(read_by_all(at).filter(id__in=places), key=lambda each: places[each.id])
    return cards_of(found[:most], language=language)


def alerts_in_force(*, at: datetime, language: str) -> tuple[ArticleCard, ...]:
    """At most three, the one that began last first."""
    found = _read_by_all().filter(kind="alert", live__starts_at__lte=at, live__ends_at__gt=at)
    return cards_of(found.select_related("live").order_by("-live__starts_at", "code")[:3], language=language)


def get_article(*, code: str, language: str, at: datetime) -> PublicArticle:
    """:raises NotFound: if nobody can read such an article, or it is an alert that has not begun. One that is over can still be read."""
    article = _read_by_all().select_related("live").filter(code=code).first()
    if article is None or article.live is None or (article.live.starts_at and article.live.starts_at > at):
        raise NotFound
    version = article.live
    translated = _translations([version.id], language).get(version.id)
    said = translated or version
    return PublicArticle(
        card=_card(article, version, translated),
        html=to_html(said.body),
        text=said.body,
        unit=article.unit,
        number=version.number,
        published_at=version.published_at,
        review_on=article.review_on,
        starts_at=version.starts_at,
        ends_at=version.ends_at,
    )


def cards_of(
    articles: Iterable[Article], *, language: str, scores: dict[str, float] | None = None
) -> tuple[ArticleCard, ...]:
    """With their ``live`` versions read already; in two queries, however many."""
    rows = [each for each in articles if each.live is not None]
    said = _translations([each.live.id for each in rows if each.live], language)
    return tuple(
        _card(each, each.live, said.get(each.live.id), (scores or {}).get(each.code, 0.0)) for each in rows if each.live
    )


def read_by_all(at: datetime) -> QuerySet[Article]:
    return _in_time(_read_by_all(), at).select_related("live")


def _read_by_all() -> QuerySet[Article]:
    return Article.objects.filter(retired_at=None, live__isnull=False)


def _in_time(found: QuerySet[Article], at: datetime) -> QuerySet[Article]:
    """Without alerts that are not in force."""
    return found.filter(~Q(kind="alert") | Q(live__starts_at__lte=at, live__ends_at__gt=at))


def _translations(version_ids: list[UUID], language: str) -> dict[UUID, Translation]:
    if language == "en" or not version_ids:
        return {}
    found = Translation.objects.filter(version_id__in=version_ids, language=language)
    if not settings.DIGIGOV_SHOW_DRAFT_TRANSLATIONS:
        found = found.filter(approved_at__isnull=False)
    return {each.version_id: each for each in found}


def _card(article: Article, live: Version, translated: Translation | None, score: float = 0.0) -> ArticleCard:
    said = translated or live
    return ArticleCard(
        code=article.code,
        kind=article.kind,
        topic=live.topic,
        title=said.title,
        summary=said.summary,
        services=tuple(live.services),
        language=translated.language if translated else "en",
        awaits_review=translated is not None and translated.approved_at is None,
        score=score,
    )
