"""What privacy needs from above: somebody who tells people. Rooms of this floor know nobody's address."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

LAST_WORD = "data-erased"  # the message that is sent before the address is forgotten


class Tells(Protocol):
    """Send the person one message, once for each ``key``; what cannot be told stops nothing."""

    def __call__(self, *, at: datetime, party_id: UUID, message: str, values: Mapping[str, Any], key: str) -> None: ...


def tell(*, at: datetime, party_id: UUID, message: str, values: Mapping[str, Any], key: str) -> None:
    teller: Tells = import_string(settings.DIGIGOV_TELLS_OF_DATA)
    teller(at=at, party_id=party_id, message=message, values=values, key=key)
