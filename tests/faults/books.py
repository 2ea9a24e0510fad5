"""What must hold in the books of a stack, whatever was killed when. Each question answers with what is wrong."""

import mailbox
import sqlite3
from collections import Counter

from tests.faults.plans import PLANS

MONEY = """
from digigov.kernel.clock import now
from digigov.modules.payments.queries import find_violations
print("\\n".join(f"{each.rule}: {each.about}" for each in find_violations(at=now())))
"""
STORIES = """
SELECT c.reference, c.state, c.outcome,
  (SELECT string_agg(key, ' ' ORDER BY number) FROM casework_steprun WHERE case_id = c.id),
  (SELECT count(*) FROM casework_steprun WHERE case_id = c.id AND finished_at IS NULL),
  (SELECT string_agg(t.kind || ':' || d.state, ' ' ORDER BY t.kind) FROM documents_issueddocument d
     JOIN (SELECT id, body->>'kind' AS kind FROM documents_templateversion) t ON t.id = d.template_id WHERE d.case_id = c.id),
  (SELECT string_agg(template, ' ' ORDER BY template) FROM notifications_message WHERE case_id = c.id)
FROM casework_case c
"""


def given_and_lost(stack, walks):
    """References that somebody was shown, without a case and an application."""
    known = set(stack.query("SELECT reference FROM casework_case").splitlines())
    applied = set(stack.query("SELECT reference FROM applications_application").splitlines())
    return [walk.reference for walk in walks if walk.reference not in known & applied]


def handed_in_twice(stack, walks):
    """Cases that nobody was told of: the second one of somebody who pressed again."""
    return set(stack.query("SELECT reference FROM casework_case").splitlines()) - {walk.reference for walk in walks}


def half_written(stack):
    """Cases without an application or a step, applications without a case, papers and steps begun and not ended."""
    return stack.query(
        "SELECT reference FROM casework_case WHERE reference NOT IN (SELECT reference FROM applications_application)"
        " UNION SELECT reference FROM applications_application WHERE reference NOT IN (SELECT reference FROM casework_case)"
        " UNION SELECT reference FROM casework_case c WHERE NOT EXISTS (SELECT FROM casework_steprun s WHERE s.case_id = c.id)"
        " UNION SELECT reference FROM documents_issueddocument WHERE state <> 'valid'"
    )


def untrue_stories(stack, walks):
    """What a case did, gave out and told, wherever it is not exactly what its plan says."""
    rows = {row.split("|")[0]: row for row in stack.query(STORIES).splitlines()}
    return [
        f"{walk.plan}: {rows.get(walk.reference)}"
        for walk in walks
        if rows.get(walk.reference) not in _stories_of(walk.reference, PLANS[walk.plan])
    ]


def _stories_of(reference, plan):
    papers = " ".join(f"{kind}:valid" for kind in plan.papers)
    return [
        f"{reference}|closed|{plan.outcome}|{journey}|0|{papers}|{' '.join(plan.told)}" for journey in plan.journeys
    ]


def charged_twice(stack):
    """By the gateway's own books: one charge for each fee, and at most one refund of it."""
    with sqlite3.connect(stack.var / "gateway" / "gateway.sqlite3") as books:
        charges = "SELECT reference, count(*) FROM session WHERE captured > 0 GROUP BY reference HAVING count(*) > 1"
        refunds = "SELECT session_id, count(*) FROM refund GROUP BY session_id HAVING count(*) > 1"
        return books.execute(charges).fetchall() + books.execute(refunds).fetchall()


def told_twice_or_never(stack):
    """By what arrived: each message once. An e-mail that was cut off may have arrived or not, and is never sent again."""
    arrived = Counter(
        str(mail["Message-ID"]).strip("<>").partition("@")[0]
        for mail in mailbox.Maildir(str(stack.var / "sinks" / "mail"))
    )
    arrived.update(path.stem for path in (stack.var / "sinks" / "sms").glob("*.json"))
    states = dict(row.split("|") for row in stack.query("SELECT id, state FROM notifications_delivery").splitlines())
    wrong = [f"{number} arrived {times} times" for number, times in arrived.items() if times > 1]
    wrong += [f"{number} arrived and is unknown" for number in arrived.keys() - states.keys()]
    wrong += [f"{number} is {state}" for number, state in states.items() if state in ("queued", "sending", "failed")]
    return wrong + [
        f"{number} is {state} and did not arrive"
        for number, state in states.items()
        if state in ("sent", "delivered") and not arrived[number]
    ]


def broken_rules_of_money(stack):
    return stack.python(MONEY)
