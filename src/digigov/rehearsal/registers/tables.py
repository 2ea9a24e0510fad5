"""
What a register looks like in PostgreSQL: a table in its keeper's schema, and the view in the schema ``digigov`` that a
reader may see through the keeper's gate. Columns come from the pack's definition; ``by_…`` holds what a row is found by, as keys are compared.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

from digigov.adapters.registers.sql import KEEPERS_GATE
from digigov.modules.registries.definitions import Register
from digigov.modules.registries.ports import comparable

WINDOW = "digigov"
TYPES = {
    "text": "text",
    "date": "date",
    "number": "numeric",
    "money": "numeric(12,2)",
    "yes_no": "boolean",
    "name": "jsonb",
    "address": "jsonb",
    "texts": "text[]",
}
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Table:
    """``key`` is the column of the register's own key; ``under`` maps each identifier to the column that holds it."""

    register: Register
    key: str
    under: Mapping[str, str]

    @property
    def name(self) -> str:
        return _snake(self.register.id)

    @property
    def schema(self) -> str:
        return _snake(self.register.keeper)

    def create(self, connection: psycopg.Connection[Any]) -> None:
        """Anew and empty, with its view."""
        place = sql.Identifier(self.schema, self.name)
        columns: list[sql.Composable] = [sql.SQL("key text NOT NULL")]
        columns += [
            sql.SQL("{} " + TYPES[field.type]).format(sql.Identifier(field.name)) for field in self.register.fields
        ]
        columns += [sql.SQL("{} text").format(sql.Identifier(_by(identifier))) for identifier in self.under]
        for statement in (
            sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(sql.Identifier(self.schema)),
            sql.SQL("DROP TABLE IF EXISTS {} CASCADE").format(place),
            sql.SQL("CREATE TABLE {} ({})").format(place, sql.SQL(", ").join(columns)),
            sql.SQL("CREATE VIEW {} AS SELECT * FROM {}").format(sql.Identifier(WINDOW, self.name), place),
        ):
            connection.execute(statement)

    def fill(self, connection: psycopg.Connection[Any], rows: Iterable[Row]) -> int:
        """With COPY; then the indexes. Returns how many."""
        place, count = sql.Identifier(self.schema, self.name), 0
        with connection.cursor() as cursor, cursor.copy(sql.SQL("COPY {} FROM STDIN").format(place)) as copy:
            for row in rows:
                copy.write_row(self._values(row))
                count += 1
        for identifier in self.under:
            unique = sql.SQL("UNIQUE " if identifier == self.register.key else "")
            connection.execute(
                sql.SQL("CREATE {}INDEX ON {} ({})").format(unique, place, sql.Identifier(_by(identifier)))
            )
        connection.execute(sql.SQL("ANALYZE {}").format(place))
        return count

    def _values(self, row: Row) -> tuple[Any, ...]:
        plain = (_written(row.get(field.name)) for field in self.register.fields)
        found_by = (row.get(column) for column in self.under.values())
        return (row[self.key], *plain, *(comparable(str(each)) if each else None for each in found_by))


def let_read(connection: psycopg.Connection[Any], reader: str) -> None:
    """Through the keeper's gate and no other way."""
    connection.execute(KEEPERS_GATE.read_bytes())
    window, role = sql.Identifier(WINDOW), sql.Identifier(reader)
    for statement in (
        "COMMENT ON SCHEMA {window} IS 'rehearsal'",
        "GRANT USAGE ON SCHEMA {window} TO {role}",
        "REVOKE ALL ON ALL TABLES IN SCHEMA {window} FROM {role}",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA {window} REVOKE ALL ON TABLES FROM {role}",
        "GRANT EXECUTE ON FUNCTION {window}.announce, {window}.answer, {window}.stands TO {role}",
    ):
        connection.execute(sql.SQL(statement).format(window=window, role=role))


def _written(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, Mapping) else value


def _snake(name: str) -> str:
    return name.replace("-", "_")


def _by(identifier: str) -> str:
    return f"by_{_snake(identifier)}"
