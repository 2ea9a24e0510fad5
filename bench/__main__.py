"""
``make bench``: fill an installation of its own, start it as ``digigov start`` does, load it step by step, report.

``python -m bench --keep`` goes on with the installation that an earlier run filled; ``--cases`` and ``--only`` make it small.
"""

import argparse
import json
import resource
import shutil
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from typing import Any

from bench import asked, load, meter, report
from bench.installation import Installation
from digigov.cli.environment import ROOT
from digigov.cli.failures import CliFailure

STEPS = (50, 75, 100, 125, 150, 175, 200, 225, 250, 275, 300, 350, 400)
BAR = 50
WARM_UP, STEADY, STEP = 15, 60, 20
BEGUN = time.monotonic()


def say(sentence: str) -> None:
    print(f"{time.monotonic() - BEGUN:6.0f} s  {sentence}", flush=True)


def main() -> int:
    chosen = _arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # and stop what was started
    if chosen.keep and chosen.record:
        raise CliFailure(
            "With --keep applications are handed in again that were handed in already: that is not recorded."
        )
    if shutil.which("wrk") is None:
        raise CliFailure("The load tool wrk is missing. Install it (apt install wrk) and run make bench again.")
    installation = Installation(port=chosen.port, var=ROOT / "var" / "bench")
    if not (chosen.keep and installation.is_filled):
        say(f"Making an installation with {chosen.cases:,} cases in var/bench …")
        installation.make(cases=chosen.cases, examples=chosen.only)
    say("Starting it …")
    installation.start()
    try:
        run = measure(installation, chosen)
    finally:
        installation.stop()
    print(report.in_words(run, None))
    if chosen.record:
        report.keep(run)
        say("Recorded in bench/results/load.{md,json,svg}.")
    return 0 if run["steady"]["holds"] else 1


def measure(installation: Installation, chosen: argparse.Namespace) -> dict[str, Any]:
    say("Waiting until the worker has done what was due …")
    installation.settle()
    say("Counting queries …")
    queries = json.loads(
        subprocess.run(
            [sys.executable, "-m", "bench.queries", str(installation.requests)],
            env=installation.surroundings("digigov.config.settings.rehearsal"),
            cwd=ROOT,
            check=True,
            stdout=subprocess.PIPE,
        ).stdout
    )
    stock = load.Stock(asked.load(installation.requests), seed=chosen.seed)
    say("Warming up …")
    stretch(installation, stock, rate=20, seconds=WARM_UP)
    steady, steps = None, []
    for rate in [BAR, *(r for r in STEPS if BAR < r <= chosen.most)]:
        step = stretch(installation, stock, rate=rate, seconds=STEADY if steady is None else STEP)
        steady = steady or step
        steps.append(step)
        if not step["holds"]:
            break
    return {
        "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "commit": meter.commit(),
        "machine": meter.machine(),
        "cases": int(installation.query("SELECT count(*) FROM casework_case")),
        "knee": max((step["rate"] for step in steps if step["holds"]), default=0),
        "queries": queries,
        "steady": steady,
        "steps": steps,
        "memory": meter.memory(installation.leaders()),
    }


def stretch(installation: Installation, stock: load.Stock, *, rate: int, seconds: int) -> dict[str, Any]:
    """One rate for some seconds, then until the queue is empty; a line on the screen."""
    drawn = stock.draw(rate=rate, seconds=seconds)
    leaders = installation.leaders()
    before, begun, tool = meter.used(leaders), time.monotonic(), _children()
    answers = load.run(drawn, port=installation.port, folder=installation.var)
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
        "answered": round(sum(each.status != 0 for each in answers) / seconds, 1),
        "pages": pages,
        "cpu": {**{n: round((after[n] - before[n]) / loaded, 2) for n in leaders}, "wrk": round(tool / loaded, 3)},
        "jobs_left": waiting,
        "drained_in": round(time.monotonic() - begun, 1),
        "statuses": _statuses(answers),
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
    parser.add_argument("--cases", type=int, default=20_000)
    parser.add_argument("--only", default="", help="fill only from worked examples whose path holds this")
    parser.add_argument("--keep", action="store_true", help="go on with what an earlier run filled")
    parser.add_argument("--record", action="store_true", help="write bench/results/")
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
