"""How a query is read, and how what was found is put in order."""

import re
import unicodedata
from dataclasses import dataclass

MOST_CHARACTERS, MOST_WORDS = 200, 16
STOP = frozenset(
    ["a", "an", "and", "any", "are", "as", "at", "be", "been", "can", "could", "did", "do", "does", "for", "from", "get", "go", "got", "had", "has", "have", "he", "her", "him", "his", "how", "i", "if", "in", "is", "it", "its", "me", "my", "need", "of", "on", "or", "our", "please", "she", "so", "some", "that", "the", "their", "them", "there", "they", "this", "to", "want", "was", "we", "were", "what", "when", "where", "which", "who", "why", "will", "with", "would", "you", "your", "im", "ive", "dont", "cant"]
)  # fmt: skip
STOP_IN_KWEYOL = frozenset(
    ["ba", "de", "di", "ek", "epi", "fe", "gen", "jan", "ka", "ki", "kote", "kouman", "la", "le", "li", "lot", "mande", "mwen", "ni", "nou", "ou", "pa", "pe", "pou", "sa", "se", "si", "souple", "te", "vle", "wi", "yo", "yon", "zot"]
)  # fmt: skip
BY_MEANING, BY_WORDS, BY_SPELLING = 0.62, 0.18, 0.20
LEAST, LEAST_BY_SPELLING, LEAST_BY_MEANING = 0.15, 0.20, 0.30


def plain(text: str) -> str:
    """Small letters without accents, and nothing but letters, digits and single spaces."""
    bare = unicodedata.normalize("NFKD", text[: MOST_CHARACTERS * 20]).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", " ", bare.lower().replace("'", "")).strip()


def words_of(query: str) -> list[str]:
    """The words that carry the meaning of a query; all of them if none does."""
    every = plain(query[:MOST_CHARACTERS]).split()[:MOST_WORDS]
    return [word for word in every if word not in STOP and word not in STOP_IN_KWEYOL] or every


def is_kweyol(query: str) -> bool:
    """Whether a quarter of the words, and at least two, are small words of Kwéyòl: the sentence model knows English alone."""
    every = plain(query[:MOST_CHARACTERS]).split()
    small = sum(word in STOP_IN_KWEYOL and word not in STOP for word in every)
    return small >= 2 and 4 * small >= len(every)


@dataclass(frozen=True, slots=True)
class Scores:
    """How well an entry fits, each from 0 to 1. ``meaning`` is None when there is no model."""

    words: float = 0.0
    spelling: float = 0.0
    meaning: float | None = None


def total(scores: Scores) -> float:
    """One number for the order."""
    if scores.meaning is None:
        return 0.45 * scores.words + 0.55 * scores.spelling
    return BY_MEANING * max(0.0, scores.meaning) + BY_WORDS * scores.words + BY_SPELLING * scores.spelling


def is_found(scores: Scores) -> bool:
    """
    Whether an entry is worth showing. The model finds everything a little alike: where no word of the query stands in the entry,
    meaning and spelling must say more (on the judged queries nonsense reached 0.28, and the weakest that rests on likeness alone 0.45).
    """
    by_likeness = LEAST_BY_SPELLING if scores.meaning is None else LEAST_BY_MEANING
    return total(scores) >= (LEAST if scores.words > 0 else by_likeness)
