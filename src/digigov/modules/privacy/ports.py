"""What privacy needs from outside: somebody who tells people, for rooms of this floor know nobody's address; and a place beside the backups."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from digigov.modules.privacy.definitions import ErasureNote, Whose

LAST_WORD = "data-erased"  # the message that is sent before the address is forgotten


class Tells(Protocol):
    """Send the person one message, once for each ``key``; what cannot be told stops nothing."""

    def __call__(self, *, at: datetime, party_id: UUID, message: str, values: Mapping[str, Any], key: str) -> None: ...


class People(Protocol):
    """
    People whom a counter or a register wrote down before then and who have no account, in order of their ids after ``after``; at
    most ``most``.
    """

    def __call__(self, *, before: datetime, after: UUID | None, most: int) -> Sequence[Whose]: ...


def people_without_account(*, before: datetime, after: UUID | None, most: int) -> Sequence[Whose]:
    people: People = import_string(settings.DIGIGOV_PEOPLE_WITHOUT_ACCOUNT)
    return people(before=before, after=after, most=most)


class Notes(Protocol):
    """Keep what became of a wish to be erased where the backups lie: a later note of the same wish beside the earlier ones."""

    def __call__(self, note: ErasureNote) -> None: ...


def put_beside_backups(note: ErasureNote) -> None:
    """Never in a transaction. :raises Exception: if it is not kept there now."""
    keeper: Notes = import_string(settings.DIGIGOV_ERASURE_NOTES)
    keeper(note)


def tell(*, at: datetime, party_id: UUID, message: str, values: Mapping[str, Any], key: str) -> None:
    teller: Tells = import_string(settings.DIGIGOV_TELLS_OF_DATA)
    teller(at=at, party_id=party_id, message=message, values=values, key=key)
