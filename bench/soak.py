"""
``python -m bench.soak``: 90 minutes at a steady rate on an installation that ``make bench`` filled, and whether anything grows
that should not: memory, connections, dead rows. Writes ``results/soak.{md,json}`` with ``--record``.
"""

import argparse
import json
import statistics
import sys
from collections.abc import Sequence
from typing import Any

from bench import asked, load, meter, report, watch
from bench.installation import Installation
from bench.people import Crowd
from digigov.cli.environment import ROOT
from digigov.cli.failures import CliFailure

PART = 300  # seconds; the load is drawn and told in parts
WARMING, WARM = 300, 0.5  # seconds, and the share of the rate: a database just started has everything still on the disk
GROWTH = 1.05  # a process may hold so much more in the last third than in the one before
BLOAT, SMALL = 0.2, 10_000  # the share of dead rows, in tables with at least so many
HANDED_IN = 3  # applications a minute, at most, for each request a second
GROWS = ("web", "worker")
# After a crash PostgreSQL counts rows anew, from nothing; how many there were when they were last looked through stays in pg_class.
TABLES = """
SELECT s.relname, greatest(s.n_live_tup, c.reltuples::bigint), s.n_dead_tup, pg_total_relation_size(s.relid), s.autovacuum_count
FROM pg_stat_user_tables s JOIN pg_class c ON c.oid = s.relid
WHERE greatest(s.n_live_tup, c.reltuples::bigint) + s.n_dead_tup >= {small} ORDER BY s.n_dead_tup DESC
"""


def measure(installation: Installation, crowd: Crowd, *, rate: int, minutes: int) -> dict[str, Any]:
    parts, connections = [], []
    memory: dict[str, list[float]] = {name: [] for name in GROWS}
    warming = _warm_up(installation, crowd, rate=round(rate * WARM), seconds=min(WARMING, minutes * 20))
    for number in range(max(3, minutes * 60 // PART)):
        drawn = crowd.draw(rate=rate, seconds=min(PART, minutes * 20))
        with watch.Watch(installation.cluster.socket, installation.leaders()) as looked:
            answers = load.run(drawn, port=installation.port, slow_port=installation.slow_port, folder=installation.var)
        pages, health = report.table(answers, drawn[-1].at), looked.told()
        wrong = sum(each.status >= 500 or each.status == 0 for each in answers)
        held = meter.memory(installation.leaders())
        for name in GROWS:
            memory[name].append(held[name])
        connections.append(health["usual_connections"])
        part = {kind: pages[kind] for kind in report.BARS}
        seen = {"usual": health["usual_connections"], "most": health["connections"]}
        parts.append({**part, "memory": held, "connections": seen, "faults": watch.faults(health, wrong, len(answers))})
        print(f"part {number + 1}: {json.dumps(part)} {held}", flush=True)
    installation.settle()
    found = {"rate": rate, "minutes": minutes, "warming": warming, "parts": parts, "tables": tables(installation)}
    return {**found, "faults": faults(memory, connections, found["tables"], parts)}


def _warm_up(installation: Installation, crowd: Crowd, *, rate: int, seconds: int) -> dict[str, Any]:
    """Load that is told and not judged."""
    drawn = crowd.draw(rate=rate, seconds=seconds)
    answers = load.run(drawn, port=installation.port, slow_port=installation.slow_port, folder=installation.var)
    pages = report.table(answers, drawn[-1].at)
    found = {"rate": rate, "seconds": seconds, **{kind: pages[kind] for kind in report.BARS}}
    print(f"warmed up: {json.dumps(found)}", flush=True)
    return found


def tables(installation: Installation) -> list[dict[str, Any]]:
    names = ("name", "live", "dead", "bytes", "vacuumed")
    rows = (line.split("|") for line in installation.query(TABLES.format(small=SMALL)).splitlines())
    return [{"name": row[0], **dict(zip(names[1:], map(int, row[1:]), strict=True))} for row in rows]


def faults(
    memory: dict[str, list[float]],
    connections: Sequence[float],
    of_tables: list[dict[str, Any]],
    parts: list[dict[str, Any]],
) -> list[str]:
    """
    What grew that should not, in sentences. The first third is for warming up. ``memory`` in MB and ``connections`` as they
    usually were, part by part: a pool opens some more for a busy second and keeps them ten minutes, which is no growth.
    """
    found = [sentence for part in parts for sentence in part["faults"]]
    for name, held in memory.items():
        before, after = _thirds(held)
        if after > GROWTH * before:
            found.append(f"the memory of {name} grew from {before:.0f} to {after:.0f} MB")
    before, after = _thirds(connections)
    if after > before:
        found.append(f"connections grew from {before:.0f} to {after:.0f}")
    for table in of_tables:
        if table["dead"] > BLOAT * (table["live"] + table["dead"]):
            found.append(f"{table['name']} holds {table['dead']:,} dead rows beside {table['live']:,}")
    return found


def _thirds(values: Sequence[float]) -> tuple[float, float]:
    """The median of the second third and of the last."""
    third = max(1, len(values) // 3)
    return statistics.median(values[-2 * third : -third]), statistics.median(values[-third:])


def in_words(run: dict[str, Any]) -> str:
    warm = run["warming"]
    rows = [
        f"# Soak, {run['date']}, commit {run['commit']}",
        "",
        f"{run['minutes']} minutes at {run['rate']} requests a second; {run['cases']:,} cases at its beginning. "
        + ("Nothing grew that should not." if not run["faults"] else "**" + "; ".join(run["faults"]) + ".**"),
        "",
        f"Before that, on a database just started, {warm['seconds'] // 60} minutes at {warm['rate']} a second, told and not "
        f"judged: reads p95 {warm['reads']['p95']} ms, writes p95 {warm['writes']['p95']} ms, "
        f"{warm['reads']['errors'] + warm['writes']['errors']} errors.",
        "",
        "| part | reads p95 ms | writes p95 ms | errors | web MB | worker MB | database MB | connections, usual (most) |",
        "|" + "---:|" * 8,
    ]
    for number, part in enumerate(run["parts"], 1):
        errors = part["reads"]["errors"] + part["writes"]["errors"]
        held = " | ".join(f"{part['memory'].get(name, 0):.0f}" for name in ("web", "worker", "database"))
        seen = f"{part['connections']['usual']:.0f} ({part['connections']['most']})"
        rows.append(f"| {number} | {part['reads']['p95']} | {part['writes']['p95']} | {errors} | {held} | {seen} |")
    rows += ["", "| table | rows | dead | MB | vacuumed by itself |", "|---|" + "---:|" * 4]
    for table in run["tables"][:12]:
        size = table["bytes"] / 1_000_000
        rows.append(
            f"| {table['name']} | {table['live']:,} | {table['dead']:,} | {size:.0f} | {table['vacuumed']} times |"
        )
    rows += ["", run["remark"]] if run.get("remark") else []
    return "\n".join(rows) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.soak", description=__doc__)
    parser.add_argument("--size", choices=("town", "island"), default="town")
    parser.add_argument("--minutes", type=int, default=90)
    parser.add_argument("--rate", type=int, default=40)
    parser.add_argument("--port", type=int, default=8100)
    parser.add_argument("--record", action="store_true")
    parser.add_argument(
        "--remark", default="", help="what a reader of the record has to know, such as what ran beside it"
    )
    chosen = parser.parse_args()
    installation = Installation(port=chosen.port, var=ROOT / "var" / f"bench-{chosen.size}")
    if not installation.is_filled:
        raise CliFailure("There is nothing to load yet. Run make bench (or make bench-island) first.")
    installation.fill(chosen.rate * chosen.minutes * HANDED_IN)
    installation.start()
    try:
        installation.settle()
        run = {
            **meter.about(),
            "remark": chosen.remark,
            "cases": int(installation.query("SELECT count(*) FROM casework_case")),
        }
        crowd = Crowd(asked.load(installation.requests), seed=2)
        run |= measure(installation, crowd, rate=chosen.rate, minutes=chosen.minutes)
    finally:
        installation.stop()
    print(in_words(run))
    if chosen.record:
        report.write("soak", run, in_words(run))
    return 1 if run["faults"] else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except CliFailure as failure:
        print(f"bench: {failure}", file=sys.stderr)
        sys.exit(1)
