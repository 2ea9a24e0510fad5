"""Reading the trail."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from digigov.kernel.actor import Actor
from digigov.kernel.paging import Page, PageOf
from digigov.modules.audit.models import Entry

READ_THE_TRAIL = "audit.read"


@dataclass(frozen=True, slots=True)
class Line:
    at: datetime
    kind: str
    action: str
    actor_name: str
    office: str
    purpose: str
    details: dict[str, Any]


def list_of_case(*, viewer: Actor, case_id: UUID, page: Page) -> PageOf[Line]:
    """Everything done and read under a case, newest first. :raises NotAllowed: without ``audit.read``."""
    viewer.require(READ_THE_TRAIL)
    rows = Entry.objects.filter(case_id=case_id).order_by("-at", "-id")
    return page.of(rows, lambda e: Line(e.at, e.kind, e.action, e.actor_name, e.office, e.purpose, e.details))
