"""What ``digigov rehearse`` does; imported once it is known to be a rehearsal."""

import argparse
from datetime import timedelta

from digigov.cli.commands.rehearse import YESTERDAY
from digigov.cli.failures import CliFailure
from digigov.cli.progress import Progress
from digigov.kernel.clock import local_date, now
from digigov.rehearsal.island import loading
from digigov.rehearsal.island.facts import facts


def load(args: argparse.Namespace) -> int:
    wanted = _wanted(args) if args.size or args.people else loading.unfinished()
    if wanted is None:
        raise CliFailure("Choose how large: --size small, town or island, or --people.")
    try:
        record = loading.load(wanted, tell=Progress().tell)
    except (loading.CannotLoad, loading.RangeFull) as reason:
        raise CliFailure(str(reason)) from reason
    print(
        f"{record.people:,} people, {record.cases:,} cases, {record.years} years until {record.until}, seed {record.seed}"
    )
    print(record.digest)
    return 0


def _wanted(args: argparse.Namespace) -> loading.Wanted:
    size = loading.SIZES[args.size] if args.size else None
    people = size.people if size else args.people
    cases = args.cases if args.cases is not None else size.cases if size else 0
    until = local_date(now()) - timedelta(days=1) if args.until == YESTERDAY else args.until
    return loading.Wanted(people, args.years, args.seed, until, cases, args.only)


def show_hash(args: argparse.Namespace) -> int:
    """Each topic with the number of its rows and their sum, to see where two islands differ; last the hash."""
    found = facts()
    for topic, line in sorted(found.topics.items()):
        print(f"{topic:<30} {line}")
    print(found.digest)
    return 0
