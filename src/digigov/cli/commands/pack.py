"""
The country pack: check it, see what loading it would change, load it, write the schemas that editors use.

  digigov pack check [FOLDER]     every fault, with file and line; exit code 1 if there are any
  digigov pack diff [FOLDER]      what loading it would change, in words
  digigov pack load [FOLDER]      check it and publish what changed, all or nothing
  digigov pack schema --to FOLDER JSON Schemas of every kind of file
"""

import argparse
from pathlib import Path

from django.utils.module_loading import import_string

from digigov.cli import environment


def add_arguments(parser: argparse.ArgumentParser) -> None:
    shelf = parser.add_subparsers(dest="what", required=True, metavar="check|diff|load|schema")
    for name, does in (
        ("check", "say what is wrong with it"),
        ("diff", "say what loading it would change"),
        ("load", "publish what changed"),
    ):
        own = shelf.add_parser(name, help=does)
        environment.add_place(own)
        own.add_argument("folder", nargs="?", type=Path, help="the pack (the one that the settings name)")
    own = shelf.add_parser("schema", help="write JSON Schemas for editors")
    environment.add_place(own)
    own.add_argument("--to", type=Path, default=environment.ROOT / "packs" / "schema", help="where to (packs/schema)")


def run(args: argparse.Namespace) -> int:
    environment.start_django()
    return import_string(f"digigov.cli.packs.{args.what}")(args)
