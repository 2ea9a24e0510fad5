"""
What is past its time, and who was erased.

  digigov retention --dry-run                      how many records of each table are past their time; nothing changes
  digigov retention                                erase them now, as the nightly job does
  digigov retention --replay --identity KEY        after going back to a minute: erase again who was erased since
  digigov retention --replay PLACE --identity KEY  the same with the list of another place

`digigov restore` replays by itself. The list lies beside the backups (erased/), encrypted as they are.
"""

import argparse
from pathlib import Path

from django.utils.module_loading import import_string

from digigov.cli import environment
from digigov.cli.backups.sealing import identities_of
from digigov.cli.dumps import database_up


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--dry-run", action="store_true", help="only count")
    parser.add_argument("--replay", nargs="?", const="", metavar="PLACE", help="what is noted beside the backups")
    parser.add_argument("--identity", type=Path, metavar="FILE", help="the private key, if the list is encrypted")


def run(args: argparse.Namespace) -> int:
    environment.require_data(args)
    is_replay = args.replay is not None
    environment.start_django(as_owner=is_replay)
    if is_replay:
        identities = identities_of(args.identity) if args.identity else []
        with database_up(args.var, embedded=args.is_embedded, alone=False):
            return int(import_string("digigov.cli.keeping.replay")(args.replay, identities))
    environment.require_database()
    return int(import_string("digigov.cli.keeping.run")(args))
