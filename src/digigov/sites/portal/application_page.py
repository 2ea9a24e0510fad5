"""What the page of an application shows, to its applicant and to whoever holds its code."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from digigov.kernel.clock import local_date, now
from digigov.kernel.paging import Page
from digigov.modules.applications import queries
from digigov.modules.appointments import queries as appointments
from digigov.modules.casework import queries as cases
from digigov.modules.casework.queries import PublicStatus
from digigov.modules.catalog import queries as catalog
from digigov.modules.catalog.definitions import Service
from digigov.modules.documents import queries as documents
from digigov.modules.notifications import queries as notifications
from digigov.modules.organizations import queries as organizations
from digigov.modules.payments import queries as payments
from digigov.sites import wording
from digigov.sites.request import Request


def page_of(request: Request, found: queries.ApplicationView) -> dict[str, Any]:
    """Where it is, what can be done now, its papers, its story, what was told."""
    page, at, status = Page.from_query(request.GET.get("page")), now(), found.status
    service = catalog.get_service(found.service, found.version).definition
    meeting = meeting_of(found)
    return {
        "application": found,
        "status": status,
        "appeal": appeal_of(service, status, at=at),
        **meeting,
        "turn": wording.whose_turn(status, has_appointment=bool(meeting["booked"] and meeting["may_arrange"])),
        "tag": wording.tag_of(status),
        "story": cases.public_timeline(case_id=found.case_id, page=page),
        "entries_of": wording.entries_of,
        "signature": queries.find_signature(case_id=found.case_id, service=found.service, version=found.version),
        "documents": documents.list_issued(case_id=found.case_id, at=at),
        "payment_id": payments.find_payment_of_step(step_id=status.step_id) if status.step_type == "pay" else None,
        "told": notifications.list_of_case(case_id=found.case_id, page=Page(size=20)),
    }


def meeting_of(found: queries.ApplicationView) -> dict[str, Any]:
    """The time that is kept for the step, and whether the applicant may choose another."""
    step_id, kind = found.status.step_id, found.status.step_type
    if kind not in ("meet", "inspect"):
        return {"booked": None, "may_arrange": False}
    holder = queries.by_code(found.reference)  # whoever sees the page is the applicant, or holds the code
    return {
        "booked": appointments.find_booked(step_id),
        "may_arrange": appointments.may_arrange(viewer=holder, step_id=step_id),
    }


@dataclass(frozen=True, slots=True)
class WayOfAppeal:
    """``last_day`` as the definition counts it from the decision; ``is_over`` when it has passed."""

    to: str
    law: str
    last_day: date
    is_over: bool


def appeal_of(service: Service, status: PublicStatus, *, at: datetime) -> WayOfAppeal | None:
    """The way of appeal against a refusal."""
    appeal = service.appeal
    if appeal is None or status.outcome != "refused" or status.closed_at is None:
        return None
    last = organizations.last_day(local_date(status.closed_at), appeal.within_days, counted=appeal.counted)
    return WayOfAppeal(appeal.to, appeal.law, last, last < local_date(at))
