"""
Write everything into one file: the database (as of one moment), the files, the keys, and a manifest with every hash.

Everybody can go on working meanwhile. It is encrypted to the public keys of DIGIGOV_BACKUP_RECIPIENTS (age's), so that this
machine cannot read it: --make-key FILE makes such a key; keep that file in a safe, far from here. Without recipients the file
is open to whoever gets it. Beside it lies erased/, who asked to be erased, by which a restore erases again. It goes to a folder or to s3://bucket/prefix; old ones go by DIGIGOV_BACKUP_KEEP and _DAYS. Files in
an S3 store are not in it; that store keeps versions of its own. The offline root key is never in it. Restore it with
`digigov restore`.
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import ProgrammingError
from django.utils.module_loading import import_string

from digigov.cli import environment
from digigov.cli.backups import archives
from digigov.cli.backups.keeping import Rule, backups_in, may_go, name_of
from digigov.cli.backups.sealing import make_identity, recipients_of, sealed
from digigov.cli.backups.stores import Folder, Store, store_of
from digigov.cli.dumps import Owner, database_up
from digigov.cli.failures import CliFailure
from digigov.kernel.clock import now


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--to", help="a folder or s3://bucket/prefix (DIGIGOV_BACKUPS, else backups in the data folder)"
    )
    parser.add_argument("--quiet", action="store_true", help="only where the backup is, for scripts")
    parser.add_argument("--make-key", type=Path, metavar="FILE", help="make a private key, and tell the public one")


def run(args: argparse.Namespace) -> int:
    if args.make_key:
        return _make_key(args.make_key)
    environment.require_data(args)
    environment.start_django(as_owner=True)
    place = (args.to or str(settings.DIGIGOV_BACKUPS)).rstrip("/")
    store = store_of(place)

    def say(sentence: str) -> None:
        if not args.quiet:
            print(sentence, flush=True)

    with database_up(args.var, embedded=args.is_embedded, alone=False):
        import_string("digigov.cli.replaying.note_all")(place, at=now(), say=say)
        name = _write(Owner.from_environment(), store, place=place, at=now(), say=say)
    say("The backup is whole:")
    print(f"{place}/{name}")
    _forget_old(store, at=now(), say=say)
    return 0


def _write(owner: Owner, store: Store, *, place: str, at: datetime, say: Callable[[str], None]) -> str:
    begun = time.monotonic()
    recipients, var = recipients_of(settings.DIGIGOV_BACKUP["recipients"]), Path(settings.VAR)
    name = name_of(at, is_sealed=bool(recipients))
    if not recipients:
        say("It is not encrypted: DIGIGOV_BACKUP_RECIPIENTS names nobody.")
    head = import_string("digigov.modules.audit.queries.find_head")()  # before the dump, which then holds this block
    sealed_up_to = {"block": head.block, "hash": head.hash} if head else None
    with tempfile.TemporaryDirectory(dir=var, prefix=".dump-") as beside, owner.files_stay():
        dump = Path(beside) / archives.DUMP
        say("Dumping the database …")
        rows = owner.dump(dump)
        say("Packing files and keys …")
        facts = {
            "postgresql": owner.major(),
            "migrations": owner.migrations(),
            "audit_head": sealed_up_to,
            "rows": rows,
        }
        with store.write(name) as target, sealed(target, recipients) as open_end:
            archives.write(open_end, at=at, dump=dump, var=var, facts=facts, say=say)
    seconds = round(time.monotonic() - begun)
    kept = {"name": name, "place": place, "made_at": at, "size": store.size(name), "is_sealed": bool(recipients)}
    note(**kept, seconds=seconds, say=say)
    return name


def note(*, say: Callable[[str], None], **kept: Any) -> None:
    """For the operations page. A database that is still to be migrated has no place for it; the backup is as good."""
    try:
        import_string("digigov.modules.operations.commands.note_backup")(**kept)
    except ProgrammingError:
        say("The operations page does not know of it: the database is of an older version.")


def _forget_old(store: Store, *, at: datetime, say: Callable[[str], None]) -> None:
    """A store that lets nobody remove anything (the best there is against thieves) is no failure of the backup."""
    rule = Rule(least=settings.DIGIGOV_BACKUP["least"], days=settings.DIGIGOV_BACKUP["days"])
    if isinstance(store, Folder):
        store.clear(at=at)
    try:
        for old in may_go(backups_in(store.names("digigov-")), at=at, rule=rule):
            store.remove(old.name)
            say(f"Removed {old.name}, which was too old.")
    except CliFailure as failure:
        say(f"Old backups stay: {failure}")


def _make_key(path: Path) -> int:
    if path.exists():
        raise CliFailure(f"{path} is there already, and is not overwritten: backups may need it.")
    public = make_identity(path, at=now())
    print(f"{path} is the private key: move it to a safe, and a copy to another. Without it no backup can be read.")
    print(f"DIGIGOV_BACKUP_RECIPIENTS={public}")
    return 0
