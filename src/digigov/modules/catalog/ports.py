"""What the catalogue takes from above: parts of a country pack that belong to rooms of higher floors."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from digigov.kernel.actor import Actor
from digigov.kernel.definitions import Definition

Files = Mapping[str, Any]  # definitions by their file's name inside the pack


@dataclass(frozen=True, slots=True)
class Known:
    """What of the country a slice may name, by code or id."""

    units: frozenset[str]
    offices: frozenset[str]
    roles: frozenset[str]
    services: frozenset[str]
    languages: frozenset[str]


@dataclass(frozen=True, slots=True)
class Wrong:
    """A name that leads nowhere: the file, the keys and numbers that lead to its place, and a sentence for whoever wrote it."""

    file: str
    where: tuple[Any, ...]
    sentence: str


class Load(Protocol):
    """Take over what the pack says, in the transaction that publishes it; ``files`` may be empty."""

    def __call__(self, *, by: Actor, at: datetime, files: Files) -> None: ...


def nothing_wrong(files: Files, known: Known) -> Iterable[Wrong]:
    return ()


@dataclass(frozen=True, slots=True)
class Slice:
    """
    ``name`` is also that of its published JSON Schema; ``pattern`` matches the whole path of its YAML files inside the pack.
    ``check`` finds names that lead nowhere, once every file has its shape.
    """

    name: str
    pattern: str
    shape: type[Definition]
    load: Load
    check: Callable[[Files, Known], Iterable[Wrong]] = nothing_wrong


@cache
def slices() -> tuple[Slice, ...]:
    """Those that rooms above plug in, from ``DIGIGOV_PACK_SLICES``."""
    return tuple(import_string(path) for path in settings.DIGIGOV_PACK_SLICES)
