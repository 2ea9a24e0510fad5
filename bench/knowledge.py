"""
How often an article that answers is among the first three, for what people really ask 311.

Run: ``python -m pytest bench/knowledge.py -s`` (a throw-away PostgreSQL, the real sentence model, the articles of the pack). The questions were
written by somebody who had not read the articles; each was labelled by reading it, before anything was searched, with the articles that
answer it. Those with none are counted apart, also where an article was written afterwards (``added_after``). By a hash of their number they fall into two halves: words and weights may be mended by looking
at the first, never at the second. Writes ``bench/results/knowledge.{md,json}``.
"""

import hashlib
import json
import statistics
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings

from digigov.adapters.embeddings.minilm import MiniLM
from digigov.kernel.actor import system
from digigov.modules.catalog.pack.check import check
from digigov.modules.catalog.pack.contents import articles_of
from digigov.modules.knowledge import commands, queries
from digigov.modules.search import meaning
from digigov.modules.search.testing import forget_vectors

HERE = Path(__file__).parent
AT = datetime(2026, 11, 23, 15, tzinfo=UTC)
ROUNDS = 3
LANGUAGES = ("en", "acf")


def questions(language):
    lines = (HERE / "data" / f"questions_{language}.jsonl").read_text().splitlines()
    return [json.loads(line) for line in lines]


def half_of(question):
    """``first`` may be looked at while mending, ``second`` never."""
    return "first" if hashlib.sha256(question["id"].encode()).digest()[0] % 2 == 0 else "second"


def fill():
    pack, _faults = check(settings.PACK)
    texts = articles_of(pack)
    commands.load_articles(by=system("bench"), at=AT, topics=pack.pack.help_topics, definitions=texts)
    return len(texts)


def found_for(question, language):
    return [each.code for each in queries.suggest(text=question["text"], language=language, at=AT, most=5)]


def measure(language):
    asked, times = questions(language), []
    for _round in range(ROUNDS):
        places, misses = {"first": [], "second": []}, []
        for question in asked:
            start = time.perf_counter()
            found = found_for(question, language)
            times.append(1000 * (time.perf_counter() - start))
            if not question["answered_by"]:
                continue
            place = next((n for n, code in enumerate(found, start=1) if code in question["answered_by"]), 0)
            places[half_of(question)].append(place)
            if not 0 < place <= 3:
                misses.append((half_of(question), question["text"], question["answered_by"], found[:3]))
    cut = statistics.quantiles(times, n=100)
    return {
        "questions": len(asked),
        "answered": sum(bool(each["answered_by"]) for each in asked),
        "halves": {half: figures(found) for half, found in places.items()},
        "all": figures(places["first"] + places["second"]),
        "p50_ms": round(statistics.median(times), 1),
        "p95_ms": round(cut[94], 1),
        "misses": misses,
    }


def figures(places):
    return {
        "labelled": len(places),
        "first": sum(place == 1 for place in places),
        "first_three": sum(0 < place <= 3 for place in places),
    }


@pytest.mark.django_db
def test_knowledge(monkeypatch):
    made = MiniLM()
    monkeypatch.setattr(meaning, "model", lambda: made)
    articles = fill()
    both = {language: measure(language) for language in LANGUAGES}
    monkeypatch.setattr(meaning, "model", lambda: None)
    lexical = {language: measure(language) for language in LANGUAGES}
    forget_vectors()
    report(articles, both, lexical)


def report(articles, both, lexical):
    lines = [
        f"# Answers, {datetime.now(UTC):%Y-%m-%d}",
        "",
        f"{articles} articles. Of {both['en']['questions']} English questions {both['en']['answered']} have an article that answers them, of",
        f"{both['acf']['questions']} in Kwéyòl {both['acf']['answered']}; the rest is left out of the shares. Times are those of `knowledge.queries.suggest`.",
        "",
        "| | language | half | questions | first | first three | p50 ms | p95 ms |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for name, measured in (("words, spelling and meaning", both), ("without the model", lexical)):
        for language, each in measured.items():
            for half, counted in [*each["halves"].items(), ("both", each["all"])]:
                total = max(1, counted["labelled"])
                shares = " | ".join(f"{100 * counted[key] / total:.0f} %" for key in ("first", "first_three"))
                lines.append(
                    f"| {name} | {language} | {half} | {total} | {shares} | {each['p50_ms']} | {each['p95_ms']} |"
                )
    for language in LANGUAGES:
        lines += [
            "",
            f"Not among the first three, with the model ({language}, first half; the second half's are not looked at):",
            "",
        ]
        seen = [miss for miss in both[language]["misses"] if miss[0] == "first"]
        lines += [f"- “{text}” → {', '.join(wanted)}; found {', '.join(found)}" for _half, text, wanted, found in seen]
        both[language]["misses"] = len(both[language]["misses"])
        lexical[language]["misses"] = len(lexical[language]["misses"])
    text = "\n".join(lines) + "\n"
    (HERE / "results" / "knowledge.md").write_text(text)
    (HERE / "results" / "knowledge.json").write_text(json.dumps({"both": both, "lexical": lexical}, indent=1) + "\n")
    print(f"\n{text}")
