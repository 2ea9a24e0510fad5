"""When somebody is told of the erasure of their data, for the room below that knows no addresses."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from digigov.kernel.actor import system
from digigov.modules.notifications.commands import send
from digigov.modules.notifications.ports import occasion

OCCASIONS = (
    occasion("erasure-asked", {"reference", "begins_day"}),
    occasion("erasure-soon", {"reference", "begins_day"}),
    occasion("erasure-held", {"reference", "reason"}),
    occasion("data-erased", {"reference", "gone", "kept"}),
)
MACHINE = system("privacy")


def tell(*, at: datetime, party_id: UUID, message: str, values: Mapping[str, Any], key: str) -> None:
    """``DIGIGOV_TELLS_OF_DATA``."""
    told = next(each for each in OCCASIONS if each.message == message).values(**values)
    send(by=MACHINE, at=at, party_id=party_id, message=message, service="", version=0, values=told, dedupe_key=key)
