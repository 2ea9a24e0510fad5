"""
How often the right service is among the first three, for what people really type.

Run: ``python -m pytest bench/search.py -s`` (a throw-away PostgreSQL, the real sentence model). The twelve services of the
pack stand among the names and summaries of all 154, which only get in the way. The queries were written without looking at
the words that the services carry. Writes ``bench/results/search.{md,json}``.
"""

import csv
import json
import statistics
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings

from digigov.adapters.embeddings.minilm import MiniLM
from digigov.kernel.paging import Page
from digigov.modules.catalog.pack.check import check
from digigov.modules.search import commands, meaning, queries
from digigov.modules.search.testing import forget_vectors

HERE = Path(__file__).parent
ROUNDS = 3


def rows(name):
    with (HERE / "data" / name).open(newline="") as file:
        return list(csv.DictReader(file))


def fill():
    offered = {s.id: s.service for s in check(settings.PACK)[0].services.values() if "service.yaml" in s.files}
    for row in rows("services.csv"):
        service = offered.get(row["id"])
        title, summary = (service.name, service.summary) if service else (row["name"], row["summary"])
        words = service.words if service else ()
        body = f"{service.who_may_apply} {service.output}" if service else ""
        commands.put(kind="service", object_id=row["id"], title=title, summary=summary, words=words, body=body)
    return len(offered)


def measure():
    places, times, misses = [], [], []
    for _round in range(ROUNDS):
        places, misses = [], []
        for row in rows("queries.csv"):
            start = time.perf_counter()
            found = [f.object_id for f in queries.search(query=row["query"], kinds=("service",), page=Page(size=10))]
            times.append(1000 * (time.perf_counter() - start))
            place = found.index(row["service"]) + 1 if row["service"] in found else None
            places.append(place)
            if place is None or place > 3:
                misses.append((row["query"], row["service"], found[:3]))
    quick = statistics.quantiles(times, n=100)
    return {
        "queries": len(places),
        "first": sum(p == 1 for p in places),
        "first_three": sum(p is not None and p <= 3 for p in places),
        "first_ten": sum(p is not None for p in places),
        "p50_ms": round(statistics.median(times), 1),
        "p95_ms": round(quick[94], 1),
        "p99_ms": round(quick[98], 1),
        "misses": misses,
    }


@pytest.mark.django_db
def test_search(monkeypatch):
    made = MiniLM()
    monkeypatch.setattr(meaning, "model", lambda: made)
    start = time.perf_counter()
    services = fill()
    filling = time.perf_counter() - start
    both = measure()
    monkeypatch.setattr(meaning, "model", lambda: None)
    lexical = measure()
    forget_vectors()
    report(services, filling, both, lexical)


def report(services, filling, both, lexical):
    lines = [
        f"# Search, {datetime.now(UTC):%Y-%m-%d}",
        "",
        f"{both['queries']} queries for {services} services with their words, among 154 names and summaries.",
        f"Filling the index took {filling:.1f} s. Times are those of `search.queries.search`, on a machine with other work.",
        "",
        "| | first | first three | first ten | p50 ms | p95 ms | p99 ms |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, each in (("words, spelling and meaning", both), ("without the model", lexical)):
        share = " | ".join(f"{100 * each[k] / each['queries']:.0f} %" for k in ("first", "first_three", "first_ten"))
        lines.append(f"| {name} | {share} | {each['p50_ms']} | {each['p95_ms']} | {each['p99_ms']} |")
    lines += ["", "Not among the first three, with the model:", ""]
    lines += [f"- “{query}” → {wanted}, found {', '.join(found)}" for query, wanted, found in both["misses"]]
    text = "\n".join(lines) + "\n"
    (HERE / "results" / "search.md").write_text(text)
    (HERE / "results" / "search.json").write_text(json.dumps({"both": both, "lexical": lexical}, indent=1) + "\n")
    print(f"\n{text}")
