"""
Look every half minute whether the window works, as people meet it, and write the public status page to the data folder.

A process of its own: it goes on when the web server, the worker or the database does not.
"""

import argparse
import signal
import threading

import structlog
from django.utils.module_loading import import_string

from digigov.cli import environment

SOONER = 5.0  # seconds to the next look while something does not work: that it does again is news too
log = structlog.get_logger("digigov.watch")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--every", type=float, default=30, help="seconds between two looks (30)")
    parser.add_argument("--once", action="store_true", help="look once, and end")


def run(args: argparse.Namespace) -> int:
    environment.start_django()
    look_and_write = import_string("digigov.sites.status.page.look_and_write")
    ending = threading.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: ending.set())
    while True:
        works = False
        try:
            works = look_and_write().works
        except OSError as error:  # a full disk: the next look may find room
            log.error("the status page could not be written", why=type(error).__name__)
        if args.once or ending.wait(args.every if works else min(args.every, SOONER)):
            return 0
