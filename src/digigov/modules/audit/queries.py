"""Reading the trail."""

from collections.abc import Iterable
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


def list_about(*, viewer: Actor, party_id: UUID, records: Iterable[UUID] = (), page: Page) -> PageOf[Line]:
    """
    What others read and what anyone changed of a person, newest first; for that person. ``records`` are others under which
    the same person was written down before.

    :raises NotAllowed: for anybody else without ``audit.read``.
    """
    if viewer.party_id != party_id:
        viewer.require(READ_THE_TRAIL)
    rows = (
        Entry.objects.filter(subject_id__in={party_id, *records})
        .exclude(kind="read", party_id=party_id)
        .order_by("-at", "-id")
    )
    return page.of(rows, lambda e: Line(e.at, e.kind, e.action, e.actor_name, e.office, e.purpose, e.details))
