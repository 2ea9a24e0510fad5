"""
``make bench`` and ``make bench-island``: fill an installation of its own, start it as ``digigov start`` does, load it as a country
does, report.

``--keep`` goes on with the installation that an earlier run filled; ``--cases``, ``--only`` and ``--parts`` make it small.
"""

import argparse
import resource
import shutil
import signal
import sys
import time
from typing import Any

from bench import asked, big_case, load, messages, meter, report, spike, watch
from bench.installation import SUBMISSIONS, Installation
from bench.people import Crowd
from digigov.cli.environment import ROOT
from digigov.cli.failures import CliFailure

STEPS = (50, 75, 100, 110, 125, 150, 175, 200, 225, 250, 275, 300, 350, 400)
RATE = 75
WARM_UP, STEP = 15, 60
CASES, STEADY, NAME = (
    {"town": 20_000, "island": 1_010_000},
    {"town": 60, "island": 1800},
    {"town": "load", "island": "island"},
)
PARTS = ("steady", "knee", "spike", "messages", "case")
BEGUN = time.monotonic()


def say(sentence: str) -> None:
    print(f"{time.monotonic() - BEGUN:6.0f} s  {sentence}", flush=True)


def main() -> int:
    chosen = _arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # and stop what was started
    if shutil.which("wrk") is None:
        raise CliFailure("The load tool wrk is missing. Install it (apt install wrk) and run make bench again.")
    installation = Installation(port=chosen.port, var=ROOT / "var" / f"bench-{chosen.size}")
    if not (chosen.keep and installation.is_filled):
        say(f"Making an installation in {installation.var} …")
        installation.make(size=chosen.size, cases=chosen.cases or CASES[chosen.size], examples=chosen.only)
    elif chosen.record and installation.was_loaded:
        say("Filling in applications anew; those of the last time are handed in …")
        installation.fill(SUBMISSIONS[chosen.size])
    say("Starting it …")
    installation.start()
    try:
        run = measure(installation, chosen)
    finally:
        installation.stop()
    print(report.in_words(run, None))
    if chosen.record:
        report.keep(run, NAME[chosen.size])
        say(f"Recorded in bench/results/{NAME[chosen.size]}.{{md,json,svg}}.")
    return 0 if report.is_well(run) else 1


def measure(installation: Installation, chosen: argparse.Namespace) -> dict[str, Any]:
    say("Waiting until the worker has done what was due …")
    installation.settle()
    crowd, queries = Crowd(asked.load(installation.requests), seed=chosen.seed), {}
    if "steady" in chosen.parts:
        say("Counting queries …")
        queries = installation.queries()
    if {"steady", "knee", "spike"} & set(chosen.parts):
        say("Warming up …")
        stretch(installation, crowd, rate=20, seconds=WARM_UP)
    run: dict[str, Any] = {
        **meter.about(),
        "size": chosen.size,
        "cases": int(installation.query("SELECT count(*) FROM casework_case")),
        "queries": queries,
        "steps": [],
        "faults": [],
    }
    installation.loaded.touch()
    with watch.Watch(installation.cluster.socket, installation.leaders()) as looked:
        if "steady" in chosen.parts:
            run["steady"] = stretch(installation, crowd, rate=RATE, seconds=chosen.seconds or STEADY[chosen.size])
    run["health"] = looked.told()
    if steady := run.get("steady"):
        steady["slowest"] = looked.beside(steady["slowest"])
        run["faults"] = watch.faults(run["health"], steady["server_errors"], steady["asked"])
    if "knee" in chosen.parts:
        run["steps"] = list(_until_it_breaks(installation, crowd, chosen.most))
    run["knee"] = max((step["rate"] for step in [*run["steps"], steady] if step and step["holds"]), default=0)
    if "spike" in chosen.parts:
        say(f"{spike.TIMES} times {RATE} a second for a minute …")
        run["spike"] = spike.measure(installation, crowd, rate=RATE, seconds=chosen.spike)
        installation.settle()
    if "messages" in chosen.parts:
        say("Telling 3,000 people in a minute …")
        run["messages"] = messages.measure(installation)
    if "case" in chosen.parts:
        say("Opening a case with many documents …")
        run["case"] = big_case.measure(installation)
    return run | {"memory": meter.memory(installation.leaders())}


def _until_it_breaks(installation: Installation, crowd: Crowd, most: int) -> Any:
    for rate in [each for each in STEPS if each <= most]:
        step = stretch(installation, crowd, rate=rate, seconds=STEP)
        yield step
        if not step["holds"]:
            return


def stretch(installation: Installation, crowd: Crowd, *, rate: int, seconds: int) -> dict[str, Any]:
    """One rate for some seconds, then until the queue is empty; a line on the screen."""
    drawn = crowd.draw(rate=rate, seconds=seconds)
    leaders = installation.leaders()
    before, begun, tool = meter.used(leaders), time.monotonic(), _children()
    answers = load.run(drawn, port=installation.port, slow_port=installation.slow_port, folder=installation.var)
    took = time.monotonic() - begun
    tool, after = _children() - tool, meter.used(leaders)
    begun = time.monotonic()
    waiting = installation.jobs_waiting()
    installation.settle()
    pages = report.table(answers, seconds)
    loaded = min(took, seconds + 1)
    found = {
        "rate": rate,
        "seconds": seconds,
        "asked": len(answers),
        "answered": round(sum(each.status != 0 for each in answers) / seconds, 1),
        "server_errors": sum(each.status >= 500 or each.status == 0 for each in answers),
        "pages": pages,
        "cpu": {**{n: round((after[n] - before[n]) / loaded, 2) for n in leaders}, "wrk": round(tool / loaded, 3)},
        "jobs_left": waiting,
        "drained_in": round(time.monotonic() - begun, 1),
        "statuses": _statuses(answers),
        "slowest": report.slowest(answers),
        "holds": report.holds(pages),
    }
    shown = {kind: pages[kind] for kind in report.BARS}
    told = ", ".join(f"{kind} p50 {of['p50']} p95 {of['p95']} p99 {of['p99']} ms" for kind, of in shown.items())
    errors = sum(of["errors"] for of in shown.values())
    say(f"{rate}/s: {told}; {errors} errors; cores {found['cpu']}; {waiting} jobs left")
    return found


def _statuses(answers: list[load.Answer]) -> dict[str, int]:
    """Answers that were not what they should be, by page and status."""
    found: dict[str, int] = {}
    for each in answers:
        if not each.is_right:
            found[f"{each.page} {each.status}"] = found.get(f"{each.page} {each.status}", 0) + 1
    return found


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--size", choices=list(CASES), default="town")
    parser.add_argument("--cases", type=int, default=0, help="so many cases")
    parser.add_argument("--only", default="", help="fill only from worked examples whose path holds this")
    parser.add_argument("--keep", action="store_true", help="go on with what an earlier run filled")
    parser.add_argument("--record", action="store_true", help="write bench/results/")
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS, help="measure only these")
    parser.add_argument("--seconds", type=int, default=0, help="how long at the rate of the bar")
    parser.add_argument("--spike", type=int, default=spike.SECONDS, help="how long the spike lasts")
    parser.add_argument("--most", type=int, default=max(STEPS), help="the highest rate tried")
    parser.add_argument("--port", type=int, default=8100)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    try:
        sys.exit(main())
    except CliFailure as failure:
        print(f"bench: {failure}", file=sys.stderr)
        sys.exit(1)
