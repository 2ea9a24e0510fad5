"""What ``digigov retention`` does and says."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any
from uuid import UUID

from digigov.kernel.actor import system
from digigov.kernel.clock import now
from digigov.modules.privacy import commands, queries
from digigov.modules.privacy.definitions import Whose

MACHINE = system("privacy")


def run(args: argparse.Namespace) -> int:
    if args.erased:
        return say_erased()
    if args.replay:
        return replay(args.replay)
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
    for table, count in sorted(counts.items()):
        print(f"{count:>9}  {table}")
    print(f"{sum(counts.values()):>9}  erased; of {again} people who had asked earlier, what had to stay until now")
    return 0


def say_erased() -> int:
    for line in erased_lines():
        print(line)
    return 0


def erased_lines() -> list[str]:
    return [
        json.dumps(
            {
                "reference": view.reference,
                "ended_at": view.ended_at.isoformat() if view.ended_at else "",
                "closes": view.closes,
                "party": str(whose.party_id),
                "parties": sorted(str(each) for each in whose.party_ids),
                "accounts": sorted(str(each) for each in whose.account_ids),
            }
        )
        for view, whose in queries.all_done()
    ]


def replay(path: Path) -> int:
    """Exit code 1, and nothing done, if a line is not one of those."""
    try:
        people = [_person(json.loads(line)) for line in path.read_text().splitlines() if line.strip()]
    except (OSError, ValueError, KeyError, TypeError) as wrong:
        print(f"This is no list of erasures: {wrong}", file=sys.stderr)
        return 1
    again = sum(
        commands.replay_erasure(by=MACHINE, at=now(), whose=whose, closes=closes, reference=reference)
        for reference, whose, closes in people
    )
    print(f"{len(people)} people were erased before; of {again} something had come back, and is erased again")
    return 0


def _person(said: dict[str, Any]) -> tuple[str, Whose, bool]:
    parties = frozenset(UUID(each) for each in said["parties"])
    accounts = frozenset(UUID(each) for each in said["accounts"])
    return str(said["reference"]), Whose(UUID(said["party"]), parties, accounts), bool(said["closes"])
