"""
Restore the newest backup (or the one that is named) beside the live system, look whether everything is there, throw it away.

How long it took and what was found is kept, and shown on the operations page and by `digigov check`. Exit code 1 if anything is
missing. People go on working meanwhile. It needs a private key (--identity), room for the unpacked backup in the data folder,
and PostgreSQL's programs. With --to "2026-11-22 14:03" (the country's time) or --to latest it is the archive that is tried.
"""

import argparse
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.module_loading import import_string

from digigov.cli import archiver, environment
from digigov.cli.commands.restore import find, read
from digigov.cli.failures import CliFailure
from digigov.cli.moments import LATEST, moment_of
from digigov.kernel.clock import now

if TYPE_CHECKING:
    from digigov.cli.drills import Drilled

NOTE = "digigov.modules.operations.commands.note_drill"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", nargs="?", default="newest", help="what `digigov backup` wrote (newest)")
    parser.add_argument("--to", metavar="MOMENT", help="instead of a backup: the archive, up to a moment, or latest")
    parser.add_argument("--identity", type=Path, metavar="FILE", help="the private key, if it is encrypted")


def run(args: argparse.Namespace) -> int:
    environment.require_data(args)
    environment.start_django()
    if args.to and args.is_embedded:
        environment.archive_of(args.var)
    name = f"archive, {args.to}" if args.to else find(args.file)[1]
    note = import_string(NOTE)
    try:
        done = _drilled(args)
    except CliFailure as failure:
        note(at=now(), backup=name, made_at=None, seconds=0, is_well=False, said=str(failure))
        raise
    for finding in done.findings:
        print(f"{'ok    ' if finding.ok else 'NOT OK'}  {finding.name}: {finding.sentence}", flush=True)
    wrong = "; ".join(f"{each.name}: {each.sentence}" for each in done.findings if not each.ok)
    note(at=now(), backup=name, made_at=done.made_at, seconds=done.seconds, is_well=done.is_well, said=wrong)
    print(f"{name} was restored and looked through in {done.seconds} seconds.")
    return 0 if done.is_well else 1


def _drilled(args: argparse.Namespace) -> "Drilled":
    drills, told = import_module("digigov.cli.drills"), {"var": Path(settings.VAR), "at": now(), "say": print}
    done: Drilled
    if args.to:
        to = None if args.to == LATEST else moment_of(args.to)
        done = drills.drill_archive(place=archiver.place(), key=args.identity, to=to, **told)
    else:
        done = drills.drill(lambda into: read(args, into=into), **told)
    return done
