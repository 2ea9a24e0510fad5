"""
``python -m bench.registers``: signed look-ups a second, each with its line of the trail: the gate, the request and its signature, the
register's process with its own, and the database, all on this machine. Readers are processes, as web servers are.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import threading
import time
from typing import Any

from bench import meter, report
from bench.installation import Installation
from digigov.cli import environment
from digigov.cli.environment import ROOT

AIM = 200  # a second, on two cores
THREADS = 4  # of each reader
LINES = "SELECT count(*) FROM audit_entry WHERE action = 'registries.register-read'"


def read_for(seconds: int) -> list[float]:
    """In a process of its own: how long each look-up took."""
    environment.start_django(pooled=True)
    from digigov.kernel.actor import system  # noqa: PLC0415 - once Django has started
    from digigov.kernel.clock import now  # noqa: PLC0415
    from digigov.modules.audit.commands import Purpose  # noqa: PLC0415
    from digigov.modules.registries.commands import read  # noqa: PLC0415

    until, took = time.monotonic() + seconds, list[float]()

    def reader() -> None:
        number = 0
        while time.monotonic() < until:
            begun, number = time.monotonic(), number + 1
            read(
                by=system("bench"), at=now(), register="national-id", key=str(9000001 + number % 40),
                fields=("full_name", "born_on"), purpose=Purpose("prove-identity"), may_be_stale=False,
            )  # fmt: skip
            took.append(time.monotonic() - begun)

    crowd = [threading.Thread(target=reader) for _ in range(THREADS)]
    for each in crowd:
        each.start()
    for each in crowd:
        each.join()
    return took


def measure(installation: Installation, *, readers: int, seconds: int) -> dict[str, Any]:
    words = [sys.executable, "-m", "bench.registers", "--reader", "--seconds", str(seconds)]
    given = {**os.environ, **environment.rehearsal(installation.port, installation.var)}
    before = int(installation.query(LINES))
    crowd = [subprocess.Popen(words, cwd=ROOT, env=given, stdout=subprocess.PIPE) for _ in range(readers)]
    took = sorted(each for one in crowd for each in json.loads(one.communicate(timeout=seconds + 120)[0]))
    return {
        "readers": readers,
        "read": len(took),
        "lines": int(installation.query(LINES)) - before,
        "per_second": round(len(took) / seconds, 1),
        "p50": round(1000 * statistics.median(took), 1),
        "p95": round(1000 * took[int(len(took) * 0.95)], 1),
    }


def in_words(run: dict[str, Any]) -> str:
    of = run["machine"]
    rows = [
        f"# Signed look-ups in registers, {run['date']}, commit {run['commit']}",
        "",
        f"{of['cores']} cores ({of['cpu']}), {of['memory_gb']} GB, everything on this machine, the register and its database too; "
        f"{run['seconds']} seconds each. Load of the machine when it began: {run['load']}. Aim {AIM} a second.",
        "",
        "| readers | look-ups | lines of the trail | a second | p50 ms | p95 ms |",
        "|---:|---:|---:|---:|---:|---:|",
    ]
    columns = ("readers", "read", "lines", "per_second", "p50", "p95")
    rows += [f"| {' | '.join(str(each[name]) for name in columns)} |" for each in run["runs"]]
    return "\n".join(rows) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.registers", description=__doc__)
    parser.add_argument("--port", type=int, default=8300)
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--record", action="store_true")
    parser.add_argument("--reader", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.reader:
        print(json.dumps(read_for(chosen.seconds)))
        return 0
    installation = Installation(port=chosen.port, var=ROOT / "var" / "bench-registers")
    installation.var.mkdir(parents=True, exist_ok=True)
    load = os.getloadavg()[0]
    installation.start()
    try:
        runs = [measure(installation, readers=readers, seconds=chosen.seconds) for readers in (1, 2)]
    finally:
        installation.stop()
    run = {**meter.about(), "load": round(load, 1), "seconds": chosen.seconds, "runs": runs}
    print(in_words(run))
    if chosen.record:
        report.write("registers", run, in_words(run))
    return 0


if __name__ == "__main__":
    sys.exit(main())
