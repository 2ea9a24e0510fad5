"""The registers' tables, read through the views that are open to readers."""

from collections.abc import Mapping
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

WINDOW = "digigov"


class Shelf:
    """Each question is a connection of its own, so that a database that comes back is found again."""

    def __init__(self, url: str) -> None:
        self.url = url

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
            with psycopg.connect(self.url, connect_timeout=2, row_factory=dict_row) as connection:
                row = connection.execute(question, [wanted]).fetchone()
        except psycopg.errors.UndefinedTable as fault:
            raise LookupError(register) from fault
        except psycopg.errors.UndefinedColumn:
            return None
        return {name: value for name, value in row.items() if value is not None} if row else None


def _snake(name: str) -> str:
    return name.replace("-", "_")
