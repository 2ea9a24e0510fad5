"""What the load needs on top of the country that the environment names: ``python -m bench.fill --requests FILE``."""

import argparse
from pathlib import Path

import django

django.setup()

from bench import asked  # noqa: E402
from bench.drafts import Drafts  # noqa: E402
from bench.visits import Visits  # noqa: E402


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--drafts", type=int, default=4_000)
    parser.add_argument("--submissions", type=int, default=3_000)
    parser.add_argument("--requests", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    print("Copying unfinished applications, opening sessions, preparing requests …", flush=True)
    drafts = Drafts(chosen.drafts, seed=chosen.seed)
    drafts.write()
    asked.save(Visits(drafts, submissions=chosen.submissions).prepare(), chosen.requests)


main()
