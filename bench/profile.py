"""
Where a web process spends its time under load, by page: ``python -m bench.profile --rate 75`` on an installation that ``make bench``
filled. Needs py-spy (``pip install py-spy``), which looks from outside. Writes ``profiles/web.md`` and ``profiles/web.folded.gz``, which
flamegraph.pl and speedscope read.
"""

import argparse
import gzip
import re
import shutil
import subprocess
import sys
from collections import Counter, defaultdict
from datetime import UTC, datetime
from pathlib import Path

from bench import asked, load, meter
from bench.installation import Installation
from bench.people import Crowd, Drawn
from digigov.cli.environment import ROOT
from digigov.cli.failures import CliFailure

PROFILES = Path(__file__).parent / "profiles"
A_SECOND, SHOWN, LEAST = 200, 12, 0.04
WARM_UP = 20  # seconds
VIEW = re.compile(r"(\w+) \(digigov/sites/(?:portal|desk|account)/(\w+)\.py")
OURS = re.compile(r"[\w<>.]+ \((?:digigov/|django/template|jinja2/|<template>)")
Stack = list[str]


def read(folded: str) -> Counter[tuple[str, ...]]:
    found: Counter[tuple[str, ...]] = Counter()
    for line in folded.splitlines():
        stack, _, count = line.rpartition(" ")
        found[tuple(stack.split(";"))] += int(count)
    return found


def page_of(stack: tuple[str, ...]) -> str:
    """The view that is at work: the outermost function of a site's file."""
    for frame in stack:
        if match := VIEW.match(frame):
            return f"{match[2]}.{match[1]}"
    return "before and after the page"


def in_words(samples: Counter[tuple[str, ...]], *, rate: int) -> str:
    total = sum(samples.values())
    pages: Counter[str] = Counter()
    inside: dict[str, Counter[str]] = defaultdict(Counter)
    for stack, count in samples.items():
        page = page_of(stack)
        pages[page] += count
        for frame in {_short(frame) for frame in stack}:
            inside[page][frame] += count
    rows = [
        f"# Where a web process spends its time, {datetime.now(UTC):%Y-%m-%d}, commit {meter.commit()}",
        "",
        f"{total:,} looks at whoever held the interpreter, {A_SECOND} a second, at {rate} mixed requests a second. A share counts what a function "
        "does itself and what it calls.",
    ]
    for page, count in pages.most_common(SHOWN):
        rows += ["", f"## {page}: {100 * count / total:.0f} %", ""]
        rows += [
            f"- {100 * of / count:.0f} % {frame}"
            for frame, of in inside[page].most_common(60)
            if count > of >= LEAST * count and OURS.match(frame)
        ]
    return "\n".join(rows) + "\n"


def _short(frame: str) -> str:
    return re.sub(r":\d+\)$", ")", frame)


def record(pid: int, seconds: int, path: Path) -> "subprocess.Popen[bytes]":
    tool = shutil.which("py-spy")
    if tool is None:
        raise CliFailure("py-spy is missing: pip install py-spy")
    words = [tool, "record", "--pid", str(pid), "--gil", "--format", "raw", "--rate", str(A_SECOND)]
    return subprocess.Popen([*words, "--duration", str(seconds), "--output", str(path)], stdout=subprocess.DEVNULL)


def _load(installation: Installation, drawn: list[Drawn]) -> None:
    load.run(drawn, port=installation.port, slow_port=installation.slow_port, folder=installation.var)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.profile", description=__doc__)
    parser.add_argument("--size", choices=("town", "island"), default="town")
    parser.add_argument("--rate", type=int, default=75)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--port", type=int, default=8100)
    chosen = parser.parse_args()
    installation = Installation(port=chosen.port, var=ROOT / "var" / f"bench-{chosen.size}")
    if not installation.is_filled:
        raise CliFailure("There is nothing to load yet. Run make bench first.")
    installation.start()
    try:
        installation.settle()
        crowd, folded = Crowd(asked.load(installation.requests), seed=3), installation.var / "folded"
        _load(installation, crowd.draw(rate=20, seconds=WARM_UP))  # templates and definitions are read then
        drawn = crowd.draw(rate=chosen.rate, seconds=chosen.seconds)
        looking = record(meter.children(installation.leaders()["web"])[-1], chosen.seconds, folded)
        _load(installation, drawn)
        looking.wait(60)
    finally:
        installation.stop()
    PROFILES.mkdir(exist_ok=True)
    text = folded.read_text()
    (PROFILES / "web.folded.gz").write_bytes(gzip.compress(text.encode(), mtime=0))
    (PROFILES / "web.md").write_text(in_words(read(text), rate=chosen.rate))
    print(in_words(read(text), rate=chosen.rate))
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except CliFailure as failure:
        print(f"bench: {failure}", file=sys.stderr)
        sys.exit(1)
