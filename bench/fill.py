"""Fill the installation that the environment names: ``python -m bench.fill --cases 20000 --requests FILE``."""

import argparse
import time
from pathlib import Path

import django

django.setup()

from bench import asked  # noqa: E402
from bench.visits import Visits  # noqa: E402
from digigov.rehearsal.island.filling import Island  # noqa: E402


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, default=20_000)
    parser.add_argument("--people", type=int, default=6_000)
    parser.add_argument("--drafts", type=int, default=4_000)
    parser.add_argument("--submissions", type=int, default=3_000)
    parser.add_argument("--requests", type=Path, required=True)
    parser.add_argument("--examples", default="", help="only those whose path holds this")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    begun = time.monotonic()

    def say(sentence: str) -> None:
        print(f"{time.monotonic() - begun:6.0f} s  {sentence}", flush=True)

    island = Island(people=chosen.people, cases=chosen.cases, drafts=chosen.drafts, seed=chosen.seed, say=say)
    island.only = chosen.examples
    island.fill()
    say("Opening sessions and preparing requests …")
    asked.save(Visits(island, submissions=chosen.submissions).prepare(), chosen.requests)
    say("Filled.")


main()
