"""What writers and owners see: their unit's articles, versions, what people said, and what nobody found."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery

from digigov.kernel.actor import ANYWHERE, Actor
from digigov.kernel.clock import local_date
from digigov.kernel.errors import NotFound
from digigov.kernel.paging import Page, PageOf
from digigov.modules.knowledge import policies
from digigov.modules.knowledge.models import OPEN, Article, Translation, Version
from digigov.modules.knowledge.rules.differences import Line, lines_between

STATES = ("live", "draft", "waiting", "returned", "due", "retired")


@dataclass(frozen=True, slots=True)
class ArticleLine:
    """``open`` is the state of the version that is being written, '' if there is none."""

    id: UUID
    code: str
    kind: str
    unit: str
    title: str
    open: str
    is_live: bool
    is_due: bool
    review_on: date
    retired_at: datetime | None


@dataclass(frozen=True, slots=True)
class VersionView:
    id: UUID
    article_id: UUID
    number: int
    state: str
    revision: int
    title: str
    summary: str
    body: str
    words: tuple[str, ...]
    services: tuple[str, ...]
    topic: str
    starts_at: datetime | None
    ends_at: datetime | None
    reason: str
    written_by_id: UUID | None
    approved_by_id: UUID | None
    changed_at: datetime
    published_at: datetime | None


@dataclass(frozen=True, slots=True)
class TranslationView:
    language: str
    revision: int
    title: str
    summary: str
    body: str
    words: tuple[str, ...]
    is_approved: bool
    written_by_id: UUID | None


@dataclass(frozen=True, slots=True)
class ArticleView:
    line: ArticleLine
    live: VersionView | None
    open: VersionView | None
    translations: tuple[TranslationView, ...]
    review_waits: bool
    why_retired: str
    may_write: bool
    may_approve: bool


def list_articles_at_desk(
    *, viewer: Actor, at: datetime, page: Page, unit: str = "", state: str = "", text: str = ""
) -> PageOf[ArticleLine]:
    """Those of the viewer's units, by title. ``state`` is one of ``STATES``."""
    found = _titled(articles_of(viewer)).order_by("title", "code")
    if unit:
        found = found.filter(unit=unit)
    if text:
        found = found.filter(Q(title__icontains=text) | Q(code__icontains=text))
    return page.of(_in_state(found, state, local_date(at)), lambda each: _line(each, at))


def get_article_at_desk(*, viewer: Actor, at: datetime, article_id: UUID) -> ArticleView:
    """:raises NotFound: if there is none. :raises NotAllowed: unless the viewer writes or approves in its unit."""
    article = _titled(Article.objects.filter(id=article_id)).first()
    if article is None:
        raise NotFound
    policies.require_writer(viewer, unit=article.unit)
    live = Version.objects.filter(id=article.live_id).first() if article.live_id else None
    being_written = Version.objects.filter(article=article, state__in=OPEN).first()
    shown = being_written or live
    translated = Translation.objects.filter(version=shown).order_by("language") if shown else ()
    return ArticleView(
        line=_line(article, at),
        live=_version(live) if live else None,
        open=_version(being_written) if being_written else None,
        translations=tuple(_translation(each) for each in translated),
        review_waits=article.review_case is not None,
        why_retired=article.why_retired,
        may_write=viewer.may(policies.WRITE, unit=article.unit),
        may_approve=viewer.may(policies.APPROVE, unit=article.unit),
    )


def get_version(*, viewer: Actor, version_id: UUID) -> VersionView:
    """:raises NotFound: if there is none. :raises NotAllowed: unless the viewer writes or approves in its unit."""
    return _version(_readable(viewer, version_id))


def get_translation(*, viewer: Actor, version_id: UUID, language: str) -> TranslationView | None:
    """None if there is none yet. :raises NotFound: if there is no such version. :raises NotAllowed: as ``get_version``."""
    found = Translation.objects.filter(version=_readable(viewer, version_id), language=language).first()
    return _translation(found) if found else None


def list_versions(*, viewer: Actor, article_id: UUID, page: Page) -> PageOf[VersionView]:
    """Newest first. :raises NotFound: if there is no such article. :raises NotAllowed: as ``get_version``."""
    article = Article.objects.filter(id=article_id).first()
    if article is None:
        raise NotFound
    policies.require_writer(viewer, unit=article.unit)
    return page.of(Version.objects.filter(article=article).order_by("-number"), _version)


def differences_of(*, viewer: Actor, version_id: UUID) -> tuple[tuple[str, tuple[Line, ...]], ...]:
    """By field, what a version says otherwise than the one before. :raises NotFound: and ``NotAllowed`` as ``get_version``."""
    after = _readable(viewer, version_id)
    before = Version.objects.filter(article=after.article_id, number__lt=after.number).order_by("-number").first()
    if before is None:
        return ()
    pairs = [
        (name, _told(before, name), _told(after, name)) for name in ("title", "summary", "body", "words", "services")
    ]
    return tuple((name, lines_between(old, new)) for name, old, new in pairs if old != new)


def find_article_of_case(case_id: UUID) -> tuple[UUID, UUID | None] | None:
    """The article that a case is about, and the version to be approved. Says nothing about who may see it."""
    version = Version.objects.filter(case_id=case_id).values_list("article_id", "id").first()
    if version is not None:
        return version
    article = Article.objects.filter(review_case=case_id).values_list("id", flat=True).first()
    return (article, None) if article else None


def articles_of(viewer: Actor) -> QuerySet[Article]:
    """Those of the units in which the viewer writes or approves."""
    units = viewer.units_with(policies.WRITE) | viewer.units_with(policies.APPROVE)
    return Article.objects.all() if ANYWHERE in units else Article.objects.filter(unit__in=units)


def _titled(found: QuerySet[Article]) -> QuerySet[Any]:
    newest = Version.objects.filter(article=OuterRef("pk")).order_by("-number")
    being_written = newest.filter(state__in=OPEN)
    return found.annotate(title=Subquery(newest.values("title")[:1]), being=Subquery(being_written.values("state")[:1]))


def _in_state(found: QuerySet[Any], state: str, today: date) -> QuerySet[Any]:
    match state:
        case "live":
            return found.filter(live__isnull=False, retired_at=None)
        case "draft" | "waiting" | "returned":
            return found.filter(being=state)
        case "due":
            return found.filter(review_on__lte=today, retired_at=None, live__isnull=False)
        case "retired":
            return found.filter(retired_at__isnull=False)
    return found.filter(retired_at=None)


def _readable(viewer: Actor, version_id: UUID) -> Version:
    version = Version.objects.select_related("article").filter(id=version_id).first()
    if version is None:
        raise NotFound
    policies.require_writer(viewer, unit=version.article.unit)
    return version


def _line(article: Any, at: datetime) -> ArticleLine:
    is_live = article.live_id is not None and article.retired_at is None
    return ArticleLine(
        id=article.id,
        code=article.code,
        kind=article.kind,
        unit=article.unit,
        title=article.title,
        open=article.being or "",
        is_live=is_live,
        is_due=is_live and article.review_on <= local_date(at),
        review_on=article.review_on,
        retired_at=article.retired_at,
    )


def _version(each: Version) -> VersionView:
    return VersionView(
        each.id, each.article_id, each.number, each.state, each.revision, each.title, each.summary, each.body,
        tuple(each.words), tuple(each.services), each.topic, each.starts_at, each.ends_at, each.reason, each.written_by_id,
        each.approved_by_id, each.changed_at, each.published_at,
    )  # fmt: skip


def _translation(each: Translation) -> TranslationView:
    return TranslationView(
        each.language, each.revision, each.title, each.summary, each.body, tuple(each.words), each.approved_at is not None,
        each.written_by_id,
    )  # fmt: skip


def _told(version: Version, name: str) -> str:
    value = getattr(version, name)
    return "\n".join(value) if isinstance(value, list) else str(value)
