"""Adding to the trail, inside the transaction of what is being recorded; and sealing what has settled."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from digigov.kernel.actor import Actor
from digigov.kernel.clock import local
from digigov.modules.audit import heads
from digigov.modules.audit.heads import PublishedHead
from digigov.modules.audit.models import Entry
from digigov.modules.audit.sealing import find_settled, seal_next

SOME_SECONDS = 200  # looks, 50 ms apart


@dataclass(frozen=True, slots=True)
class Purpose:
    """Why personal data is read: a code (``decide-case``), and the case it is read for, if there is one."""

    code: str
    case_id: UUID | None = None


def record(
    *,
    by: Actor,
    at: datetime,
    action: str,
    subject_id: UUID | None = None,
    case_id: UUID | None = None,
    details: Mapping[str, Any] | None = None,
) -> None:
    """Write that something was done. ``action`` is ``room.what-happened``; ``details`` must not hold personal data."""
    Entry.objects.create(
        **_line(by, at, "write", action),
        subject_id=subject_id,
        case_id=case_id,
        details={**(details or {}), **_acting(by)},
    )


def record_read(
    *,
    by: Actor,
    at: datetime,
    purpose: Purpose,
    subjects: Iterable[UUID],
    action: str = "read",
    fields: Iterable[str] = (),
) -> None:
    """Write that somebody's data was looked at: one line for each subject."""
    line = {**_line(by, at, "read", action), "purpose": purpose.code, "case_id": purpose.case_id}
    seen = {**({"fields": sorted(fields)} if fields else {}), **_acting(by)}
    Entry.objects.bulk_create([Entry(**line, subject_id=subject, details=seen) for subject in dict.fromkeys(subjects)])


def record_listed(*, by: Actor, at: datetime, purpose: Purpose, subjects: Iterable[UUID], action: str) -> None:
    """
    Write that somebody's name stood in a list that the reader works through: one line for each subject and reader a day,
    however often the page is opened.
    """
    today = local(at).replace(hour=0, minute=0, second=0, microsecond=0)
    seen = {"kind": "read", "action": action, "party_id": by.party_id, "at__gte": today}
    asked = set(subjects)
    known = Entry.objects.filter(subject_id__in=asked, **seen).values_list("subject_id", flat=True)
    record_read(by=by, at=at, purpose=purpose, subjects=sorted(asked - set(known)), action=action)


def publish_head(*, at: datetime) -> PublishedHead | None:
    """
    Sign the newest block as the head of the day and publish it; None if that is done, or nothing is sealed yet.

    :raises AdapterFailure: if no key can be reached; the next hour tries again.
    """
    return heads.publish_head(at=at)


def seal_entries(
    *, at: datetime, blocks: int, looks: int = SOME_SECONDS, tell: Callable[[int], None] = lambda entries: None
) -> int:
    """
    Seal what has settled, at most so many blocks, each in a transaction of its own; ``tell`` hears how many entries each holds.
    Returns how many blocks there were: none while an older transaction that writes goes on. The next call finds what it left.
    """
    settled = find_settled(looks=looks)
    for sealed in range(blocks if settled is not None else 0):
        entries = seal_next(at=at, settled=settled or 0)
        if entries is None:
            return sealed
        tell(entries)
    return blocks if settled is not None else 0


def _acting(by: Actor) -> dict[str, str]:
    """By which mandate somebody did it for another."""
    return {"mandate": str(by.acting.mandate_id)} if by.acting else {}


def _line(by: Actor, at: datetime, kind: str, action: str) -> dict[str, Any]:
    return {
        "at": at,
        "kind": kind,
        "action": action,
        "actor_kind": by.kind,
        "account_id": by.account_id,
        "party_id": by.party_id,
        "actor_name": by.name[:120],
        "office": by.office,
    }
