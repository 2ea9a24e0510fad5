"""``digigov restore --to``: which moment is meant, which folder is to hold it, and what else comes back with it."""

import argparse
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from django.utils.module_loading import import_string

from digigov.cli import archiver, environment
from digigov.cli.backups.recovery import put_in_place, recover, refuse_running
from digigov.cli.backups.sealing import identities_of
from digigov.cli.backups.wal import fetch_files
from digigov.cli.failures import CliFailure
from digigov.cli.stack import PREPARED, take_the_folder
from digigov.kernel.clock import now

LATEST = "latest"
TIME_ZONE = "digigov.config.settings.base.TIME_ZONE"  # read once the environment says which copy this is about
WAYS = ("%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S")


def to_moment(args: argparse.Namespace) -> int:
    """Bring the cluster of a rehearsal, or that of ``--data``, to the moment; nothing is replaced before it got there."""
    moment = None if args.to == LATEST else moment_of(args.to)
    is_ours = args.is_embedded and args.data is None
    if args.data is None and not is_ours:
        raise CliFailure("Name the folder of the stopped cluster with --data, and run this as the user postgres.")
    data = (args.data or args.var / "postgres").absolute()
    stamp = now().strftime("%Y%m%d_%H%M%S")
    with ExitStack() as stack:
        if is_ours:
            environment.archive_of(args.var)
            stack.enter_context(take_the_folder(args.var))
        refuse_running(data)
        if data.exists() and any(data.iterdir()) and not args.replace:
            raise CliFailure(f"{data} is not empty. Add --replace: it is kept under another name.")
        fresh = data.with_name(f"{data.name}.recovering")
        reached = recover(place=archiver.place(), key=args.identity, to=moment, into=fresh, say=print)
        aside = put_in_place(fresh, data, stamp=stamp)
        if is_ours:
            (args.var / PREPARED).unlink(missing_ok=True)
            _bring_files(args)
    print(f"The database is as it was{f' at {args.to}' if moment else ''}; its last change is of {reached}.")
    print(
        "Who was erased since is known again: `digigov migrate` says so, and how they are erased before anybody is let in."
    )
    if aside:
        print(f"What was replaced is kept as {aside}; remove it when you are sure.")
    return 0


def moment_of(text: str) -> datetime:
    """In the country's time, unless it says otherwise."""
    for way in WAYS:
        try:
            found = datetime.strptime(text, way).replace(tzinfo=ZoneInfo(import_string(TIME_ZONE)))
            break
        except ValueError:
            continue
    else:
        raise CliFailure(f'Write the moment as "2026-11-22 14:03" (the country\'s time) or {LATEST}, not {text!r}.')
    return found


def _bring_files(args: argparse.Namespace) -> None:
    identities = identities_of(args.identity) if args.identity else []
    count = fetch_files(archiver.archive(), Path(args.var) / "files" / "content", identities=identities)
    print(f"{count} files that were missing came out of the archive.")
