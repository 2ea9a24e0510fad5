"""What ``digigov retention`` does and says."""

import argparse
from collections.abc import Sequence
from typing import Any

from digigov.cli import replaying
from digigov.kernel.actor import system
from digigov.kernel.clock import now
from digigov.modules.privacy import commands, queries

MACHINE = system("privacy")


def run(args: argparse.Namespace) -> int:
    return look() if args.dry_run else sweep()


def look() -> int:
    """Counts by table; a table that two kinds of people name stands once for each."""
    found = queries.count_past(viewer=MACHINE, at=now())
    for room, table, count in found:
        if count:
            print(f"{count:>9}  {room}: {table}")
    print(f"{sum(count for _room, _table, count in found):>9}  past their time; nothing was changed")
    return 0


def sweep() -> int:
    counts = commands.sweep_past(by=MACHINE, at=now())
    again = commands.erase_rest(by=MACHINE, at=now())
    forgotten = commands.forget_people(by=MACHINE, at=now())
    for table, count in sorted(counts.items()):
        print(f"{count:>9}  {table}")
    print(f"{sum(counts.values()):>9}  erased; of {again} people who had asked earlier, what had to stay until now")
    print(f"{forgotten:>9}  people without an account forgotten, whom nothing named any more")
    return 0


def replay(place: str, identities: Sequence[Any]) -> int:
    """:raises CliFailure: if there is no list."""
    found = replaying.places(place)
    lists = replaying.lists_in(found, identities=identities, made_at="then")
    if not replaying.put_back(lists, identities=identities, at=now(), say=print):
        print("This database knows every wish to be erased that is noted.")
    return 0
