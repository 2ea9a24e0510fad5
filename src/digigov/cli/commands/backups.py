"""
Which backups there are, how old and how large, how far back the archive goes, and when one was last restored for trial.

--json prints one object for machines. Exit code 1 if there is no backup at all. Needs no private key: names and sizes tell it.
"""

import argparse
import json
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from digigov.cli import archiver, environment
from digigov.cli.backups.keeping import backups_in
from digigov.cli.backups.stores import store_of
from digigov.cli.backups.wal import bases_in
from digigov.cli.failures import CliFailure
from digigov.kernel.clock import now


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="for machines")


def run(args: argparse.Namespace) -> int:
    environment.require_data(args)
    environment.start_django()
    store, at = store_of(settings.DIGIGOV_BACKUPS), now()
    found: dict[str, Any] = {
        "place": str(settings.DIGIGOV_BACKUPS),
        "backups": [
            {"name": each.name, "made_at": each.made_at, "bytes": store.size(each.name), "is_sealed": each.is_sealed}
            for each in reversed(backups_in(store.names("digigov-")))
        ],
        "archive": _archive(),
        "last_drill": _last_drill(),
    }
    if args.json:
        print(json.dumps(found, indent=2, default=str))
    else:
        _tell(found, at)
    return 0 if found["backups"] else 1


def _archive() -> dict[str, Any] | None:
    """None where nobody has said where it is."""
    try:
        store = archiver.archive()
    except CliFailure:
        return None
    bases = bases_in(store.names("base/"))
    return {"bases": len(bases), "back_to": bases[0].made_at if bases else None, "pieces": len(store.names("wal/"))}


def _last_drill() -> dict[str, Any] | None:
    last = import_string("digigov.modules.operations.queries.find_last_drill")()
    if last is None:
        return None
    return {
        "at": last.at,
        "backup": last.backup,
        "seconds": last.seconds,
        "is_well": last.is_well,
        "said": last.said,
    }


def _tell(found: dict[str, Any], at: datetime) -> None:
    print(f"{len(found['backups'])} backups in {found['place']}")
    for each in found["backups"]:
        age = at - each["made_at"]
        old = f"{age.days} d {age.seconds // 3600:2} h old"
        sealed = "" if each["is_sealed"] else "  NOT ENCRYPTED"
        print(f"  {each['name']}  {old}  {each['bytes'] / 1_000_000:,.1f} MB{sealed}")
    archive, drill = found["archive"], found["last_drill"]
    if archive is None:
        print("No archive is named here (DIGIGOV_ARCHIVE): nobody can go back to a minute.")
    else:
        since = f"{archive['back_to']:%Y-%m-%d %H:%M} UTC" if archive["back_to"] else "nowhere yet"
        print(f"The archive goes back to {since}: {archive['bases']} bases, {archive['pieces']} pieces of the log.")
    if drill is None:
        print("None was ever restored for trial: digigov drill.")
    else:
        how = "all was there" if drill["is_well"] else f"NOT all was there: {drill['said']}"
        print(
            f"Last restored for trial: {drill['backup']} at {drill['at']:%Y-%m-%d %H:%M %Z} in {drill['seconds']} s; {how}."
        )
