"""
Who asked to be erased, beside the backups: a note for each change of a wish, so that a database put back learns what it forgot.

A note holds ids and days, no name, and is encrypted to the same keys as backups. Its name tells what the machine that cannot
read it must know: which wish, its how-manieth change, and how it stood. Notes are only added to.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.conf import settings

from digigov.cli.backups.sealing import ENDING, opened, recipients_of, sealed
from digigov.cli.backups.stores import Store, store_of
from digigov.cli.failures import CliFailure
from digigov.modules.privacy.definitions import ErasureNote, Whose

FOLDER = "erased/"
BEGUN = f"{FOLDER}begun"  # each backup writes it anew: there is a list, though perhaps nobody asked yet
NAME = re.compile(rf"{FOLDER}([0-9a-f-]{{36}})-(\d{{5}})-([a-z]+)\.json(?:{re.escape(ENDING)})?")
STATES = ("withdrawn", "done", "waiting", "held")  # what is over first: a person has one that waits
MOMENTS = ("asked_at", "begins_at", "held_at", "ended_at")


@dataclass(frozen=True, slots=True)
class Noted:
    """The newest note of one wish."""

    erasure_id: UUID
    version: int
    state: str
    name: str


def put(note: ErasureNote) -> None:
    """``DIGIGOV_ERASURE_NOTES``."""
    write(store_of(settings.DIGIGOV_BACKUPS), note, recipients=recipients())


def recipients() -> list[Any]:
    return recipients_of(settings.DIGIGOV_BACKUP["recipients"])


def begin(store: Store, *, at: datetime, recipients: Sequence[Any]) -> None:
    _write(store, BEGUN, {"at": at}, recipients)


def write(store: Store, note: ErasureNote, *, recipients: Sequence[Any]) -> None:
    ending = ENDING if recipients else ""
    _write(store, f"{FOLDER}{note.id}-{note.version:05}-{note.state}.json{ending}", asdict(note), recipients)


def is_in(store: Store) -> bool:
    return bool(store.names(FOLDER))


def newest_in(store: Store) -> Mapping[UUID, Noted]:
    found: dict[UUID, Noted] = {}
    for name in store.names(FOLDER):
        if match := NAME.fullmatch(name):
            noted = Noted(UUID(match[1]), int(match[2]), match[3], name)
            if noted.erasure_id not in found or found[noted.erasure_id].version < noted.version:
                found[noted.erasure_id] = noted
    return found


def opens(store: Store, identities: Sequence[Any]) -> None:
    """:raises CliFailure: if these keys do not open the list."""
    _read(store, store.names(FOLDER)[0], identities)


def read(store: Store, noted: Noted, identities: Sequence[Any]) -> ErasureNote:
    """:raises CliFailure: if it cannot be opened, or is not what its name says."""
    said = _read(store, noted.name, identities)
    try:
        whose = {key: said["whose"][key] for key in ("party_ids", "account_ids")}
        note = ErasureNote(
            id=UUID(said["id"]), version=int(said["version"]), state=str(said["state"]), closes=bool(said["closes"]),
            reference=str(said["reference"]), asked_by=UUID(said["asked_by"]),
            whose=Whose(UUID(said["whose"]["party_id"]), **{key: frozenset(map(UUID, ids)) for key, ids in whose.items()}),
            held_by=UUID(said["held_by"]) if said["held_by"] else None,
            **cast("dict[str, Any]", {key: datetime.fromisoformat(said[key]) if said[key] else None for key in MOMENTS}),
        )  # fmt: skip
    except (KeyError, TypeError, ValueError, AttributeError) as wrong:
        raise CliFailure(f"{noted.name} is no note of an erasure: {wrong}.") from wrong
    if (note.id, note.version, note.state) != (noted.erasure_id, noted.version, noted.state):
        raise CliFailure(f"{noted.name} is not what its name says. Do not trust it.")
    return note


def _write(store: Store, name: str, said: Mapping[str, Any], recipients: Sequence[Any]) -> None:
    body = json.dumps(said, default=lambda each: sorted(map(str, each)) if isinstance(each, frozenset) else str(each))
    with store.write(name) as target, sealed(target, recipients) as open_end:
        open_end.write(body.encode())


def _read(store: Store, name: str, identities: Sequence[Any]) -> dict[str, Any]:
    with store.read(name) as stored, opened(stored, identities) as source:
        body = b"".join(iter(lambda: source.read(1 << 16), b""))
    try:
        return dict(json.loads(body))
    except (ValueError, TypeError) as wrong:
        raise CliFailure(f"{name} is no note of an erasure: {wrong}.") from wrong
