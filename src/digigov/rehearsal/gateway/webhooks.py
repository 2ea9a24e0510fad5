"""Telling the merchant, again and again until the answer is 2xx. Each delivery is signed at the moment it leaves."""

import hashlib
import hmac
import logging
import os
import threading

import httpx

from digigov.rehearsal import clock
from digigov.rehearsal.gateway.payments import Pace, tick
from digigov.rehearsal.gateway.store import Store

log = logging.getLogger(__name__)
SLOWEST = 60.0


def signature(*, secret: str, body: bytes, now: float) -> str:
    """``t=<unix time>,v1=<HMAC-SHA256 over "t.body">``."""
    moment = str(int(now))
    digest = hmac.new(secret.encode(), moment.encode() + b"." + body, hashlib.sha256).hexdigest()
    return f"t={moment},v1={digest}"


class Courier(threading.Thread):
    """Wakes when there is something to do, at the latest every second."""

    def __init__(self, *, store: Store, pace: Pace, url: str, secret: str) -> None:
        super().__init__(name="courier", daemon=True)
        self.store, self.pace, self.url, self.secret = store, pace, url, secret
        self.wake = threading.Event()
        self.parent = os.getppid()

    def run(self) -> None:
        while os.getppid() == self.parent:
            self.wake.wait(1)
            self.wake.clear()
            try:
                self.round()
            except Exception:
                log.exception("the round failed; the next one tries again")
        os._exit(0)  # the server that started this worker was killed: leave the port to the next one

    def round(self) -> None:
        with self.store.work() as db:
            tick(db, pace=self.pace, now=clock.time())
            due = db.execute(
                "SELECT * FROM delivery WHERE times > 0 AND due_at <= ? ORDER BY due_at LIMIT 20", [clock.time()]
            ).fetchall()
        for row in due if self.url else ():
            self._deliver(row["id"], row["body"].encode(), row["tries"])

    def _deliver(self, event_id: str, body: bytes, tries: int) -> None:
        headers = {
            "Content-Type": "application/json",
            "Gateway-Signature": signature(secret=self.secret, body=body, now=clock.time()),
        }
        try:
            is_taken = httpx.post(self.url, content=body, headers=headers, timeout=5).is_success
        except httpx.HTTPError:
            is_taken = False
        wait = 0.2 if is_taken else min(SLOWEST, 2.0**tries)
        with self.store.work() as db:
            db.execute(
                "UPDATE delivery SET times = times - ?, tries = ?, due_at = ? WHERE id = ?",
                [int(is_taken), 0 if is_taken else tries + 1, clock.time() + wait, event_id],
            )
