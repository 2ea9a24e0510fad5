"""
Bring the database to this version: migrations and the cache's table, as the role that owns the tables.

Refuses where a newer release has been: exit code 1. Reads DIGIGOV_DATABASE_OWNER_URL, which no web server or worker ever sees.
"""

import argparse

from django.core.management import call_command

from digigov.cli import environment
from digigov.cli.failures import CliFailure
from digigov.cli.releases import newer_migrations, sentence_of_newer


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--plan", action="store_true", help="only show what would be done")


def run(args: argparse.Namespace) -> int:
    environment.start_django(as_owner=True)
    newer = newer_migrations()
    if newer:
        raise CliFailure(sentence_of_newer(newer))
    call_command("migrate", verbosity=1 if args.plan else 0, interactive=False, plan=args.plan)
    if not args.plan:
        call_command("createcachetable", verbosity=0)
    return 0
