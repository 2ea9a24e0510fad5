"""
The audit trail's chain: its head to write down elsewhere, everything sealed now, or all of it looked over.

  digigov audit head                    the newest block and its hash
  digigov audit seal                    seal all that has settled, then say the head
  digigov audit verify                  look over every block; exit code 1 at the first that is not as it was sealed
  digigov audit verify --head HASH      and say whether a hash that was written down stands in the chain
  digigov audit verify --published FILE and whether the heads that somebody saved from the public page do
"""

import argparse

from django.utils.module_loading import import_string

from digigov.cli import environment


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=["head", "seal", "verify"])
    parser.add_argument("--from", type=int, default=1, dest="first", help="verify from this block on (1)")
    parser.add_argument(
        "--head",
        action="append",
        default=[],
        dest="heads",
        help="a hash that was written down; may be given more than once",
    )
    parser.add_argument(
        "--published",
        action="append",
        default=[],
        help="signed heads (JSON lines) saved from /open-data/audit-heads/; may be given more than once",
    )


def run(args: argparse.Namespace) -> int:
    environment.require_data(args)
    environment.start_django()
    environment.require_database()
    return int(import_string(f"digigov.cli.trail.{args.what}")(args))
