"""
The image of what the commands wrote for one person: every row of it, in every table, as PostgreSQL's own COPY writes it.

``TABLES`` says where such rows lie; a test walks examples and finds any table that grew and is not named here.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from uuid import UUID

from django.apps import apps
from django.db import connection

CASES = "SELECT id FROM casework_case WHERE applicant_id = '{party}'"
OF_CASE = f"case_id IN ({CASES})"
ATTEMPTS = f"SELECT a.id FROM payments_attempt a JOIN payments_payment p ON p.id = a.payment_id WHERE p.{OF_CASE}"
TABLES = {
    "applications_draft": "party_id = '{party}'",
    "applications_application": "party_id = '{party}'",
    "applications_answerset": (
        "application_id IN (SELECT id FROM applications_application WHERE party_id = '{party}')"
    ),
    "casework_case": "applicant_id = '{party}'",
    **dict.fromkeys(
        ("casework_steprun", "casework_task", "casework_decision", "casework_note", "casework_timelineentry"), OF_CASE
    ),
    "audit_entry": f"at >= '{{since}}' AND (subject_id = '{{party}}' OR party_id = '{{party}}' OR {OF_CASE})",
    "notifications_message": f"party_id = '{{party}}' OR {OF_CASE}",
    "notifications_delivery": (
        f"message_id IN (SELECT id FROM notifications_message WHERE party_id = '{{party}}' OR {OF_CASE})"
    ),
    "payments_payment": OF_CASE,
    "payments_attempt": f"id IN ({ATTEMPTS})",
    "payments_refund": f"attempt_id IN ({ATTEMPTS})",
    "payments_receipt": f"payment_id IN (SELECT id FROM payments_payment WHERE {OF_CASE})",
    "payments_ledgerentry": f"attempt_id IN ({ATTEMPTS})",
    "documents_file": f"holder_id = '{{party}}' OR {OF_CASE}",
    "documents_issueddocument": f"holder_id = '{{party}}' OR {OF_CASE}",
    "registries_awaitedread": OF_CASE,
    "appointments_appointment": OF_CASE,
}
PERSON = {
    "parties_person": "id = '{party}'",
    "identity_account": "party_id = '{party}'",
    "audit_entry": "subject_id = '{party}' AND at < '{since}'",
}
# What grows during a walk and belongs to nobody's case: jobs, visits, counts, what registers said last, whole tables' counters.
NOT_OF_A_CASE = (
    *("procrastinate_jobs", "procrastinate_events", "procrastinate_workers", "identity_session", "identity_attempts"),
    *("registries_keptreading", "payments_receiptcounter", "documents_upload", "cache"),
    *("documents_papercode", "documents_statuslist", "applications_review"),
    *("audit_signedhead", "applications_doubt", "registries_answer", "registries_consent", "registries_lookup"),
    *("signatures_certificate", "signatures_revocationlist", "signatures_authorization", "signatures_requestkey"),
    *("signing_envelope", "signing_signer", "signing_drawnpaper"),
    *("organizations_post", "organizations_assignment", "parties_person", "identity_account", "assurance_proofing"),
    *("mandates_mandate", "parties_registered"),
    *("service_requests_request", "service_requests_entry", "service_requests_follower"),
    *("knowledge_opened", "knowledge_asked", "knowledge_feedback", "knowledge_suggestion"),
    *("privacy_erasure", "privacy_destruction", "privacy_run", "privacy_plan"),
    *("identity_knowndevice", "identity_alarm", "identity_pastaddress", "identity_concern", "assurance_letter"),
    "assurance_kioskentry",
    *(
        f"contact_center_{name}"
        for name in ("conversation", "contact", "message", "caselink", "callback", "proof", "chat")
    ),
    *("contact_center_event", "contact_center_agent", "contact_center_agentstate"),
    *("workforce_week", "workforce_shift", "workforce_agent", "workforce_leave", "workforce_wish", "workforce_swap"),
    "workforce_leftoutday",
)
TIMES = ("timestamp with time zone", "date")


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    is_time: bool


@dataclass(frozen=True, slots=True)
class Image:
    """Rows by table, each a tuple of cells in COPY's text form, in the order of ``columns_of``."""

    party: UUID
    rows: dict[str, list[tuple[str, ...]]]
    own_words: tuple[str, ...] = ()
    answer_days: Mapping[date, int] = field(default_factory=dict)  # how many days before or after it begins
    ends: Mapping[str, tuple[int, ...]] = field(
        default_factory=dict
    )  # of a template: the days of a year, as MMDD, to which it is valid
    appeals: Mapping[str, tuple[int, int]] = field(
        default_factory=dict
    )  # of a template: within how many days one may appeal, and 1 if those are working days


@cache
def columns_of(table: str) -> tuple[Column, ...]:
    """The columns that are written, not those that the database makes itself."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = %s"
            " AND table_schema = 'public' AND is_generated = 'NEVER' AND column_default IS NULL ORDER BY ordinal_position",
            [table],
        )
        return tuple(Column(name, kind in TIMES) for name, kind in cursor.fetchall())


def take(
    *,
    party: UUID,
    since: str,
    tables: dict[str, str] = TABLES,
    own_words: Sequence[str] = (),
    answer_days: Mapping[date, int] | None = None,
) -> Image:
    """All rows of that person as they stand now."""
    rows = {table: _rows(table, where.format(party=party, since=since)) for table, where in tables.items()}
    return Image(
        party,
        rows,
        own_words=tuple(own_words),
        answer_days=answer_days or {},
        ends=_ends(),
        appeals=_appeals(rows.get("documents_issueddocument", ())),
    )


def _ends() -> dict[str, tuple[int, ...]]:
    """Of the templates whose papers are valid to a day of the year: those days."""
    known = apps.get_model("documents", "TemplateVersion").objects.values_list("id", "body")
    until = {str(key): body.get("validity", {}).get("until", ()) for key, body in known}
    return {key: tuple(int(each.replace("-", "")) for each in days) for key, days in until.items() if days}


def _appeals(papers: Iterable[tuple[str, ...]]) -> dict[str, tuple[int, int]]:
    """Of the templates of these papers whose letters say until when one may appeal."""
    place = [column.name for column in columns_of("documents_issueddocument")].index("template_id") if papers else 0
    known = apps.get_model("documents", "TemplateVersion").objects.filter(id__in={row[place] for row in papers})
    found = {str(each.id): each.body.get("appeal") for each in known}
    return {
        key: (int(told["within_days"]), int(told.get("counted") == "working")) for key, told in found.items() if told
    }


def write(rows: dict[str, list[str]]) -> None:
    """Lines of COPY's text form, by table; in one transaction, so that foreign keys are looked at when all is there."""
    for table, lines in rows.items():
        if lines:
            with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({_names(table)}) FROM STDIN") as copy:
                copy.write("\n".join(lines) + "\n")


def _rows(table: str, where: str) -> list[tuple[str, ...]]:
    query = f"COPY (SELECT {_names(table)} FROM {table} WHERE {where} ORDER BY 1) TO STDOUT"
    with connection.cursor() as cursor, cursor.copy(query) as copy:
        text = b"".join(bytes(part) for part in copy).decode()
    return [tuple(line.split("\t")) for line in text.splitlines()]


def _names(table: str) -> str:
    return ", ".join(f'"{column.name}"' for column in columns_of(table))


def counted(tables: Iterable[str]) -> dict[str, int]:
    """How many rows each of these tables holds."""
    with connection.cursor() as cursor:
        found = {}
        for table in tables:
            cursor.execute(f'SELECT count(*) FROM "{table}"')
            found[table] = cursor.fetchone()[0]
        return found
