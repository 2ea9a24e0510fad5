"""The story of a case, one line at a time."""

from datetime import datetime
from typing import Any
from uuid import UUID

from digigov.kernel.actor import Actor
from digigov.modules.casework.models import TimelineEntry


def add(*, case_id: UUID, by: Actor, at: datetime, kind: str, is_public: bool, step: str = "", **values: Any) -> None:
    """``values`` are JSON-ready and worded by the site that shows them; ``acting`` is whoever did it for the applicant."""
    if by.acting:
        values["acting"] = str(by.party_id)
    TimelineEntry.objects.create(
        case_id=case_id,
        at=at,
        kind=kind,
        is_public=is_public,
        step=step,
        values=values,
        by_kind=by.kind,
        by_name=by.name[:120],
        by_office=by.office,
    )
