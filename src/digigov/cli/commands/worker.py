"""
Do the jobs of the queue until stopped, giving way to whoever waits at a page. SIGTERM lets running jobs finish; jobs of a worker
that died are found by its heartbeat and done again by another. Each second it also looks after the contact centre.
"""

import argparse
from contextlib import nullcontext

from django.utils.module_loading import import_string
from procrastinate.contrib.django import app

from digigov.cli import environment
from digigov.cli.giving_way import give_way
from digigov.cli.tending import Tending


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--concurrency", type=int, default=4, help="jobs at the same time (4 suits two cores)")
    parser.add_argument("--queue", action="append", dest="queues", help="only this queue; may be given more than once")
    parser.add_argument("--until-empty", action="store_true", help="end when nothing is left to do")


def run(args: argparse.Namespace) -> int:
    give_way()
    environment.start_django(pooled=True)
    environment.require_database()
    import_string("digigov.cli.replaying.require_caught_up")(say=print)  # or it erases who has withdrawn since
    tending = nullcontext() if args.queues or args.until_empty else Tending()
    with tending, app.replace_connector(app.connector.get_worker_connector()):  # type: ignore[attr-defined]
        app.run_worker(
            queues=args.queues,
            concurrency=args.concurrency,
            wait=not args.until_empty,
            shutdown_graceful_timeout=10,
            update_heartbeat_interval=5,
            stalled_worker_timeout=20,
        )
    return 0
