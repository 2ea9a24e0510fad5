"""What the gateway told, told once more by somebody who has kept it: twice each, in any order, long after."""

import random
import sqlite3
import time
from contextlib import closing, suppress

import httpx

from digigov.rehearsal.gateway.webhooks import signature

SECRET = "sandbox-webhook-secret"
SOME = 8


def tell_again(stack, *, luck, in_any_order):
    """Genuine messages, newest last or shuffled, each two times. Returns how often one was taken for news, or broke something."""
    wrong = []
    for body in _kept(stack, random.Random(luck), in_any_order) * 2:
        headers = {
            "Content-Type": "application/json",
            "Gateway-Signature": signature(secret=SECRET, body=body, now=time.time()),
        }
        with suppress(httpx.TransportError):
            answer = httpx.post(f"{stack.url}/exchange/card-webhook/", content=body, headers=headers, timeout=10)
            if answer.status_code not in (200, 429, 500, 503):
                wrong.append(f"{answer.status_code} {answer.text[:200]}")
    return wrong


def _kept(stack, chance, in_any_order):
    with closing(sqlite3.connect(stack.var / "gateway" / "gateway.sqlite3", timeout=10)) as books:
        rows = books.execute("SELECT body FROM delivery ORDER BY rowid").fetchall()
    bodies = [body.encode() for (body,) in rows]
    chosen = chance.sample(bodies, min(SOME, len(bodies)))
    return chosen if in_any_order else sorted(chosen, key=bodies.index)
