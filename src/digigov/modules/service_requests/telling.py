"""Telling reporters, followers and officers, each once for each line of the story."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import translation

from digigov.kernel.queue import later
from digigov.modules.notifications import commands as notifications
from digigov.modules.notifications.ports import Occasion
from digigov.modules.service_requests import reading
from digigov.modules.service_requests.models import Entry, Follower, Request
from digigov.modules.service_requests.reading import MACHINE
from digigov.ui.format import short_moment

TELL_FOLLOWERS = "service_requests.tell_followers"
LONGEST = 600  # of an officer's text in a message; all of it stands on the page


def can_be_told(request: Request) -> bool:
    return bool(request.reporter_id or request.email or request.phone)


def tell_reporter(request: Request, occasion: Occasion, *, at: datetime, key: str, **given: Any) -> None:
    values = occasion.values(reference=request.reference, title=_title(request, request.language), **_short(given))
    common: dict[str, Any] = {
        "by": MACHINE,
        "at": at,
        "message": occasion.message,
        "values": values,
        "case_id": request.case_id,
    }
    dedupe = f"request:{request.id}:{occasion.message}:{key}"
    if request.reporter_id:
        notifications.send(**common, party_id=request.reporter_id, service="", version=0, dedupe_key=dedupe)
    elif request.email or request.phone:
        notifications.send_to_address(
            **common, email=request.email, phone=request.phone, name=request.name, language=request.language,
            dedupe_key=dedupe,
        )  # fmt: skip


def tell_officer(request: Request, occasion: Occasion, *, at: datetime, party_id: UUID, key: str, **given: Any) -> None:
    values = occasion.values(reference=request.reference, title=_title(request, "en"), **_short(given))
    notifications.send(
        by=MACHINE, at=at, party_id=party_id, message=occasion.message, service="", version=0, values=values,
        dedupe_key=f"request:{request.id}:{occasion.message}:{party_id}:{key}", case_id=request.case_id,
    )  # fmt: skip


def tell_followers(entry: Entry) -> None:
    """Later, in a job of its own: there may be many."""
    later(TELL_FOLLOWERS, entry_id=entry.id)


def tell_follower(
    follower: Follower, request: Request, occasion: Occasion, *, at: datetime, key: str, **given: Any
) -> None:
    values = occasion.values(reference=request.reference, title=_title(request, follower.language), **_short(given))
    common: dict[str, Any] = {
        "by": MACHINE,
        "at": at,
        "message": occasion.message,
        "values": values,
        "case_id": request.case_id,
    }
    dedupe = f"follow:{follower.id}:{occasion.message}:{key}"
    if follower.party_id:
        notifications.send(**common, party_id=follower.party_id, service="", version=0, dedupe_key=dedupe)
        return
    notifications.send_to_address(
        **common, email=follower.email, phone=follower.phone, language=follower.language, dedupe_key=dedupe
    )


def moment(at: datetime | None, language: str) -> str:
    with translation.override(language):
        return str(short_moment(at)) if at else ""


def _title(request: Request, language: str) -> str:
    with translation.override(language):
        return translation.gettext(reading.category_of(request).name)


def _short(given: dict[str, Any]) -> dict[str, Any]:
    return {key: value[:LONGEST] if isinstance(value, str) and key == "text" else value for key, value in given.items()}
