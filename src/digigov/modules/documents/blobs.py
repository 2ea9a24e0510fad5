"""Content in the store, under the hash of what it is: written once, the same everywhere."""

import hashlib
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import timedelta
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

SHARES = 32


def put(content: bytes) -> str:
    """Store the content and return its SHA-256. Harmless when repeated; what a crash cut off is written anew."""
    digest = hashlib.sha256(content).hexdigest()
    path = _path(digest)
    if default_storage.exists(path) and default_storage.size(path) != len(content):
        default_storage.delete(path)
    if not default_storage.exists(path):
        default_storage.save(path, ContentFile(content))
    return digest


def get(digest: str) -> bytes:
    with default_storage.open(_path(digest), "rb") as stored:
        return stored.read()


def put_piece(upload_id: UUID, offset: int, content: bytes) -> None:
    path = _piece(upload_id, offset)
    if default_storage.exists(path):
        default_storage.delete(path)
    default_storage.save(path, ContentFile(content))


def join_pieces(upload_id: UUID, offsets: Iterable[int]) -> bytes:
    joined = bytearray()
    for offset in offsets:
        with default_storage.open(_piece(upload_id, offset), "rb") as piece:
            joined += piece.read()
    return bytes(joined)


def drop_pieces(upload_id: UUID, offsets: Iterable[int]) -> None:
    for offset in offsets:
        default_storage.delete(_piece(upload_id, offset))


def drop_leftovers(older_than: timedelta) -> None:
    """What writers that were killed left half written, where the store is one in which that can happen."""
    drop = getattr(default_storage, "drop_leftovers", None)
    if drop:
        drop(older_than=older_than)


def list_contents(share: int, older_than: timedelta) -> Iterator[set[str]]:
    """
    The digests of what was stored longer ago, in one of ``SHARES`` shares of the store, folder by folder.

    By this machine's own clock, as the store's times are: that of a rehearsal may be moved a year ahead.
    """
    before = time.time() - older_than.total_seconds()
    for folder in _folders(share):
        found = set()
        for digest in default_storage.listdir(folder)[1]:
            with suppress(FileNotFoundError):  # somebody else has just dropped it
                if default_storage.get_modified_time(f"{folder}/{digest}").timestamp() < before:
                    found.add(digest)
        yield found


def _folders(share: int) -> Iterator[str]:
    for number in range(share, 256, SHARES):
        outer = f"content/{number:02x}"
        with suppress(FileNotFoundError):  # no folder of nothing
            for inner in default_storage.listdir(outer)[0]:
                yield f"{outer}/{inner}"


def _path(digest: str) -> str:
    return f"content/{digest[:2]}/{digest[2:4]}/{digest}"


def _piece(upload_id: UUID, offset: int) -> str:
    return f"uploads/{upload_id}/{offset:010d}"


def drop(digest: str) -> None:
    default_storage.delete(_path(digest))
