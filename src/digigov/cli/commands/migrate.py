"""
Bring the database to this version: migrations and the cache's table, as the role that owns the tables.

The release before may go on serving meanwhile: no migration waits for a lock longer than a second (while it waits, everybody
waits behind it); one that would is undone and tried again. --plan shows what would be done, and what would lock for long.
Refuses where somebody was erased since the backup that was put in place, until they are erased again; and where a newer release has been: exit code 1. Reads DIGIGOV_DATABASE_OWNER_URL, which no web server or worker ever sees.
"""

import argparse
import time

from django.core.management import call_command
from django.db import OperationalError, connection
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.utils.module_loading import import_string
from psycopg.errors import LockNotAvailable

from digigov.cli import environment
from digigov.cli.failures import CliFailure
from digigov.cli.migration_locks import long_locks
from digigov.cli.releases import newer_migrations, sentence_of_newer
from digigov.kernel.clock import now

LONGEST_WAIT = "1s"
TRIES = 60


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--plan", action="store_true", help="only show what would be done")


def run(args: argparse.Namespace) -> int:
    environment.start_django(as_owner=True)
    newer = newer_migrations()
    if newer:
        raise CliFailure(sentence_of_newer(newer))
    executor = MigrationExecutor(connection)
    plan = [migration for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]
    is_in_use = bool(executor.loader.applied_migrations)
    if args.plan:
        call_command("migrate", verbosity=1, interactive=False, plan=True)
        _warn(plan if is_in_use else [])
        return 0
    for migration in plan if is_in_use else ():
        _apply(migration)
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    import_string("digigov.cli.replaying.catch_up")(at=now(), say=print)
    return 0


def _warn(plan: list[Migration]) -> None:
    fresh: set[tuple[str, str]] = set()
    for migration in plan:
        for sentence in long_locks(migration, fresh=fresh):
            print(f"Locks for long: {sentence}")


def _apply(migration: Migration) -> None:
    """One migration, undone and tried again while others hold what it needs. What is built beside people's work may wait."""
    for left in reversed(range(TRIES)):
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, false)", [LONGEST_WAIT if migration.atomic else "0"])
        try:
            call_command("migrate", migration.app_label, migration.name, verbosity=0, interactive=False)
            return
        except OperationalError as error:
            if not isinstance(error.__cause__, LockNotAvailable):
                raise
            if not left:
                raise CliFailure(
                    f"{migration} could not get its lock in {TRIES} tries: somebody works in one long transaction. "
                    "Nothing of it was done; the release before goes on. Try again later."
                ) from error
            print(f"{migration} waits for others to end …", flush=True)
            time.sleep(1)
