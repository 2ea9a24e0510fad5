"""Writing: a new article, a new version of one, and its translations."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _
from pydantic import TypeAdapter, ValidationError

from digigov.kernel.actor import Actor
from digigov.kernel.clock import local_date
from digigov.kernel.definitions import Slug
from digigov.kernel.errors import DomainError, InvalidInput, NotFound
from digigov.modules.audit import commands as audit
from digigov.modules.knowledge import indexing, policies
from digigov.modules.knowledge.definitions import Kind
from digigov.modules.knowledge.loading import EditedMeanwhile, NotADraft, lock_article, lock_version
from digigov.modules.knowledge.models import OPEN, Article, Topic, Translation, Version
from digigov.modules.knowledge.rules.writing import Text
from digigov.modules.knowledge.wording import faults_in_words
from digigov.modules.organizations import queries as organizations

RESERVED = ("search", "topics")  # addresses of the help centre itself
_SLUG: TypeAdapter[str] = TypeAdapter(Slug)
_KIND: TypeAdapter[str] = TypeAdapter(Kind)


class ArticleKnown(DomainError):
    code = "article-known"
    message = _("There is an article of that name already. Choose another name, or write a new version of that one.")


@transaction.atomic
def write_article(*, by: Actor, at: datetime, code: str, kind: str, unit: str, review_on: date, text: Text) -> UUID:
    """
    Begin an article with a draft of its first version; nobody reads it yet. Gives the version's id.

    :raises NotAllowed: unless the actor writes articles of that unit.
    :raises InvalidInput: if something needs mending.
    :raises ArticleKnown: if there is one of that name.
    """
    by.require(policies.WRITE, unit=unit)
    errors = _faults(text, kind) | _of_article(code, kind, unit, review_on, at)
    if errors:
        raise InvalidInput(errors)
    article, is_new = Article.objects.get_or_create(
        code=code, defaults={"kind": kind, "unit": unit, "review_on": review_on}
    )
    if not is_new:
        raise ArticleKnown
    version = _create(article, 1, text, by=by, at=at)
    audit.record(by=by, at=at, action="knowledge.article-begun", subject_id=article.id, details={"article": code})
    return version.id


@transaction.atomic
def begin_version(*, by: Actor, at: datetime, article_id: UUID) -> UUID:
    """
    A draft with the words that are read now; the one that is open already, if there is one. Translations come along as drafts.

    :raises NotAllowed: unless the actor writes articles of its unit. :raises NotFound: if there is none.
    """
    article = lock_article(article_id)
    by.require(policies.WRITE, unit=article.unit)
    found = Version.objects.filter(article=article, state__in=OPEN).first()
    if found is not None:
        return found.id
    live = (article.live_id and Version.objects.filter(id=article.live_id).first()) or Version.objects.filter(
        article=article
    ).latest("number")
    last = Version.objects.filter(article=article).aggregate(last=Max("number"))["last"]
    version = _create(article, last + 1, _text_of(live), by=by, at=at, sources=live.sources)
    for each in Translation.objects.filter(version=live):
        Translation.objects.create(**_copied(each, version))
    audit.record(
        by=by, at=at, action="knowledge.version-begun", subject_id=article.id, details={"number": version.number}
    )
    return version.id


@transaction.atomic
def save_version(*, by: Actor, at: datetime, version_id: UUID, revision: int, text: Text) -> int:
    """
    Keep what was written; gives the new revision. What was returned is a draft again.

    :raises NotAllowed: unless the actor writes articles of its unit. :raises NotADraft: if it waits for approval or is published.
    :raises EditedMeanwhile: if somebody saved since ``revision``; theirs stays. :raises InvalidInput: if something needs mending.
    """
    article, version = lock_version(version_id)
    by.require(policies.WRITE, unit=article.unit)
    if version.state not in ("draft", "returned"):
        raise NotADraft
    if version.revision != revision:
        raise EditedMeanwhile(version)
    if errors := _faults(text, article.kind):
        raise InvalidInput(errors)
    for name, value in _fields(text).items():
        setattr(version, name, value)
    version.state, version.revision = "draft", revision + 1
    version.written_by_id, version.changed_at = by.party_id, at
    version.save()
    audit.record(
        by=by, at=at, action="knowledge.version-saved", subject_id=article.id, details={"number": version.number}
    )
    return version.revision


@transaction.atomic
def save_translation(*, by: Actor, at: datetime, version_id: UUID, language: str, revision: int, text: Text) -> int:
    """
    Keep a translation as a draft that awaits a reviewer, of a draft or of what is read already. ``revision`` 0: there was none.

    :raises NotAllowed: unless the actor writes articles of its unit. :raises NotADraft: if it is approved, or its version is past.
    :raises EditedMeanwhile: if somebody saved since. :raises InvalidInput: if something needs mending. :raises NotFound: for no such language.
    """
    article, version = lock_version(version_id)
    by.require(policies.WRITE, unit=article.unit)
    if language == "en" or language not in dict(settings.LANGUAGES):
        raise NotFound
    found = Translation.objects.filter(version=version, language=language).first()
    if version.state not in ("draft", "returned") and version.id != article.live_id or (found and found.approved_at):
        raise NotADraft
    if found is not None and found.revision != revision:
        raise EditedMeanwhile(found)
    if errors := faults_in_words(text):
        raise InvalidInput(errors)
    kept, _new = Translation.objects.update_or_create(
        version=version,
        language=language,
        defaults={**text.as_fields(), "revision": revision + 1, "written_by_id": by.party_id},
    )
    _say_anew(article, version)
    details = {"number": version.number, "language": language}
    audit.record(by=by, at=at, action="knowledge.translation-saved", subject_id=article.id, details=details)
    return kept.revision


@transaction.atomic
def approve_translation(*, by: Actor, at: datetime, version_id: UUID, language: str, revision: int) -> None:
    """
    What the actor has read is right; it is shown as it stands from now on.

    :raises NotAllowed: unless the actor approves articles of its unit and wrote neither. :raises NotFound: if there is none.
    :raises EditedMeanwhile: if it is not what they read any more.
    """
    article, version = lock_version(version_id)
    by.require(policies.APPROVE, unit=article.unit)
    found = Translation.objects.filter(version=version, language=language).first()
    if found is None:
        raise NotFound
    policies.require_other(by, found.written_by_id)
    if found.approved_at:
        return
    if found.revision != revision:
        raise EditedMeanwhile(found)
    found.approved_by_id, found.approved_at = by.party_id, at
    found.save(update_fields=["approved_by_id", "approved_at"])
    _say_anew(article, version)
    details = {"number": version.number, "language": language}
    audit.record(by=by, at=at, action="knowledge.translation-approved", subject_id=article.id, details=details)


def _say_anew(article: Article, version: Version) -> None:
    if article.live_id == version.id and article.retired_at is None:
        indexing.let_find(article)


def _create(article: Article, number: int, text: Text, *, by: Actor, at: datetime, sources: Any = ()) -> Version:
    return Version.objects.create(
        article=article, number=number, state="draft", sources=list(sources), written_by_id=by.party_id, changed_at=at, **_fields(text)
    )  # fmt: skip


def _fields(text: Text) -> dict[str, Any]:
    return {
        **text.as_fields(),
        "services": list(dict.fromkeys(text.services)),
        "topic": text.topic,
        "starts_at": text.starts_at,
        "ends_at": text.ends_at,
    }


def _text_of(version: Version) -> Text:
    return Text(
        version.title, version.summary, version.body, tuple(version.words), tuple(version.services), version.topic,
        version.starts_at, version.ends_at,
    )  # fmt: skip


def _copied(old: Translation, version: Version) -> dict[str, Any]:
    kept = ("language", "title", "summary", "body", "words", "written_by_id")
    return {"version": version, **{name: getattr(old, name) for name in kept}}


def _faults(text: Text, kind: str) -> dict[str, Any]:
    found: dict[str, Any] = faults_in_words(text, is_alert=kind == "alert")
    if not Topic.objects.filter(code=text.topic).exists():
        found["topic"] = _("Choose where it stands in the help centre.")
    if any(not _fits(_SLUG, each) for each in text.services) or len(text.services) > 10:
        found["services"] = _("Name services by their ids, at most ten.")
    return found


def _of_article(code: str, kind: str, unit: str, review_on: date, at: datetime) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if not _fits(_SLUG, code) or code in RESERVED:
        found["code"] = _("Use small letters and digits, with - between words.")
    if not _fits(_KIND, kind):
        found["kind"] = _("Choose what kind it is.")
    if unit not in organizations.names_of([unit]):
        found["unit"] = _("Choose whose article it is.")
    if review_on <= local_date(at):
        found["review_on"] = _("Name a day to come.")
    return found


def _fits(shape: TypeAdapter[str], value: str) -> bool:
    try:
        shape.validate_python(value)
    except ValidationError:
        return False
    return True
