"""What the sandbox does with money: sessions open, are paid or declined, expire; refunds."""

import json
import sqlite3
from dataclasses import asdict, dataclass

from digigov.rehearsal.gateway import store
from digigov.rehearsal.gateway.cards import Outcome

UNSETTLED = ("open", "challenge", "processing")


@dataclass(frozen=True, slots=True)
class Pace:
    """How long the slow things take, in seconds."""

    slow: float = 20
    late: float = 20


def use_card(
    db: sqlite3.Connection, session: store.Row, *, number: str, brand: str, outcome: Outcome, pace: Pace, now: float
) -> None:
    """The card's own outcome begins; the number is forgotten here."""
    plan = json.dumps(asdict(outcome))
    card = {"brand": brand, "last4": number[-4:], "plan": plan}
    if outcome.challenge:
        store.change(db, session["id"], state="challenge", **card)
    elif outcome.slow:
        store.change(db, session["id"], state="processing", due_at=now + pace.slow, **card)
    else:
        store.change(db, session["id"], **card)
        settle(db, session["id"], pace=pace, now=now)


def answer_challenge(db: sqlite3.Connection, session: store.Row, *, is_right: bool, pace: Pace, now: float) -> None:
    if is_right:
        settle(db, session["id"], pace=pace, now=now)
    elif session["wrong_codes"] >= 2:
        end(db, session["id"], state="declined", failure="challenge-failed", now=now)
    else:
        store.change(db, session["id"], wrong_codes=session["wrong_codes"] + 1)


def settle(db: sqlite3.Connection, session_id: str, *, pace: Pace, now: float) -> None:
    """Take the money, or decline, as the card's outcome says."""
    session = store.get_session(db, session_id)
    plan = Outcome(**json.loads(session["plan"]))
    if plan.failure:
        end(db, session_id, state="declined", failure=plan.failure, now=now)
        return
    captured = session["amount"] - plan.short
    store.change(db, session_id, state="paid", captured=captured, settled_at=now, due_at=None)
    store.add_entry(db, kind="capture", entry_id=store.new_id("cap"), session=session, amount=captured, now=now)
    if plan.webhook != "never":
        store.tell(
            db,
            kind="payment.paid",
            session=session,
            amount=captured + (1 if plan.webhook == "wrong-amount" else 0),
            now=now,
            late=pace.late if plan.webhook == "late" else 0,
            times=3 if plan.webhook == "repeated" else 1,
        )


def end(db: sqlite3.Connection, session_id: str, *, state: str, now: float, failure: str = "") -> None:
    """Close a session without money."""
    store.change(db, session_id, state=state, failure=failure, settled_at=now, due_at=None)
    store.tell(db, kind=f"payment.{state}", session=store.get_session(db, session_id), amount=0, now=now)


def tick(db: sqlite3.Connection, *, pace: Pace, now: float) -> None:
    """Whatever the passing of time decides: banks that answer at last, sessions that nobody finished."""
    for row in db.execute("SELECT id FROM session WHERE state = 'processing' AND due_at <= ?", [now]).fetchall():
        settle(db, row["id"], pace=pace, now=now)
    for row in db.execute(
        "SELECT id FROM session WHERE state IN ('open', 'challenge') AND expires_at <= ?", [now]
    ).fetchall():
        end(db, row["id"], state="expired", now=now)


def refund(db: sqlite3.Connection, session: store.Row, *, key: str, amount: int, now: float) -> store.Row | None:
    """Give money back, once for each key; None if there is not as much left."""
    known = db.execute("SELECT * FROM refund WHERE key = ?", [key]).fetchone()
    if known:
        return known
    left = session["captured"] - store.refunded(db, session["id"])
    if session["state"] != "paid" or not 0 < amount <= left:
        return None
    refund_id = store.new_id("ref")
    db.execute("INSERT INTO refund VALUES (?, ?, ?, ?, ?)", [refund_id, key, session["id"], amount, now])
    store.add_entry(db, kind="refund", entry_id=refund_id, session=session, amount=-amount, now=now)
    store.tell(db, kind="refund.done", session=session, amount=amount, now=now)
    return db.execute("SELECT * FROM refund WHERE id = ?", [refund_id]).fetchone()
