"""Registers closed in the database itself, as in their keeper's own maintenance: they are there, and whoever reads them waits."""

import threading
from typing import Any

import psycopg
from psycopg import sql

from digigov.rehearsal.registers.shelf import WINDOW


class Closing:
    """Holds a lock on each closed register, for as long as this process lives. Without the filler's URL it does nothing."""

    def __init__(self, filler_url: str = "") -> None:
        self.url = filler_url
        self._held: dict[str, psycopg.Connection[Any]] = {}
        self._one = threading.Lock()

    def close(self, *registers: str) -> None:
        with self._one:
            for register in registers if self.url else ():
                if register not in self._held:
                    self._held[register] = self._lock(register)

    def open(self, *registers: str) -> None:
        with self._one:
            for register in registers:
                if register in self._held:
                    self._held.pop(register).close()

    def _lock(self, register: str) -> psycopg.Connection[Any]:
        connection = psycopg.connect(self.url, connect_timeout=2, options="-c lock_timeout=5s")
        view = sql.Identifier(WINDOW, register.replace("-", "_"))
        connection.execute(sql.SQL("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE").format(view))
        return connection
