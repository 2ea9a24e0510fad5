"""The registers that others keep. Slot ``registers`` of ``DIGIGOV_ADAPTERS``."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from digigov.kernel.adapters import Health

TIME_LIMIT = 2.0


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """A row: its own key in the register, and the values of the fields that were asked for."""

    key: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Errand:
    """What a keeper is told of a look-up, and may keep: the number of its line in our trail, which has the rest."""

    line: UUID
    doer: str
    office: str
    purpose: str
    basis: str


def comparable(key: str) -> str:
    """As keys are compared, however somebody writes them: letters and digits alone, in small letters."""
    return "".join(letter for letter in key.casefold() if letter.isalnum())


class RegisterSource(Protocol):
    """
    Looks up one row.

    ``under`` names the identifier that ``key`` is (the register's own, or one of its ``also_by``); two keys are one if they are
    ``comparable``. ``errand`` goes along, so that the keeper can note it. Absent fields are left out or None. Answers within
    ``time_limit`` seconds or fails. None: the register was asked and has no such row.

    :raises AdapterFailure: temporary (down, slow, busy) or permanent (it refuses to be asked, or answers nonsense).
    """

    def look_up(
        self,
        *,
        register: str,
        key: str,
        under: str,
        fields: Sequence[str],
        errand: Errand,
        time_limit: float = TIME_LIMIT,
    ) -> RegisterRow | None: ...

    def check(self) -> Health: ...
