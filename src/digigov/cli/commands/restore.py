"""
Put a backup in place: check every hash, load the database beside the old one, then change them over.

Stop web server and worker first. A database that holds anything is only replaced with --replace, and even then kept under
another name, which is printed. Afterwards run `digigov migrate` if the backup is of an older version (`digigov start` does).
"""

import argparse
import tempfile
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db.migrations.loader import MigrationLoader

from digigov.cli import backups, environment
from digigov.cli.dumps import Owner, database_up
from digigov.cli.failures import CliFailure
from digigov.cli.stack import PREPARED
from digigov.kernel.clock import now


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="what `digigov backup` wrote")
    parser.add_argument("--replace", action="store_true", help="even if the database holds something")
    parser.add_argument("--check", action="store_true", help="only check that the file is whole")


def run(args: argparse.Namespace) -> int:
    if not args.file.is_file():
        raise CliFailure(f"There is no file {args.file}.")
    environment.start_django(as_owner=True)
    print(f"Checking {args.file.name} …", flush=True)
    manifest = backups.read_manifest(args.file, say=print)
    print(f"It is whole: {len(manifest['sha256'])} parts, made at {manifest['made_at']}.", flush=True)
    if not args.check:
        with database_up(args.var, embedded=args.is_embedded, alone=True):
            _put_in_place(args, manifest)
    return 0


def _put_in_place(args: argparse.Namespace, manifest: dict[str, object]) -> None:
    owner = Owner.from_environment()
    is_empty = _may_restore(owner, manifest, replace=args.replace)
    var, stamp = Path(settings.VAR), now().strftime("%Y%m%d_%H%M%S")
    aside = None if is_empty else f"{owner.database}_before_{stamp}"
    with tempfile.TemporaryDirectory(dir=args.var if args.is_embedded else None) as place:
        print("Loading the database …", flush=True)
        backups.unpack(args.file, names=lambda name: name == backups.DUMP, into=Path(place))
        owner.replace(Path(place) / backups.DUMP, set_aside=aside)
    (args.var / PREPARED).unlink(missing_ok=True)  # what was loaded is of another time
    print("Putting files and keys in place …", flush=True)
    if (var / "keys").exists():
        (var / "keys").rename(var / f"keys_before_{stamp}")
    count = backups.unpack(args.file, names=lambda name: name.split("/")[0] in backups.FOLDERS, into=var)
    print(f"Restored the state of {datetime.fromisoformat(str(manifest['made_at'])):%Y-%m-%d %H:%M %Z}, {count} files.")
    if aside:
        print(f"The replaced database is kept as {aside}; drop it when you are sure.")


def _may_restore(owner: Owner, manifest: dict[str, object], *, replace: bool) -> bool:
    """Whether the database is empty. :raises CliFailure: if it must not be replaced, or the backup is of a newer version."""
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    strange = [each for each in manifest["migrations"] if each not in known]  # type: ignore[attr-defined]
    if strange:
        raise CliFailure(
            f"The backup is of another version: {strange[0]} is unknown here. Restore it with that version."
        )
    if owner.major() < int(str(manifest["postgresql"])):
        raise CliFailure(
            f"The backup comes from PostgreSQL {manifest['postgresql']}; this is {owner.major()}, which is older."
        )
    is_empty = owner.is_empty()
    if not is_empty and not replace:
        raise CliFailure(f"The database {owner.database} is not empty. Add --replace to put the backup in its place.")
    if owner.others():
        raise CliFailure("Others work in the database. Stop the web server and the worker, then restore again.")
    return is_empty


def _unknown(migrations: list[str]) -> list[str]:
    """Those that the rooms of this version do not have; a room that has been given up since is no obstacle."""
    here = MigrationLoader(None).disk_migrations
    rooms = {app for app, _ in here}
    return [each for each in migrations if each.split(".")[0] in rooms and tuple(each.split(".", 1)) not in here]
