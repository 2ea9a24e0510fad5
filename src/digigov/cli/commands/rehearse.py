"""
Fill an empty rehearsal with a fictional island: people with accounts, what registers know of them, officers for every post,
two years of cases.

The same size, seed, years and last day make the same island: the hash over its business facts, printed at the end, says so. What a crash
interrupts goes on with `digigov rehearse`. In production it does nothing.
"""

import argparse
from datetime import date

from django.conf import settings
from django.utils.module_loading import import_string

from digigov.cli import environment
from digigov.cli.dumps import database_up
from digigov.cli.failures import CliFailure

SIZES, YESTERDAY = ("small", "town", "island"), "yesterday"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--size", choices=SIZES, help="200, 20,000 or 180,000 people; the larger two with cases")
    size.add_argument("--people", type=_at_least_one, help="as many people")
    parser.add_argument("--cases", type=_at_least_one, help="as many cases, instead of what is usual for the size")
    parser.add_argument(
        "--only", default="", help="cases of none but those services and examples whose name holds this"
    )
    parser.add_argument("--years", type=_at_least_one, default=2, help="how many years lie behind it (2)")
    parser.add_argument("--seed", type=int, default=1, help="another number makes another island (1)")
    parser.add_argument("--until", type=_day, help="the island's last day (YYYY-MM-DD, or yesterday)")
    parser.add_argument("--hash", action="store_true", help="only work out the hash of what is there")


def run(args: argparse.Namespace) -> int:
    environment.require_data(args)
    environment.start_django()
    if not settings.REHEARSAL:
        raise CliFailure("This is not a rehearsal: nothing is made up here.")
    with database_up(args.var, embedded=args.is_embedded, alone=False):
        return int(import_string(f"digigov.cli.islands.{'show_hash' if args.hash else 'load'}")(args))


def _at_least_one(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"a number from 1, not {text}")
    return int(text)


def _day(text: str) -> date | str:
    if text == YESTERDAY:
        return text  # by the country's clock, which is known later
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"a day like 2026-10-31 or yesterday, not {text}") from None
