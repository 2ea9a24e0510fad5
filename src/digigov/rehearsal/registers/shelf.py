"""The registers' tables, read by the program of those who keep them."""

import threading
from collections.abc import Mapping
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

WINDOW = "digigov"


class Shelf:
    """Each thread keeps its connection; if the database was away meanwhile, it is found again at the next question."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._here = threading.local()

    def registers(self) -> list[str]:
        question = "SELECT viewname FROM pg_views WHERE schemaname = %s ORDER BY 1"
        with psycopg.connect(self.url, connect_timeout=2) as connection:
            return [name.replace("_", "-") for (name,) in connection.execute(question, [WINDOW])]

    def find(self, register: str, *, key: str, under: str) -> Mapping[str, Any] | None:
        """A row with what it holds. :raises LookupError: if there is no such register."""
        wanted = "".join(letter for letter in key.casefold() if letter.isalnum())
        question = sql.SQL("SELECT * FROM {} WHERE {} = %s LIMIT 1").format(
            sql.Identifier(WINDOW, _snake(register)), sql.Identifier(f"by_{_snake(under)}")
        )
        try:
            row = self._ask(question, wanted)
        except psycopg.errors.UndefinedTable as fault:
            raise LookupError(register) from fault
        except psycopg.errors.UndefinedColumn:
            return None
        return {name: value for name, value in row.items() if value is not None} if row else None

    def _ask(self, question: sql.Composed, wanted: str) -> dict[str, Any] | None:
        kept: psycopg.Connection[dict[str, Any]] | None = getattr(self._here, "connection", None)
        if kept is not None and not kept.closed:
            try:
                return kept.execute(question, [wanted]).fetchone()
            except psycopg.OperationalError:
                kept.close()
        fresh = psycopg.connect(self.url, connect_timeout=2, row_factory=dict_row, autocommit=True)
        self._here.connection = fresh
        return fresh.execute(question, [wanted]).fetchone()


def _snake(name: str) -> str:
    return name.replace("-", "_")
