"""What the sandbox remembers: one SQLite file. Of a card it keeps the brand and the last four digits."""

import json
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

SCHEMA = """
CREATE TABLE IF NOT EXISTS session (
    id TEXT PRIMARY KEY, key TEXT UNIQUE NOT NULL, asked TEXT NOT NULL, amount INTEGER NOT NULL, currency TEXT NOT NULL,
    reference TEXT NOT NULL, description TEXT NOT NULL, return_url TEXT NOT NULL, state TEXT NOT NULL DEFAULT 'open',
    captured INTEGER NOT NULL DEFAULT 0, brand TEXT NOT NULL DEFAULT '', last4 TEXT NOT NULL DEFAULT '',
    failure TEXT NOT NULL DEFAULT '', plan TEXT NOT NULL DEFAULT '{}', wrong_codes INTEGER NOT NULL DEFAULT 0,
    created_at REAL NOT NULL, expires_at REAL NOT NULL, due_at REAL, settled_at REAL);
CREATE TABLE IF NOT EXISTS refund (
    id TEXT PRIMARY KEY, key TEXT UNIQUE NOT NULL, session_id TEXT NOT NULL REFERENCES session, amount INTEGER NOT NULL,
    created_at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS entry (
    id TEXT PRIMARY KEY, kind TEXT NOT NULL, session_id TEXT NOT NULL REFERENCES session, reference TEXT NOT NULL,
    amount INTEGER NOT NULL, currency TEXT NOT NULL, at REAL NOT NULL);
CREATE INDEX IF NOT EXISTS entry_at ON entry (at, id);
CREATE TABLE IF NOT EXISTS delivery (
    id TEXT PRIMARY KEY, body TEXT NOT NULL, due_at REAL NOT NULL, times INTEGER NOT NULL DEFAULT 1,
    tries INTEGER NOT NULL DEFAULT 0);
CREATE INDEX IF NOT EXISTS delivery_due ON delivery (due_at) WHERE times > 0;
"""
Row = sqlite3.Row


class Store:
    """A connection for each unit of work; writers queue for up to ten seconds."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / "gateway.sqlite3"
        with closing(self._connect()) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.executescript(SCHEMA)

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, timeout=10, isolation_level=None)
        connection.row_factory = sqlite3.Row
        return connection

    @contextmanager
    def work(self) -> Iterator[sqlite3.Connection]:
        """All or nothing, one at a time."""
        with closing(self._connect()) as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")


def find_session(db: sqlite3.Connection, session_id: str) -> Row | None:
    return db.execute("SELECT * FROM session WHERE id = ?", [session_id]).fetchone()


def get_session(db: sqlite3.Connection, session_id: str) -> Row:
    """One that must be there."""
    found = find_session(db, session_id)
    if found is None:
        raise LookupError(session_id)
    return found


def change(db: sqlite3.Connection, session_id: str, **values: Any) -> None:
    names = ", ".join(f"{name} = ?" for name in values)
    db.execute(f"UPDATE session SET {names} WHERE id = ?", [*values.values(), session_id])  # noqa: S608


def refunded(db: sqlite3.Connection, session_id: str) -> int:
    row = db.execute("SELECT COALESCE(SUM(amount), 0) FROM refund WHERE session_id = ?", [session_id]).fetchone()
    return row[0]


def add_entry(db: sqlite3.Connection, *, kind: str, entry_id: str, session: Row, amount: int, now: float) -> None:
    """A line of the merchant's statement."""
    db.execute(
        "INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?)",
        [entry_id, kind, session["id"], session["reference"], amount, session["currency"], now],
    )


def tell(db: sqlite3.Connection, *, kind: str, session: Row, amount: int, now: float, late: float = 0, times: int = 1):
    """Queue a webhook."""
    event_id = new_id("evt")
    body = {
        "id": event_id,
        "kind": kind,
        "session": session["id"],
        "reference": session["reference"],
        "amount": amount,
        "currency": session["currency"],
        "occurred_at": now,
    }
    db.execute(
        "INSERT INTO delivery (id, body, due_at, times) VALUES (?, ?, ?, ?)",
        [event_id, json.dumps(body), now + late, times],
    )


def new_id(prefix: str) -> str:
    return f"{prefix}_{secrets.token_hex(12)}"
