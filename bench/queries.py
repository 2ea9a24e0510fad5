"""
How many queries each page asks: prepared requests sent through Django in this process, on the filled installation. Writes are
undone. ``python -m bench.queries REQUESTS`` prints JSON.
"""

import json
import logging
import statistics
import sys
from pathlib import Path
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection, reset_queries, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from bench.asked import Asked, load  # noqa: E402

OF_EACH = 40
UNCOUNTED = ("SAVEPOINT", "RELEASE SAVEPOINT", "BEGIN", "COMMIT", "ROLLBACK")


def ask(asked: Asked) -> Any:
    client = Client(headers={"accept-language": asked.language}, SERVER_NAME="localhost")
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = asked.language
    if asked.session:
        client.cookies[settings.SESSION_COOKIE_NAME] = asked.session
    if asked.method == "GET":
        return client.get(asked.path)
    return client.post(asked.path, asked.body, content_type="application/x-www-form-urlencoded")


def count(asked: Asked) -> int:
    """The queries of one request; what it changed is undone."""
    reset_queries()
    with transaction.atomic(), CaptureQueriesContext(connection) as captured:
        ask(asked)
        transaction.set_rollback(True)
    return sum(not query["sql"].startswith(UNCOUNTED) for query in captured.captured_queries)


def main() -> None:
    logging.disable(logging.WARNING)
    found = {}
    for page, requests in load(Path(sys.argv[1])).items():
        sample = requests[-OF_EACH:]
        for asked in sample:  # what a process remembers of published definitions is remembered then
            count(asked)
        counts = [count(asked) for asked in sample]
        found[page] = {"mean": round(statistics.mean(counts), 1), "most": max(counts)}
    print(json.dumps(found))


if __name__ == "__main__":
    main()
