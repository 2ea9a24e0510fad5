"""
How many queries each page asks, how long the database works on them, and how much processor time of ours a page takes: prepared
requests sent through Django in this process, on the filled installation. Writes are undone. ``python -m bench.queries REQUESTS SOCKET`` prints JSON; the folder of the
database's socket is where its statistics are asked (pg_stat_statements, which ``Installation`` switches on).
"""

import json
import logging
import statistics
import sys
import time
from pathlib import Path
from typing import Any

import django
import psycopg

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection, reset_queries, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.client import ClientHandler  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from bench.asked import Asked, by_page, load  # noqa: E402

OF_EACH = 40
HANDLER = ClientHandler(enforce_csrf_checks=False)  # one for all: each of its own would find all static files anew
UNCOUNTED = ("SAVEPOINT", "RELEASE SAVEPOINT", "BEGIN", "COMMIT", "ROLLBACK")


def ask(asked: Asked) -> Any:
    client = Client(headers={"accept-language": asked.language}, SERVER_NAME="localhost")
    client.handler = HANDLER
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = asked.language
    if asked.session:
        client.cookies[settings.SESSION_COOKIE_NAME] = asked.session
    if asked.method == "GET":
        return client.get(asked.path)
    return client.post(asked.path, asked.body, content_type="application/x-www-form-urlencoded")


def undone(asked: Asked) -> None:
    with transaction.atomic():
        ask(asked)
        transaction.set_rollback(True)


def count(asked: Asked) -> int:
    """The queries of one request; what it changed is undone."""
    reset_queries()
    with CaptureQueriesContext(connection) as captured:
        undone(asked)
    return sum(not query["sql"].startswith(UNCOUNTED) for query in captured.captured_queries)


class Statistics:
    """What the database has worked since it was last asked to begin anew, in milliseconds; None where it does not count."""

    def __init__(self, socket: str) -> None:
        self.connection = psycopg.connect(host=socket, user="postgres", dbname="postgres", autocommit=True)
        found = self.connection.execute("SELECT 1 FROM pg_extension WHERE extname = 'pg_stat_statements'").fetchone()
        self.counts = found is not None

    def begin(self) -> None:
        if self.counts:
            self.connection.execute("SELECT pg_stat_statements_reset()")

    def worked(self) -> float | None:
        if not self.counts:
            return None
        sums = "SELECT sum(total_exec_time + total_plan_time) FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid"
        (found,) = self.connection.execute(f"{sums} WHERE d.datname = 'digigov'").fetchone() or (0.0,)
        return float(found or 0)


def main() -> None:
    logging.disable(logging.WARNING)
    found: dict[str, dict[str, float | None]] = {}
    statistics_of = Statistics(sys.argv[2])
    for page, requests in by_page(load(Path(sys.argv[1]))).items():
        sample = requests[-OF_EACH:]
        for asked in sample:  # what a process remembers of published definitions is remembered then
            count(asked)
        statistics_of.begin()
        counts = [count(asked) for asked in sample]
        worked = statistics_of.worked()
        begun = time.process_time()
        for asked in sample:
            undone(asked)
        used = time.process_time() - begun
        found[page] = {
            "mean": round(statistics.mean(counts), 1),
            "most": max(counts),
            "database_ms": None if worked is None else round(worked / len(sample), 2),
            "cpu_ms": round(1000 * used / len(sample), 1),
        }
    print(json.dumps(found))


if __name__ == "__main__":
    main()
