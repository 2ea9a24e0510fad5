"""
What is past its time, and who was erased.

  digigov retention --dry-run          how many records of each table are past their time; nothing changes
  digigov retention                    erase them now, as the nightly job does
  digigov retention --erased           who was erased at their own wish: ids, one JSON line each; to be kept beside the backups
  digigov retention --replay FILE      after a restore: erase those once more who were erased since the backup was written
"""

import argparse
from pathlib import Path

from django.utils.module_loading import import_string

from digigov.cli import environment


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--dry-run", action="store_true", help="only count")
    parser.add_argument("--erased", action="store_true", help="list who was erased at their own wish")
    parser.add_argument("--replay", type=Path, metavar="FILE", help="erase those of such a list once more")


def run(args: argparse.Namespace) -> int:
    environment.require_data(args)
    environment.start_django()
    environment.require_database()
    return int(import_string("digigov.cli.keeping.run")(args))
