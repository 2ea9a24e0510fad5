"""What must hold in the books of a stack, whatever was killed when. Each question answers with what is wrong."""

import hashlib
import mailbox
import sqlite3
from collections import Counter
from contextlib import closing

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
OURS = """
SELECT session_id, (captured * 100)::bigint,
  (SELECT coalesce(sum(amount), 0) * 100 FROM payments_refund WHERE attempt_id = a.id AND state = 'done')::bigint,
  (SELECT coalesce(sum(amount), 0) * 100 FROM payments_ledgerentry WHERE attempt_id = a.id AND account = 'card-gateway')::bigint,
  (SELECT sum(p.amount * 100)::bigint FROM payments_receipt r JOIN payments_payment p ON p.id = r.payment_id
   WHERE p.id = a.payment_id AND a.state = 'paid')
FROM payments_attempt a WHERE session_id IS NOT NULL
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
        f"{reference}|{plan.state}|{plan.outcome}|{journey}|{int(plan.state == 'open')}|{papers}|{' '.join(plan.told)}"
        for journey in plan.journeys
    ]


def charged_twice(stack):
    """By the gateway's own books: one charge for each fee, and at most one refund of it."""
    with sqlite3.connect(stack.var / "gateway" / "gateway.sqlite3") as books:
        charges = "SELECT reference, count(*) FROM session WHERE captured > 0 GROUP BY reference HAVING count(*) > 1"
        refunds = "SELECT session_id, count(*) FROM refund GROUP BY session_id HAVING count(*) > 1"
        return books.execute(charges).fetchall() + books.execute(refunds).fetchall()


def lost_files(stack):
    """Files that a row names and the store does not hold in their place, byte for byte."""
    named = set(stack.query("SELECT DISTINCT sha256 FROM documents_file WHERE sha256 <> ''").splitlines())
    content = stack.var / "files" / "content"
    return {
        digest
        for digest in named
        if not (path := content / digest[:2] / digest[2:4] / digest).is_file()
        or hashlib.sha256(path.read_bytes()).hexdigest() != digest
    }


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


def nobodys(stack):
    """Open cases that have no owner whose turn it is, or no clock."""
    return stack.query(
        "SELECT reference FROM casework_case c WHERE state = 'open' AND (unit = '' OR due_at IS NULL OR NOT EXISTS"
        " (SELECT FROM casework_steprun s WHERE s.case_id = c.id AND s.finished_at IS NULL AND s.due_at IS NOT NULL"
        "  AND s.watch_at IS NOT NULL AND CASE s.turn WHEN 'officer' THEN EXISTS (SELECT FROM casework_task t"
        "   WHERE t.run_id = s.id AND t.state = 'open' AND t.unit <> '' AND t.role <> '' AND t.due_at IS NOT NULL)"
        "  WHEN 'applicant' THEN c.applicant_id IS NOT NULL ELSE true END))"
    )


def given_out_twice(stack):
    """Papers of one kind that one case gave out and that are both valid, and numbers or codes that two papers bear."""
    return stack.query(
        "SELECT case_id || ' ' || (t.body::json->>'kind') FROM documents_issueddocument d"
        " JOIN documents_templateversion t ON t.id = d.template_id WHERE d.state = 'valid' GROUP BY 1 HAVING count(*) > 1"
        " UNION ALL SELECT reference FROM documents_issueddocument GROUP BY 1 HAVING count(*) > 1"
    )


def not_the_gateways_cents(stack):
    """Where our books and the gateway's differ: what each session took and gave back, what receipts say, and the sums of all."""
    with closing(sqlite3.connect(stack.var / "gateway" / "gateway.sqlite3", timeout=10)) as books:
        theirs = {
            session: (captured, refunded)
            for session, captured, refunded in books.execute(
                "SELECT id, captured, (SELECT coalesce(sum(amount), 0) FROM refund WHERE session_id = session.id) FROM session"
            )
        }
    rows = [row.split("|") for row in stack.query(OURS).splitlines()]
    ours = {session: (int(took), int(gave)) for session, took, gave, _, _ in rows}
    wrong = [
        f"{session}: the gateway {theirs.get(session, (0, 0))}, ours {ours.get(session, (0, 0))}"
        for session in theirs.keys() | ours.keys()
        if theirs.get(session, (0, 0)) != ours.get(session, (0, 0))
    ]
    wrong += [
        f"{session}: booked {booked}" for session, took, gave, booked, _ in rows if int(booked) != int(took) - int(gave)
    ]
    wrong += [
        f"{session}: receipt over {said}, taken {took}" for session, took, _, _, said in rows if said not in ("", took)
    ]
    return wrong


def the_broken_chain(stack):
    """What `digigov audit verify` says, if the trail is not whole once everything is sealed; or nothing."""
    sealed, looked = stack.digigov("audit", "seal"), stack.digigov("audit", "verify")
    entries, outside = stack.query(
        "SELECT (SELECT count(*) FROM audit_entry) - (SELECT sum(entries) FROM audit_block),"
        " (SELECT count(*) FROM audit_entry WHERE number IS NULL)"
    ).split("|")
    is_whole = sealed.returncode == 0 and looked.returncode == 0 and looked.stdout.startswith("Whole")
    return (
        ""
        if is_whole and int(entries) < 50 and outside == "0"
        else f"{sealed} {looked} {entries} not sealed, {outside} outside"
    )


def broken_rules_of_money(stack):
    return stack.python(MONEY)
