"""
Write everything into one file: the database (as of one moment), the files, the keys, and a manifest with every hash.

Everybody can go on working meanwhile. The file holds personal data and keys and is not encrypted: keep it where only those
who may see both can read it. Files in an S3 store are not in it; that store keeps versions of its own. The offline root key
is never in it. Restore it with `digigov restore FILE`.
"""

import argparse
import tempfile
from pathlib import Path

from django.conf import settings
from django.utils.module_loading import import_string

from digigov.cli import backups, environment
from digigov.cli.dumps import Owner, database_up
from digigov.kernel.clock import now


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--to", type=Path, help="the folder (DIGIGOV_BACKUPS, else backups in the data folder)")
    parser.add_argument("--quiet", action="store_true", help="only the path of the file, for scripts")


def run(args: argparse.Namespace) -> int:
    environment.require_data(args)
    environment.start_django(as_owner=True)
    folder = args.to or Path(settings.DIGIGOV_BACKUPS)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def say(sentence: str) -> None:
        if not args.quiet:
            print(sentence, flush=True)

    with database_up(args.var, embedded=args.is_embedded, alone=False):
        owner = Owner.from_environment()
        at = now()
        head = import_string(
            "digigov.modules.audit.queries.find_head"
        )()  # before the dump, which then holds this block
        with tempfile.TemporaryDirectory(dir=folder, prefix=".dump-") as place:
            dump = Path(place) / backups.DUMP
            say("Dumping the database …")
            owner.dump(dump)
            say("Packing files and keys …")
            sealed = {"block": head.block, "hash": head.hash} if head else None
            facts = {"postgresql": owner.major(), "migrations": owner.migrations(), "audit_head": sealed}
            path = backups.write(folder, at=at, dump=dump, var=Path(settings.VAR), facts=facts, say=say)
    say("The backup is whole:")
    print(path)
    return 0
