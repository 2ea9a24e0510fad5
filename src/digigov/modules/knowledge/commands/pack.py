"""Articles of a pack. What a desk has published stays; what left the pack is retired, unless a desk has made it its own."""

import hashlib
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from digigov.kernel.actor import Actor
from digigov.kernel.events import publish
from digigov.modules.audit import commands as audit
from digigov.modules.casework import commands as casework
from digigov.modules.knowledge import events, indexing
from digigov.modules.knowledge.definitions import ArticleText, HelpTopic
from digigov.modules.knowledge.models import Article, Topic, Translation, Version
from digigov.modules.knowledge.workflows import VERSION, WORKFLOWS


@transaction.atomic
def load_articles(*, by: Actor, at: datetime, topics: Iterable[HelpTopic], definitions: Iterable[ArticleText]) -> None:
    """
    Publish what the pack says anew; the same again changes nothing.

    :raises NotAllowed: unless the machine or somebody who may publish services loads it.
    """
    by.require_loader()
    for service, workflow in WORKFLOWS.items():
        casework.publish_workflow(by=by, at=at, service=service, version=VERSION, workflow=workflow)
    _load_topics(topics)
    codes = [_load(each, by=by, at=at) for each in definitions]
    gone = (
        Article.objects.select_for_update(of=("self",))
        .filter(retired_at=None, live__written_by_id=None)
        .exclude(code__in=codes)
    )
    for article in gone.exclude(pack_hash=""):
        article.retired_at, article.why_retired, article.pack_hash = at, "It left the pack.", ""
        article.save()
        indexing.hide(article)
        publish(events.ArticleRetired(article_id=article.id, code=article.code, retired_at=at))


def _load_topics(topics: Iterable[HelpTopic]) -> None:
    known = list(topics)
    for place, each in enumerate(known):
        Topic.objects.update_or_create(code=each.id, defaults={"name": each.name, "place": place})
    Topic.objects.exclude(code__in=[each.id for each in known]).delete()


def _load(text: ArticleText, *, by: Actor, at: datetime) -> str:
    """:return: its code."""
    said = hashlib.sha256(text.model_dump_json().encode()).hexdigest()
    article, _new = Article.objects.select_for_update().get_or_create(
        code=text.id,
        defaults={"kind": text.kind, "unit": text.owner, "review_on": date.fromisoformat(text.review_on)},
    )
    if article.pack_hash == said or _is_the_desks(article):
        return text.id
    last = Version.objects.filter(article=article).aggregate(last=Max("number"))["last"] or 0
    version = Version.objects.create(article=article, number=last + 1, changed_at=at, **_fields(text, at))
    for language, words in text.translations.items():
        Translation.objects.create(version=version, language=language, **_translated(words, at))
    article.kind, article.unit, article.live, article.pack_hash = text.kind, text.owner, version, said
    article.review_on, article.retired_at, article.why_retired = date.fromisoformat(text.review_on), None, ""
    article.save()
    indexing.let_find(article)
    details = {"article": text.id, "number": version.number}
    audit.record(by=by, at=at, action="knowledge.version-published", subject_id=article.id, details=details)
    publish(
        events.ArticlePublished(
            article_id=article.id, code=article.code, number=version.number, kind=article.kind, published_at=at
        )
    )
    return text.id


def _is_the_desks(article: Article) -> bool:
    """Whether somebody at a desk wrote what people read now, or took it out."""
    if article.retired_at is not None and article.pack_hash:
        return True
    return article.live is not None and article.live.written_by_id is not None


def _fields(text: ArticleText, at: datetime) -> dict[str, Any]:
    return {
        "state": "published",
        "title": text.title,
        "summary": text.summary,
        "body": text.body.strip(),
        "words": list(text.words),
        "services": list(text.services),
        "topic": text.topic,
        "starts_at": datetime.fromisoformat(text.starts_at) if text.starts_at else None,
        "ends_at": datetime.fromisoformat(text.ends_at) if text.ends_at else None,
        "sources": list(text.sources),
        "published_at": at,
    }


def _translated(words: Any, at: datetime) -> dict[str, Any]:
    return {
        "title": words.title,
        "summary": words.summary,
        "body": words.body.strip(),
        "words": list(words.words),
        "reviewed_by": words.reviewed_by or "",
        "approved_at": at if words.reviewed_by else None,
    }
