"""
One hash over what has happened on the island: who, what service, when it began and ended, how, for what fee, with which payments,
steps and papers. No ids, references, times of writing or signatures, and no order: two islands of one seed have the same.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection

OF_CASE = "c.service, c.opened_at, c.closed_at, p.national_id"
JOINED = "JOIN casework_case c ON c.id = {}.case_id LEFT JOIN parties_person p ON p.id = c.applicant_id"
TOPICS: Mapping[str, str] = {
    "people": (
        "SELECT p.given_names, p.family_name, p.born_on, p.national_id, p.email, p.phone, p.address, p.language,"
        " a.email AS signs_in_by, a.phone AS or_by, a.is_active"
        " FROM parties_person p LEFT JOIN identity_account a ON a.party_id = p.id WHERE p.national_id LIKE '991%'"
    ),
    "posts": (
        "SELECT u.code, r.code AS role, o.title, p.national_id, s.starts_at, s.ends_at FROM organizations_assignment s"
        " JOIN organizations_post o ON o.id = s.post_id JOIN organizations_unit u ON u.id = o.unit_id"
        " JOIN organizations_role r ON r.id = o.role_id JOIN parties_person p ON p.id = s.party_id"
        " WHERE p.national_id LIKE '991%'"
    ),
    "drafts": (
        "SELECT d.service, d.started_at, d.submitted_at, p.national_id FROM applications_draft d"
        " LEFT JOIN parties_person p ON p.id = d.party_id"
    ),
    "cases": (
        "SELECT c.service, c.version, c.unit, c.language, c.state, c.outcome, c.step, c.opened_at, c.due_at, c.closed_at,"
        " p.national_id FROM casework_case c LEFT JOIN parties_person p ON p.id = c.applicant_id"
    ),
    "steps": f"SELECT {OF_CASE}, s.number, s.key, s.type, s.outcome, s.started_at, s.finished_at FROM casework_steprun s {JOINED.format('s')}",
    "decisions": f"SELECT {OF_CASE}, d.step, d.outcome, d.reason_id, d.at FROM casework_decision d {JOINED.format('d')}",
    "payments": (
        f"SELECT {OF_CASE}, m.fee, m.amount, m.currency, m.state, m.settled_at FROM payments_payment m {JOINED.format('m')}"
    ),
    "papers": f"SELECT {OF_CASE}, i.title, i.issued_on, i.valid_until, i.state FROM documents_issueddocument i {JOINED.format('i')}",
    "appointments": f"SELECT {OF_CASE}, t.kind, t.office, t.starts_at, t.state FROM appointments_appointment t {JOINED.format('t')}",
    "messages": f"SELECT {OF_CASE}, m.template, m.language, m.made_at FROM notifications_message m {JOINED.format('m')}",
}
# Rows are summed up, half a hash at a time, so that neither their order nor their number costs memory.
SUMMED = (
    "WITH said AS (SELECT md5(row::text) AS md5 FROM ({}) AS row) SELECT count(*),"
    " coalesce(sum(('x' || left(md5, 15))::bit(60)::bigint), 0), coalesce(sum(('x' || right(md5, 15))::bit(60)::bigint), 0) FROM said"
)


@dataclass(frozen=True, slots=True)
class Facts:
    """``topics``: for each, how many rows and their sum, to see where two islands differ."""

    digest: str
    topics: Mapping[str, str]


def facts() -> Facts:
    """Of the island as it stands now."""
    with connection.cursor() as cursor:
        found = {}
        for topic, question in TOPICS.items():
            cursor.execute(SUMMED.format(question))
            found[topic] = _line(cursor.fetchone())
    found |= _registers()
    lines = "\n".join(f"{topic} {line}" for topic, line in sorted(found.items()))
    return Facts(hashlib.sha256(lines.encode()).hexdigest(), found)


def _registers() -> dict[str, str]:
    """What the registers' keepers see."""
    found = {}
    with psycopg.connect(settings.DIGIGOV_REHEARSAL_REGISTERS["filler"]) as reading:
        views = reading.execute("SELECT viewname FROM pg_views WHERE schemaname = 'digigov' ORDER BY 1").fetchall()
        for (view,) in views:
            found[f"register {view}"] = _line(
                reading.execute(SUMMED.format(f'SELECT * FROM digigov."{view}"')).fetchone()
            )  # type: ignore[arg-type]
    return found


def _line(row: Any) -> str:
    count, left, right = map(int, row)
    return f"{count} {left:x} {right:x}"
