"""
Counting what is asked, how long it took and how it ended: before everything else, so that whoever was turned away counts too. In
memory of each web process; a thread writes it down every quarter of a minute, and keeps it while the database is away.
"""

import os
import socket
import threading
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

import structlog
from django.db import Error, connection

from digigov.modules.operations.commands import Counted, note_traffic

Environ = dict[str, Any]
ROUTE = "digigov.route"  # in the request's environ, from whoever knows which view answered
NOT_COUNTED = ("/static/", "/health/", "/metrics/", "/status/")
EVERY = 15.0  # seconds
MOST_MINUTES = 8 * 60  # while the database is away
log = structlog.get_logger("digigov.traffic")


class Tally:
    """What has been counted and not yet written down."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._minutes: dict[datetime, Counted] = {}
        self._kinds: dict[tuple[str, str, int], Counted] = {}

    def add(self, *, route: str, method: str, status: int, seconds: float) -> None:
        minute = datetime.fromtimestamp(int(time.time()) // 60 * 60, UTC)
        with self._lock:
            self._minutes.setdefault(minute, Counted()).add(status=status, seconds=seconds)
            self._kinds.setdefault((route, method, status), Counted()).add(status=status, seconds=seconds)

    def write_down(self, process: str) -> None:
        """:raises Error: when the database does not answer; then nothing is forgotten."""
        with self._lock:
            minutes, kinds = self._minutes, self._kinds
            self._minutes, self._kinds = {}, {}
        if not kinds:
            return
        try:
            note_traffic(process=process, minutes=minutes, kinds=kinds)
        except Error:
            self._take_back(minutes, kinds)
            raise

    def _take_back(self, minutes: dict[datetime, Counted], kinds: dict[tuple[str, str, int], Counted]) -> None:
        with self._lock:
            for minute, counted in minutes.items():
                self._minutes.setdefault(minute, Counted()).join(counted)
            for kind, counted in kinds.items():
                self._kinds.setdefault(kind, Counted()).join(counted)
            for oldest in sorted(self._minutes)[:-MOST_MINUTES]:
                del self._minutes[oldest]


class Traffic:
    """An application whose requests are counted. The thread starts with the first of them, in the process that serves."""

    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self.application, self.tally = application, Tally()
        self._writer: threading.Thread | None = None

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"].startswith(NOT_COUNTED):
            return self.application(environ, start_response)
        self._writer = self._writer or self._start()
        begun, seen = time.perf_counter(), [500]

        def answer(status: str, *rest: Any) -> Any:
            seen[0] = int(status[:3])
            return start_response(status, *rest)

        try:
            return self.application(environ, answer)
        finally:
            self.tally.add(
                route=environ.get(ROUTE) or ("turned away" if seen[0] == 503 else "none"),
                method=method_of(environ),
                status=seen[0],
                seconds=time.perf_counter() - begun,
            )

    def _start(self) -> threading.Thread:
        writer = threading.Thread(target=self._write_for_ever, name="traffic", daemon=True)
        writer.start()
        return writer

    def _write_for_ever(self) -> None:
        process = f"{socket.gethostname()[:40]}:{os.getpid()}"
        while True:
            time.sleep(EVERY)
            try:
                self.tally.write_down(process)
            except Error as error:
                log.warning("what was counted could not be written down; it is kept", why=type(error).__name__)
            finally:
                connection.close()


def method_of(environ: Environ) -> str:
    """Only those there are: what strangers make up would be a label each."""
    method = environ["REQUEST_METHOD"]
    return method if method in ("GET", "HEAD", "POST", "OPTIONS", "PATCH", "PUT", "DELETE") else "other"
