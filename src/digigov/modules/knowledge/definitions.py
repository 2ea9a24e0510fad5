"""``articles/<id>.yaml`` of a pack, and its topics: strict shapes."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from digigov.kernel.definitions import Definition, Slug, Standing

Kind = Literal["article", "question", "guide", "alert"]
Title = Annotated[str, Field(min_length=5, max_length=120)]
Summary = Annotated[str, Field(min_length=5, max_length=240)]
Body = Annotated[str, Field(min_length=20, max_length=20_000)]
Word = Annotated[str, Field(min_length=2, max_length=60)]


def _day(text: str) -> str:
    date.fromisoformat(text)
    return text


def _moment(text: str) -> str:
    if datetime.fromisoformat(text).tzinfo is None:
        raise ValueError("a moment names its distance from UTC: 2026-11-23T07:00:00-04:00")
    return text


Day = Annotated[str, AfterValidator(_day)]
Moment = Annotated[str, AfterValidator(_moment)]


class HelpTopic(Definition):
    """A shelf of the help centre."""

    id: Slug
    name: Title


class ArticleTranslation(Definition):
    """The same in another language. ``reviewed_by`` names who of the country has read it; without, it is a draft."""

    title: Title
    summary: Summary
    body: Body
    words: tuple[Word, ...] = ()
    reviewed_by: str | None = None


class ArticleText(Definition):
    """
    ``words`` are what people say when they mean it. ``owner`` is the unit that answers for it and looks at it again on
    ``review_on``; ``services`` those that it leads to. An alert is in force from ``starts_at`` until ``ends_at``.
    """

    id: Slug
    kind: Kind
    owner: Slug
    topic: Slug
    title: Title
    summary: Summary
    body: Body
    words: tuple[Word, ...] = Field(default=(), max_length=30)
    services: tuple[Slug, ...] = ()
    review_on: Day
    starts_at: Moment | None = None
    ends_at: Moment | None = None
    standing: Standing = "assumed"
    sources: tuple[str, ...] = ()
    translations: dict[str, ArticleTranslation] = Field(default_factory=dict)
