"""Several calls at the same moment, each on a connection of its own."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connections

from digigov.kernel.errors import DomainError


def at_once(*calls):
    """What each returned, or how it was refused."""
    start = Barrier(len(calls))

    def run(call):
        try:
            start.wait(timeout=120)
            return call()
        except DomainError as refusal:
            return type(refusal)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))
