"""
The clock of a rehearsal: show it, or move it, so that deadlines, reminders and expiries happen before one's eyes.

  digigov clock                  what it shows
  digigov clock --ahead 1d       a day ahead; also 2h, 90d, 3m (months), 1y
  digigov clock --to 2027-03-01  to eight in the morning of that day

The rehearsal's worker takes it there a day at a time, and does what falls due on each; Ctrl-C leaves it to that. It never goes
back: only a new rehearsal begins earlier. Production has no such clock.
"""

import argparse
import time

from django.conf import settings
from django.utils.module_loading import import_string

from digigov.cli import environment
from digigov.cli.failures import CliFailure
from digigov.kernel.clock import ahead, local, now
from digigov.kernel.errors import DomainError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--ahead", metavar="TIME", help="how far: 2h, 1d, 90d, 3m, 1y")
    where.add_argument("--to", metavar="DATE", help="to this day: YYYY-MM-DD")


def run(args: argparse.Namespace) -> int:
    environment.require_data(args)
    environment.start_django()
    if not settings.REHEARSAL:
        raise CliFailure("Only a rehearsal's clock can be moved. Production goes by the machine's.")
    if args.ahead or args.to:
        _move(args)
    days = round(ahead().total_seconds() / 86400, 1)
    print(
        f"{local(now()):%A %d %B %Y, %H:%M} in the rehearsal, {f'{days:g} days ahead' if days else 'as on the machine'}."
    )
    return 0


def _move(args: argparse.Namespace) -> None:
    begin, find_move, moment_of = (
        import_string(f"digigov.rehearsal.{name}") for name in ("moving.begin", "moving.find_move", "wishes.moment_of")
    )
    begun = now()
    try:
        to = moment_of(args.ahead or args.to, at=begun)
        begin(to=to)
    except DomainError as refusal:
        raise CliFailure(str(refusal)) from None
    days, shown = (to - begun).days, None
    while move := find_move():
        passed = min((now() - begun).days, days)
        if move.is_stuck:
            raise CliFailure("The work of a day failed; the clock goes on once it succeeds. See the operations page.")
        if passed != shown:
            print(f"{local(now()):%d %B %Y}  {passed} of {days} days", flush=True)
            shown = passed
        time.sleep(0.5)
