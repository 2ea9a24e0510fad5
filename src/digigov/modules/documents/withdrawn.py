"""What is published of papers that were withdrawn, for those who check with no network."""

from dataclasses import dataclass
from datetime import datetime

from digigov.modules.documents import settings, statements
from digigov.modules.documents.models import StatusList


@dataclass(frozen=True, slots=True)
class PublishedList:
    """A status list token (draft-ietf-oauth-status-list, in CBOR), and from when to when it counts."""

    token: bytes
    made_at: datetime
    expires_at: datetime


def find_status_list(*, number: int) -> PublishedList | None:
    """Which papers of that list were withdrawn, signed. No personal data: numbers that mean nothing without the paper."""
    row = StatusList.objects.filter(number=number).exclude(token=b"").first()
    return PublishedList(bytes(row.token), row.made_at, row.expires_at) if row else None


def list_status_lists() -> tuple[str, ...]:
    """The address of each. One for a hundred and thirty thousand papers, so not paged."""
    numbers = StatusList.objects.exclude(token=b"").order_by("number").values_list("number", flat=True)[:1000]
    return tuple(statements.list_address(each, address=settings.address()) for each in numbers)
