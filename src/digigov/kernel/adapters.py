"""
Sockets. A module names what it needs in ``ports.py``; a setting ``DIGIGOV_ADAPTERS[slot]`` holds the dotted path that fits.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol

from django.conf import settings
from django.utils.module_loading import import_string


@dataclass(frozen=True, slots=True)
class Health:
    """What an adapter says of itself: ``ok``, a sentence for the operations page, and whether it is only a rehearsal part."""

    ok: bool
    detail: str
    rehearsal_only: bool = False


class Adapter(Protocol):
    def check(self) -> Health: ...


@cache
def _make(path: str) -> Any:
    return import_string(path)()


def adapter(slot: str) -> Any:
    """The adapter that the settings chose for a slot; made once for each process."""
    return _make(settings.DIGIGOV_ADAPTERS[slot])


def all_slots() -> tuple[str, ...]:
    return tuple(sorted(settings.DIGIGOV_ADAPTERS))
