"""
Keep the pack's catalogue: `extract` brings its keys to today's sources, `compile` makes what gettext reads, `count` tells how far it is.
"""

import argparse

from django.conf import settings

from digigov.cli import environment
from digigov.ui import catalogue, extraction

ACTIONS = ("extract", "compile", "count")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=ACTIONS)


def run(args: argparse.Namespace) -> int:
    environment.start_django()
    {"extract": _extract, "compile": _compile, "count": _count}[args.action]()
    return 0


def _extract() -> None:
    for code, source in catalogue.sources().items():
        came, went = extraction.refresh(source, code_root=environment.ROOT / "src", pack=settings.PACK)
        print(f"{code}: {came} new, {went} gone")


def _compile() -> None:
    made = catalogue.prepare()
    print("\n".join(str(path) for path in made) or "Nothing had changed.")


def _count() -> None:
    for code, source in catalogue.sources().items():
        messages = [message for message in catalogue.read(source) if message.id]
        done = [message for message in messages if message.string and any(message.string)]
        drafts = sum(message.fuzzy for message in done)
        print(
            f"{code}: {len(messages)} texts, {len(done) - drafts} reviewed, {drafts} drafts, {len(messages) - len(done)} missing"
        )
