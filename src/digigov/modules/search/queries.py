"""Finding by words, spelling and meaning."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from digigov.kernel.paging import Page, PageOf
from digigov.modules.search import meaning, rules
from digigov.modules.search.rules import Scores

CANDIDATES = 60

LEXICAL = """
SELECT id, kind, object_id, title, summary,
       least(1.0, 3 * ts_rank(tokens, wanted.query, 1 | 32)) AS by_words,
       (SELECT avg(word_similarity(word, spelling)) FROM unnest(wanted.words) AS word) AS by_spelling
FROM search_entry, (SELECT to_tsquery('english', %(any)s) AS query, %(words)s::text[] AS words) AS wanted
WHERE kind = ANY(%(kinds)s) AND (id = ANY(%(near)s) OR tokens @@ wanted.query
      OR EXISTS (SELECT 1 FROM unnest(wanted.words) AS word WHERE word_similarity(word, spelling) > 0.45))
LIMIT 2000
"""


@dataclass(frozen=True, slots=True)
class Found:
    kind: str
    object_id: str
    title: str
    summary: str
    score: float


def search(*, query: str, kinds: Collection[str], page: Page) -> PageOf[Found]:
    """What fits the query, best first; nothing for a query without a letter or digit."""
    words = rules.words_of(query)
    if not words:
        return page.of([], lambda found: found)
    near = None if rules.is_kweyol(query) else meaning.likeness(query[: rules.MOST_CHARACTERS])
    found = [
        Found(kind, object_id, title, summary, rules.total(scores))
        for id_, kind, object_id, title, summary, by_words, by_spelling in _candidates(words, kinds, near)
        if rules.is_found(
            scores := Scores(by_words, by_spelling or 0.0, near.get(id_, 0.0) if near is not None else None)
        )
    ]
    found.sort(key=lambda each: (-each.score, each.title))
    return page.of(found, lambda each: each)


def _candidates(words: list[str], kinds: Collection[str], near: dict[UUID, float] | None) -> list[tuple]:
    nearest = sorted(near, key=near.__getitem__, reverse=True)[:CANDIDATES] if near else []
    with connection.cursor() as cursor:
        cursor.execute(LEXICAL, {"any": " | ".join(words), "words": words, "kinds": list(kinds), "near": nearest})
        return cursor.fetchall()
