"""
Keep the pack's catalogue: `extract` brings its keys to today's sources, `compile` makes what gettext reads, `count` tells how far
it is, `list` makes a sheet for a reviewer, `take` reads the sheet back.
"""

import argparse
import sys
from pathlib import Path

from django.conf import settings

from digigov.cli import environment
from digigov.cli.failures import CliFailure
from digigov.ui import catalogue, extraction, reviewing


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    actions.add_parser("extract", help="bring the keys to today's sources")
    actions.add_parser("compile", help="make what gettext reads")
    actions.add_parser("count", help="how many texts are reviewed, drafts or missing")
    sheet = actions.add_parser("list", help="the texts with their English, as a sheet (CSV)")
    sheet.add_argument("--language", default="acf", help="acf (Kwéyòl)")
    sheet.add_argument("--unreviewed", action="store_true", help="only those that await a reviewer")
    sheet.add_argument("--room", default="", help="only one service or part, such as birth-certificate or portal")
    sheet.add_argument("--to", type=Path, help="write it to this file instead of showing it")
    back = actions.add_parser("take", help="read a reviewed sheet back")
    back.add_argument("sheet", type=Path)
    back.add_argument("--reviewer", required=True, help="who reviewed it; stands in the catalogue")
    back.add_argument("--language", default="acf", help="acf (Kwéyòl)")
    for own in actions.choices.values():
        environment.add_place(own)


def run(args: argparse.Namespace) -> int:
    environment.start_django()
    actions = {"extract": _extract, "compile": _compile, "count": _count, "list": _list, "take": _take}
    actions[args.action](args)
    return 0


def _extract(args: argparse.Namespace) -> None:
    for code, source in catalogue.sources().items():
        came, went = extraction.refresh(source, code_root=environment.ROOT / "src", pack=settings.PACK)
        print(f"{code}: {came} new, {went} gone")


def _compile(args: argparse.Namespace) -> None:
    made = catalogue.prepare()
    print("\n".join(str(path) for path in made) or "Nothing had changed.")


def _count(args: argparse.Namespace) -> None:
    for code, source in catalogue.sources().items():
        messages = [message for message in catalogue.read(source) if message.id]
        done = [message for message in messages if message.string and any(message.string)]
        drafts = sum(message.fuzzy for message in done)
        print(
            f"{code}: {len(messages)} texts, {len(done) - drafts} reviewed, {drafts} drafts, {len(messages) - len(done)} missing"
        )


def _list(args: argparse.Namespace) -> None:
    texts = reviewing.texts_of(_source(args.language), unreviewed=args.unreviewed, room=args.room)
    if args.to is None:
        reviewing.write_sheet(texts, sys.stdout)
        return
    with args.to.open(
        "w", encoding="utf-8-sig", newline=""
    ) as file:  # the mark lets a spreadsheet see that it is UTF-8
        reviewing.write_sheet(texts, file)
    print(f"{len(texts)} texts in {args.to}.")


def _take(args: argparse.Namespace) -> None:
    try:
        with args.sheet.open(encoding="utf-8-sig", newline="") as file:
            taken = reviewing.take_sheet(_source(args.language), file, reviewer=args.reviewer)
    except (reviewing.SheetRefused, OSError, UnicodeDecodeError) as refusal:
        raise CliFailure(f"{args.sheet}: {refusal}") from None
    print(f"{taken} texts are reviewed. Look at them in a rehearsal, then commit the catalogue.")


def _source(language: str) -> Path:
    sources = catalogue.sources()
    if language not in sources:
        raise CliFailure(f"The pack has no language {language}; it has: {', '.join(sources)}.")
    return sources[language]
