"""Articles for the tests of other rooms."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from digigov.kernel.actor import Actor, system
from digigov.modules.knowledge import commands
from digigov.modules.knowledge.definitions import ArticleText, HelpTopic
from digigov.modules.knowledge.models import Article
from digigov.modules.knowledge.rules.writing import Text

AT = datetime(2026, 6, 2, 15, tzinfo=UTC)
UNIT, TOPIC = "police-records", "papers"
WRITER, APPROVER = "article-writer", "article-approver"
ROLES = (
    {"code": WRITER, "name": "Writer of articles", "permissions": ["knowledge.write"]},
    {"code": APPROVER, "name": "Approver of articles", "permissions": ["knowledge.write", "knowledge.approve"]},
)
BODY = "Go to the **office** with your card.\n\n## What you need\n\n- your card\n- a photo\n"


def in_pack(code: str = "lost-card", **other: Any) -> ArticleText:
    """An article as a pack says it."""
    given = {
        "id": code, "kind": "question", "owner": UNIT, "topic": TOPIC, "title": "My card is lost",
        "summary": "Ask for another one at the office.", "body": BODY, "words": ["lost my card"], "review_on": "2027-01-15",
    }  # fmt: skip
    return ArticleText.model_validate(given | other)


def load(*texts: ArticleText, at: datetime = AT) -> None:
    """A pack with these articles, and no others."""
    topics = [HelpTopic(id=TOPIC, name="Papers and cards"), HelpTopic(id="storms", name="Storms and floods")]
    commands.load_articles(by=system("test"), at=at, topics=topics, definitions=texts)


def text(**other: Any) -> Text:
    given: dict[str, Any] = {
        "title": "My passport got wet",
        "summary": "Ask for another one.",
        "body": BODY,
        "topic": TOPIC,
    }
    return Text(**(given | other))


def make_draft(by: Actor, **other: Any) -> UUID:
    """A new article's first version, being written by somebody who may."""
    given: dict[str, Any] = {"code": "wet-passport", "kind": "question", "unit": UNIT, "review_on": date(2027, 3, 1)}
    return commands.write_article(by=by, at=AT, text=text(), **(given | other))


def id_of(code: str) -> UUID:
    return Article.objects.values_list("id", flat=True).get(code=code)
