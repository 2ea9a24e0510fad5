"""All that must hold in a stack that was shaken and has come to rest, by name. A check that finds something goes red."""

import time

from tests.faults import books

PATIENCE = 300  # seconds for the queue to drain
PERIODIC = "'retry_stalled_jobs', 'forget_done_jobs'"
WAITING = f"""SELECT task_name || ' ' || status || ' ' || attempts || ' ' || coalesce(scheduled_at::text, '') FROM procrastinate_jobs
WHERE status IN ('todo', 'doing') AND task_name NOT IN ({PERIODIC}) AND coalesce(scheduled_at, now()) < now() + interval '10 minutes'"""
GIVEN_UP = "SELECT task_name || ' ' || attempts FROM procrastinate_jobs WHERE status = 'failed'"

INVARIANTS = {
    "the queue drains": lambda stack, walks: what_does_not_drain(stack),
    "every reference that was given exists": books.given_and_lost,
    "nothing was handed in twice": books.handed_in_twice,
    "nothing is half written": lambda stack, walks: books.half_written(stack),
    "each case went as it was meant to": books.untrue_stories,
    "each open case has an owner and a clock": lambda stack, walks: books.nobodys(stack),
    "no fee was taken twice": lambda stack, walks: books.charged_twice(stack),
    "our cents are the gateway's": lambda stack, walks: books.not_the_gateways_cents(stack),
    "the books keep their rules": lambda stack, walks: books.broken_rules_of_money(stack),
    "each message arrived once": lambda stack, walks: books.told_twice_or_never(stack),
    "each paper was given out once": lambda stack, walks: books.given_out_twice(stack),
    "no file is lost": lambda stack, walks: books.lost_files(stack),
    "the audit trail is whole": lambda stack, walks: books.the_broken_chain(stack),
}


def broken(stack, walks):
    """``name: what is wrong`` for each that does not hold."""
    found = {name: check(stack, walks) for name, check in INVARIANTS.items()}
    return [f"{name}: {wrong}" for name, wrong in found.items() if wrong]


def what_does_not_drain(stack):
    """What is due, in hand or waiting to be tried again after some patience, and what was given up."""
    stack.wait_until_it_answers()
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and stack.query(f"SELECT count(*) FROM ({WAITING}) AS jobs") != "0":  # noqa: S608
        time.sleep(1)
    return stack.query(WAITING) + stack.query(GIVEN_UP)
