"""The merchant's side: JSON under ``/v1``, opened by the merchant's key."""

import hashlib
import hmac
import re
import sqlite3
from typing import Any
from urllib.parse import urlsplit

from digigov.rehearsal import clock
from digigov.rehearsal.gateway import payments, store
from digigov.rehearsal.gateway.web import Refused, Request, Response, as_json

PAGE = 100


def answer(request: Request, db: sqlite3.Connection, *, key: str, address: str) -> Response:
    given = request.headers.get("authorization", "").removeprefix("Bearer ")
    if not hmac.compare_digest(given.encode(), key.encode()):
        raise Refused(401, "wrong-key", "Send the merchant's key as a bearer token.")
    path = request.path.removeprefix("/v1/").strip("/").split("/")
    match (request.method, *path):
        case ("POST", "sessions"):
            return _create(request, db, address)
        case ("GET", "sessions", session_id):
            return as_json(200, _session(db, _find(db, session_id), address))
        case ("POST", "sessions", session_id, "cancel"):
            return _cancel(db, _find(db, session_id), address)
        case ("POST", "sessions", session_id, "refunds"):
            return _refund(request, db, _find(db, session_id))
        case ("GET", "transactions"):
            return _statement(request, db)
        case ("GET", "health"):
            return as_json(200, {"ok": True, "sandbox": True})
    raise Refused(404, "not-found", "There is nothing here.")


def _create(request: Request, db: sqlite3.Connection, address: str) -> Response:
    wanted = request.json()
    key = _idempotency_key(request)
    asked = hashlib.sha256(request.body).hexdigest()
    known = db.execute("SELECT * FROM session WHERE key = ?", [key]).fetchone()
    if known:
        if known["asked"] != asked:
            raise Refused(409, "key-reused", "This idempotency key belongs to another request.")
        return as_json(200, _session(db, known, address))
    _check(wanted)
    now, session_id = clock.time(), store.new_id("ses")
    db.execute(
        "INSERT INTO session (id, key, asked, amount, currency, reference, description, return_url, created_at, expires_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            session_id,
            key,
            asked,
            wanted["amount"],
            wanted["currency"],
            wanted["reference"],
            wanted["description"],
            wanted["return_url"],
            now,
            now + wanted["expires_in"],
        ],
    )
    return as_json(201, _session(db, _find(db, session_id), address))


def _check(wanted: dict[str, Any]) -> None:
    def is_number(name: str, low: int, high: int) -> bool:
        value = wanted.get(name)
        return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high

    def is_text(name: str, pattern: str) -> bool:
        return isinstance(wanted.get(name), str) and re.fullmatch(pattern, wanted[name]) is not None

    faults = [
        name
        for name, is_right in (
            ("amount", is_number("amount", 1, 10**10)),
            ("currency", is_text("currency", "[A-Z]{3}")),
            ("reference", is_text("reference", r"[\w-]{1,40}")),
            ("description", is_text("description", ".{1,200}")),
            ("return_url", is_text("return_url", r"https?://\S{1,1000}")),
            ("expires_in", is_number("expires_in", 1, 3600)),
        )
        if not is_right
    ]
    if faults or not urlsplit(wanted["return_url"]).hostname:
        raise Refused(422, "invalid", f"Missing or wrong: {', '.join(faults) or 'return_url'}.")


def _cancel(db: sqlite3.Connection, session: store.Row, address: str) -> Response:
    """Only a session that no card was used on can be called back; otherwise its state is the answer."""
    if session["state"] in ("open", "challenge"):
        payments.end(db, session["id"], state="cancelled", now=clock.time())
    return as_json(200, _session(db, _find(db, session["id"]), address))


def _refund(request: Request, db: sqlite3.Connection, session: store.Row) -> Response:
    amount = request.json().get("amount")
    if not isinstance(amount, int) or isinstance(amount, bool):
        raise Refused(422, "invalid", "The amount is a number of cents.")
    made = payments.refund(db, session, key=_idempotency_key(request), amount=amount, now=clock.time())
    if made is None:
        raise Refused(409, "not-refundable", "There is not as much left to give back.")
    if made["session_id"] != session["id"] or made["amount"] != amount:
        raise Refused(409, "key-reused", "This idempotency key belongs to another request.")
    return as_json(201, {"id": made["id"], "amount": made["amount"], "created_at": made["created_at"]})


def _statement(request: Request, db: sqlite3.Connection) -> Response:
    """Every capture and refund from ``since`` to before ``until``, oldest first; ``after`` goes on from an id."""
    try:
        since, until = float(request.query["since"]), float(request.query["until"])
    except (KeyError, ValueError):
        raise Refused(422, "invalid", "Give since and until in seconds of Unix time.") from None
    after = db.execute("SELECT at, id FROM entry WHERE id = ?", [request.query.get("after", "")]).fetchone()
    rows = db.execute(
        "SELECT * FROM entry WHERE at >= ? AND at < ? AND (at, id) > (?, ?) ORDER BY at, id LIMIT ?",
        [since, until, after["at"] if after else 0, after["id"] if after else "", PAGE + 1],
    ).fetchall()
    lines = [
        {
            "id": row["id"],
            "kind": row["kind"],
            "session": row["session_id"],
            "reference": row["reference"],
            "amount": row["amount"],
            "currency": row["currency"],
            "at": row["at"],
        }
        for row in rows[:PAGE]
    ]
    return as_json(200, {"lines": lines, "next": lines[-1]["id"] if len(rows) > PAGE else None})


def _find(db: sqlite3.Connection, session_id: str) -> store.Row:
    row = store.find_session(db, session_id)
    if row is None:
        raise Refused(404, "no-such-session", "There is no such session.")
    return row


def _idempotency_key(request: Request) -> str:
    key = request.headers.get("idempotency-key", "")
    if not re.fullmatch(r"[\w-]{8,80}", key):
        raise Refused(422, "no-key", "Send an Idempotency-Key of 8 to 80 letters, digits and dashes.")
    return key


def _session(db: sqlite3.Connection, row: store.Row, address: str) -> dict[str, Any]:
    return {
        "id": row["id"],
        "url": f"{address}/pay/{row['id']}",
        "state": row["state"],
        "amount": row["amount"],
        "captured": row["captured"],
        "refunded": store.refunded(db, row["id"]),
        "currency": row["currency"],
        "reference": row["reference"],
        "brand": row["brand"],
        "last4": row["last4"],
        "failure": row["failure"],
        "expires_at": row["expires_at"],
        "settled_at": row["settled_at"],
    }
