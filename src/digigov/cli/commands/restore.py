"""
Put a backup in place: check every hash, load the database beside the old one, then change them over.

Or, with --to "2026-11-22 14:03", bring back the state of that moment (the country's time; `latest` for all there is) from the
archive that `digigov archive` keeps. Outside a rehearsal: as the user postgres, with --data and the cluster stopped.

FILE is a file, s3://bucket/prefix/name, the name of one of DIGIGOV_BACKUPS, or `newest`. An encrypted one needs the private key
(--identity). Stop web server and worker first. A database that holds anything is only replaced with --replace, and even then
kept under another name, which is printed. Who was erased since is erased again by the list that lies beside the backups (or with
--erasures PLACE); without one it stops, unless --without-erasures is said. Afterwards run `digigov migrate` if the backup is of an older version (`digigov start`
does). Last it looks the audit trail over, as far as the backup wrote it down; exit code 1 if that is broken.
"""

import argparse
import tempfile
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.migrations.loader import MigrationLoader
from django.utils.module_loading import import_string

from digigov.cli import environment
from digigov.cli.backups import archives
from digigov.cli.backups.keeping import backups_in
from digigov.cli.backups.sealing import identities_of, opened
from digigov.cli.backups.stores import Store, split, store_of
from digigov.cli.dumps import Owner, database_up
from digigov.cli.failures import CliFailure
from digigov.cli.moments import to_moment
from digigov.cli.stack import PREPARED
from digigov.kernel.clock import now

REPLAYING = "digigov.cli.replaying"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", nargs="?", help="what `digigov backup` wrote, or newest")
    parser.add_argument(
        "--to", metavar="MOMENT", help='the state of a moment from the archive: "2026-11-22 14:03", or latest'
    )
    parser.add_argument("--data", type=Path, metavar="FOLDER", help="with --to: the stopped cluster's data folder")
    parser.add_argument("--identity", type=Path, metavar="FILE", help="the private key, if it is encrypted")
    parser.add_argument("--replace", action="store_true", help="even if the database holds something")
    parser.add_argument("--check", action="store_true", help="only check that it is whole")
    parser.add_argument(
        "--erasures", metavar="PLACE", default="", help="where the list of who was erased lies (erased/)"
    )
    parser.add_argument(
        "--without-erasures", action="store_true", help="the list is lost: let come back who was erased"
    )


def run(args: argparse.Namespace) -> int:
    if bool(args.file) == bool(args.to):
        raise CliFailure("Name what to restore: a backup's file, or a moment with --to.")
    if args.to:
        return to_moment(args)
    environment.start_django(as_owner=True)
    if args.check:
        read(args, into=None)
        return 0
    var = Path(settings.VAR)
    var.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=var, prefix=".restoring-") as place:
        manifest = read(args, into=Path(place))
        lists = [] if args.without_erasures else _lists(args, manifest)
        with database_up(args.var, embedded=args.is_embedded, alone=True):
            _put_in_place(args, manifest, Path(place))
            is_well = _erase_again(args, manifest, lists)
            return _look_at_the_trail(manifest) or int(not is_well)


def read(args: argparse.Namespace, *, into: Path | None) -> dict[str, Any]:
    """Every hash checked, and everything laid down beside what it may replace."""
    place, name = find(args.file)
    identities = _identities(args)
    print(f"Checking {name} …", flush=True)
    with ExitStack() as stack:
        sealed = stack.enter_context(store_of(place).read(name))
        source = stack.enter_context(opened(sealed, identities))
        manifest = archives.read(source, named=name, into=into, say=print)
    print(f"It is whole: {len(manifest['sha256'])} parts, made at {manifest['made_at']}.", flush=True)
    return manifest


def find(wanted: str) -> tuple[str, str]:
    """The store and the name in it."""
    if wanted == "newest":
        found = backups_in(store_of(settings.DIGIGOV_BACKUPS).names("digigov-"))
        if not found:
            raise CliFailure(f"There is no backup in {settings.DIGIGOV_BACKUPS}.")
        return str(settings.DIGIGOV_BACKUPS), found[-1].name
    if wanted.startswith("s3://") or Path(wanted).is_file():
        return split(wanted)
    if "/" not in wanted and wanted in store_of(settings.DIGIGOV_BACKUPS).names(wanted):
        return str(settings.DIGIGOV_BACKUPS), wanted
    raise CliFailure(f"There is no file {wanted}.")


def _put_in_place(args: argparse.Namespace, manifest: dict[str, Any], staged: Path) -> None:
    owner = Owner.from_environment()
    is_empty = _may_restore(owner, manifest, replace=args.replace)
    var, stamp = Path(settings.VAR), now().strftime("%Y%m%d_%H%M%S")
    aside = None if is_empty else f"{owner.database}_before_{stamp}"
    print("Loading the database …", flush=True)
    owner.replace(staged / archives.DUMP, set_aside=aside)
    (args.var / PREPARED).unlink(missing_ok=True)  # what was loaded is of another time
    print("Putting files and keys in place …", flush=True)
    if (var / "keys").exists():
        (var / "keys").rename(var / f"keys_before_{stamp}")
    count = archives.put_in_place(staged, var)
    print(f"Restored the state of {datetime.fromisoformat(str(manifest['made_at'])):%Y-%m-%d %H:%M %Z}, {count} files.")
    if aside:
        print(f"The replaced database is kept as {aside}; drop it when you are sure.")


def _lists(args: argparse.Namespace, manifest: dict[str, Any]) -> list[Store]:
    """Before anything is replaced. :raises CliFailure: if nothing tells who was erased since."""
    found = import_string(f"{REPLAYING}.places")(args.erasures or find(args.file)[0])
    told: list[Store] = import_string(f"{REPLAYING}.lists_in")(
        found,
        identities=_identities(args),
        made_at=f"{datetime.fromisoformat(str(manifest['made_at'])):%Y-%m-%d %H:%M}",
    )
    return told


def _erase_again(args: argparse.Namespace, manifest: dict[str, Any], lists: list[Store]) -> bool:
    """Who was erased since; of an older version `digigov migrate` asks for it. Whether it is done, or will be."""
    if args.without_erasures:
        print(
            "NOBODY WAS ERASED AGAIN, as you said. Ask the data protection officer who was erased since, and for them again."
        )
        return True
    if _is_older(manifest):
        print("Who was erased since can only be erased again after `digigov migrate`, which asks for it.")
        return True
    try:
        import_string(f"{REPLAYING}.put_back")(lists, identities=_identities(args), at=now(), say=print)
    except Exception as failure:  # noqa: BLE001 - the database is in place, and must not open like this
        print(f"Not everybody who was erased since is erased again: {failure}\n{import_string(f'{REPLAYING}.HOW')}")
        return False
    print("Nobody is known here again who was erased since.")
    return True


def _is_older(manifest: dict[str, Any]) -> bool:
    return bool(
        set(MigrationLoader(None).disk_migrations) - {tuple(each.split(".", 1)) for each in manifest["migrations"]}
    )


def _identities(args: argparse.Namespace) -> list[Any]:
    return identities_of(args.identity) if args.identity else []


def _look_at_the_trail(manifest: dict[str, Any]) -> int:
    """Whether it is whole and goes as far as the backup wrote down; nobody need wait for it."""
    head = manifest.get("audit_head")
    if _is_older(manifest):
        proof = f" --head {head['hash']}" if head else ""
        print(f"The backup is of an older version: run `digigov migrate`, then `digigov audit verify{proof}`.")
        return 0
    print("Web server and worker may start. Looking the audit trail over …", flush=True)
    is_whole, said = import_string("digigov.cli.trail.proof_of_trail")(head)
    print(said)
    return 0 if is_whole else 1


def _may_restore(owner: Owner, manifest: dict[str, Any], *, replace: bool) -> bool:
    """Whether the database is empty. :raises CliFailure: if it must not be replaced, or the backup is of a newer version."""
    strange = _unknown(manifest["migrations"])
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
