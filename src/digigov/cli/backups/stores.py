"""
Where backups lie: a folder, or an S3 store (``s3://bucket/prefix``). Both write a name whole or not at all.
"""

import importlib
import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol
from uuid import uuid4

from digigov.cli.backups.sealing import Reader, Writer

PART = ".part"


class Store(Protocol):
    """``names`` gives those that begin with a prefix, sorted; what is half written has no name yet."""

    def write(self, name: str) -> AbstractContextManager[Writer]: ...
    def read(self, name: str) -> AbstractContextManager[Reader]: ...
    def names(self, prefix: str = "") -> list[str]: ...
    def size(self, name: str) -> int: ...
    def remove(self, name: str) -> None: ...


def store_of(place: str | Path) -> Store:
    """The store that a setting or an argument names."""
    text = str(place)
    if not text.startswith("s3://"):
        return Folder(Path(text))
    s3: Store = importlib.import_module("digigov.cli.backups.s3").S3.of(text)  # its library takes half a second
    return s3


def split(place: str) -> tuple[str, str]:
    """The store and the name of what somebody names whole: a file's path, or ``s3://bucket/prefix/name``."""
    before, _, name = place.rpartition("/")
    return before or ("/" if place.startswith("/") else "."), name


@dataclass(frozen=True, slots=True)
class Folder:
    path: Path

    @contextmanager
    def write(self, name: str) -> Iterator[Writer]:
        target = self.path / name
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = target.with_name(f"{target.name}.{uuid4().hex[:8]}{PART}")
        try:
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            part.rename(target)
            _sync(target.parent)
        finally:
            part.unlink(missing_ok=True)

    @contextmanager
    def read(self, name: str) -> Iterator[Reader]:
        with (self.path / name).open("rb") as file:
            yield file

    def names(self, prefix: str = "") -> list[str]:
        top = self.path / prefix.rpartition("/")[0]
        found = (path for path in top.rglob("*") if path.is_file() and not path.name.endswith(PART))
        return sorted(name for path in found if (name := str(path.relative_to(self.path))).startswith(prefix))

    def size(self, name: str) -> int:
        return (self.path / name).stat().st_size

    def remove(self, name: str) -> None:
        (self.path / name).unlink(missing_ok=True)

    def clear(self, *, at: datetime) -> None:
        """Take away what was begun more than a day ago and never ended: its writer was killed."""
        for path in self.path.rglob(f"*{PART}") if self.path.is_dir() else ():
            if (at - datetime.fromtimestamp(path.stat().st_mtime, UTC)).days >= 1:
                path.unlink(missing_ok=True)


def _sync(folder: Path) -> None:
    """A new name is on the disk once its folder is."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
