"""Answers to what somebody types: by words, by spelling and by meaning."""

from datetime import datetime

from digigov.kernel.paging import Page
from digigov.modules.knowledge.indexing import KIND
from digigov.modules.knowledge.queries.public import ArticleCard, cards_of, read_by_all
from digigov.modules.search import queries as search

LONGEST = 200


def suggest(*, text: str, language: str, at: datetime, most: int = 5) -> tuple[ArticleCard, ...]:
    """
    The articles that answer best, best first; none for what says nothing. Fast enough to be asked at each pause of somebody who types
    (``bench/knowledge.py``). An article is found in any of its languages and shown in the reader's.
    """
    found = search.search(query=text[-LONGEST:], kinds=(KIND,), page=Page(size=min(100, 3 * most + 5)))
    scores: dict[str, float] = {}
    for each in found:
        scores.setdefault(each.object_id, each.score)
    articles = {each.code: each for each in read_by_all(at).filter(code__in=scores)}
    ranked = [articles[code] for code in scores if code in articles][:most]
    return cards_of(ranked, language=language, scores=scores)
