"""How a command changes a request: the step of its case, its clock, a line of its story, the trail."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from digigov.kernel.actor import Actor
from digigov.modules.audit import commands as audit
from digigov.modules.casework import commands as casework
from digigov.modules.documents import commands as documents
from digigov.modules.service_requests import clocks, reading
from digigov.modules.service_requests.models import Entry, Request
from digigov.modules.service_requests.reading import MACHINE


def add_entry(
    request: Request, kind: str, *, by: Actor, at: datetime, text: str = "", is_public: bool = False, **values: Any
) -> Entry:
    return Entry.objects.create(
        request=request, at=at, kind=kind, is_public=is_public, text=text.strip(), values=values, by_kind=by.kind,
        by_party=by.party_id, by_name=by.name[:120] if by.kind == "officer" else "", unit=request.unit,
    )  # fmt: skip


def record(request: Request, action: str, *, by: Actor, at: datetime, details: Mapping[str, Any] | None = None) -> None:
    """About its reporter, so that it stands in their trail; without one, about the request."""
    audit.record(
        by=by, at=at, action=f"service_requests.{action}", subject_id=request.reporter_id or request.id,
        case_id=request.case_id, details={"reference": request.reference, **(details or {})},
    )  # fmt: skip


def go_on(request: Request, outcome: str, state: str, *, at: datetime) -> None:
    """Finish the step of the case and begin the clock of the next one; the caller has set what else changed. Saves."""
    if request.step_id is not None:
        casework.finish_step(by=MACHINE, at=at, step_id=request.step_id, outcome=outcome)
    request.step_id = Request.objects.values_list("step_id", flat=True).get(id=request.id)
    request.state, request.rung = state, 0
    settle_clock(request, at=at)


def settle_clock(request: Request, *, at: datetime) -> None:
    """Look at the clock anew, and save."""
    clocks.watch(request, reading.plan(), at=at)
    request.changed_at = at
    request.save()


def attach(request: Request, file_ids: Iterable[UUID], *, by: Actor, at: datetime, secret: str = "") -> list[str]:
    """Give files to the case. :raises NotFound: if one is somebody else's."""
    wanted = list(dict.fromkeys(file_ids))
    if wanted and request.case_id:
        documents.attach_files(by=by, at=at, file_ids=wanted, case_id=request.case_id, secret=secret)
    return [str(each) for each in wanted]
