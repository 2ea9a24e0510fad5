"""
The archive from which one goes back to a minute: `base` takes a base backup and removes what is too old, `files` brings what
is new among the files, `list` tells how far back one can go.

PostgreSQL itself hands over its log: archive_command = '… -m digigov.cli.archiver keep "%p"' (docs/how-to/backup.md). The archive is
DIGIGOV_ARCHIVE, a folder or s3://bucket/prefix; everything in it is encrypted to DIGIGOV_BACKUP_RECIPIENTS. `digigov start
--archive` does it for a rehearsal. Going back: `digigov restore --to "2026-11-22 14:03" --identity KEY`.
"""

import argparse
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import psycopg

from digigov.cli import archiver, environment
from digigov.cli.backups import wal
from digigov.cli.backups.sealing import identities_of
from digigov.cli.dumps import program_of
from digigov.cli.failures import CliFailure
from digigov.cli.pg_programs import explain
from digigov.cli.postgres import Cluster, superuser
from digigov.config import env
from digigov.kernel.clock import now

# by the database's clock, which is that of its log: a rehearsal's own may have been moved
QUESTION = "SELECT current_setting('archive_mode'), pg_walfile_name(pg_current_wal_lsn()), clock_timestamp()"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    shelf = parser.add_subparsers(dest="part", required=True, metavar="PART")
    for name, (sentence, _) in PARTS.items():
        own = shelf.add_parser(name, help=sentence, description=sentence)
        environment.add_place(own)
        if name == "files":
            own.add_argument("--back", action="store_true", help="bring back those that are missing here")
            own.add_argument("--identity", type=Path, metavar="FILE", help="with --back: the private key")


def run(args: argparse.Namespace) -> int:
    if args.is_embedded:
        environment.archive_of(args.var)
    return PARTS[args.part][1](args)


def base(args: argparse.Namespace) -> int:
    """As PostgreSQL's superuser: in a rehearsal ours, else whoever libpq's environment says (the user postgres)."""
    if args.is_embedded:
        os.environ.update(superuser(Cluster(args.var / "postgres")))
    with psycopg.connect(dbname="postgres", autocommit=True) as connection:
        major = connection.info.server_version // 10000
        mode, first, at = connection.execute(QUESTION).fetchone() or ("off", "", now())
    if mode == "off":
        raise CliFailure("PostgreSQL does not archive its log (archive_mode is off): a base alone is of no use.")
    store, keys = archiver.archive(), archiver.recipients()
    name = wal.base_name(at, first, is_sealed=bool(keys))
    words = ["--pgdata=-", "--format=tar", "--wal-method=none", "--checkpoint=fast", "--no-password"]
    _stream([program_of("pg_basebackup", major), *words], store, name, keys)
    print(f"{archiver.place()}/{name}")
    for old in wal.may_go(store, at=at, least=2, days=env.number("ARCHIVE_DAYS", 8)):
        store.remove(old)
    return 0


def _stream(command: list[str], store: wal.Store, name: str, keys: list[object]) -> None:
    with wal.squeezed(store, name, keys) as target:
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd="/") as process:
            assert process.stdout and process.stderr  # noqa: S101 - asked for above
            while chunk := process.stdout.read(wal.CHUNK):
                target.write(chunk)
            said = process.stderr.read().decode(errors="replace")
        if process.returncode:
            raise CliFailure(explain("pg_basebackup", said))


def files(args: argparse.Namespace) -> int:
    folder = Path(env.text("VAR")) / "files" / "content"
    if args.back:
        identities = identities_of(args.identity) if args.identity else []
        print(f"{wal.fetch_files(archiver.archive(), folder, identities=identities)} files that were missing are back.")
        return 0
    count = wal.keep_files(archiver.archive(), folder, recipients=archiver.recipients())
    print(f"{count} new files.")
    return 0


def listing(args: argparse.Namespace) -> int:
    store = archiver.archive()
    bases = wal.bases_in(store.names("base/"))
    for each in bases:
        print(f"{each.made_at:%Y-%m-%d %H:%M} UTC  {each.name}")
    pieces = store.names("wal/")
    print(f"{len(bases)} bases, {len(pieces)} pieces of the log, {len(store.names('files/'))} files.")
    return 0


PARTS: dict[str, tuple[str, Callable[[argparse.Namespace], int]]] = {
    "base": ("take a base backup, then remove what is too old", base),
    "files": ("bring what is new among the files", files),
    "list": ("what the archive holds", listing),
}
