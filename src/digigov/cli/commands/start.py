"""
Start a rehearsal of everything on this machine: database, web server, worker, and the sandbox parts of the outside world.

The first start takes up to two minutes, later ones seconds; data is kept in var/PORT. Ctrl-C stops all of it. With
DATABASE_URL (and DIGIGOV_DATABASE_OWNER_URL) set, that PostgreSQL is used instead of the embedded one.
"""

import argparse

from digigov.cli.stack import Stack


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--archive", action="store_true", help="keep the database's log, to go back to a minute: it grows"
    )
    parser.add_argument("--no-durability", action="store_true", help="faster, for tests: a power cut may lose data")


def run(args: argparse.Namespace) -> int:
    Stack(
        port=args.port, var=args.var, embedded=args.is_embedded, durable=not args.no_durability, archive=args.archive
    ).run()
    return 0
