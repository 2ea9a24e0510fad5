"""
The archive: PostgreSQL's write-ahead log piece by piece, base backups to begin from, and files as they come.

Everything is compressed, then encrypted to the same keys as backups. Names tell what the machine that writes must know and
cannot read any more: a piece's name ends with the hash of its content, a base's with the first piece that it needs.
"""

import hashlib
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from digigov.cli.backups.keeping import STAMP
from digigov.cli.backups.sealing import ENDING, Reader, Writer, opened, sealed
from digigov.cli.backups.stores import Store
from digigov.cli.failures import CliFailure

GZIP = 31  # zlib's number for gzip's format
CHUNK = 1 << 20
PIECE_DIGITS = 24


class NotThere(CliFailure):
    """The archive does not hold this piece: to PostgreSQL that is an answer, not a failure."""


@dataclass(frozen=True, slots=True)
class Base:
    """``first`` is the earliest piece of the log that it may need."""

    name: str
    made_at: datetime
    first: str


def keep(store: Store, path: Path, *, recipients: Sequence[Any]) -> str:
    """
    Put a piece of the log into the archive, once; harmless when repeated.

    :raises CliFailure: if another piece of this name is there: two databases must not share an archive.
    """
    digest = _hash(path)
    name = f"wal/{path.name}-{digest}.gz{ENDING if recipients else ''}"
    there = store.names(f"wal/{path.name}-")
    if any(each.removesuffix(ENDING) == name.removesuffix(ENDING) for each in there):
        return name
    if there:
        raise CliFailure(f"The archive holds another {path.name}: another database writes to the same place.")
    with path.open("rb") as content, squeezed(store, name, recipients) as target:
        while chunk := content.read(CHUNK):
            target.write(chunk)
    return name


def fetch(store: Store, wanted: str, target: Path, *, identities: Sequence[Any]) -> None:
    """:raises NotThere: if the archive does not hold it."""
    found = store.names(f"wal/{wanted}-")
    if not found:
        raise NotThere(f"The archive does not hold {wanted}.")
    part = target.with_name(f"{target.name}.part")
    with unsqueezed(store, found[0], identities) as source, part.open("wb") as file:
        while chunk := source.read(CHUNK):
            file.write(chunk)
    if _hash(part) != _hash_in(found[0]):
        raise CliFailure(f"{found[0]} is damaged: it is not as it was written.")
    part.replace(target)


def base_name(at: datetime, first: str, *, is_sealed: bool) -> str:
    return f"base/{at.astimezone(UTC).strftime(STAMP)}-{first}.tar.gz{ENDING if is_sealed else ''}"


def bases_in(names: Iterable[str]) -> list[Base]:
    """Oldest first."""
    found = []
    for name in names:
        stamp, _, first = name.removeprefix("base/").partition(".")[0].partition("-")
        try:
            found.append(Base(name, datetime.strptime(stamp, STAMP).replace(tzinfo=UTC), first))
        except ValueError:
            continue
    return sorted(found, key=lambda each: each.made_at)


def may_go(store: Store, *, at: datetime, least: int, days: int) -> list[str]:
    """Bases beyond the newest ``least`` and older than ``days``, and the pieces that no base that stays needs."""
    bases = bases_in(store.names("base/"))
    spare = bases[: max(0, len(bases) - max(1, least))]
    gone = [each for each in spare if days and at - each.made_at > timedelta(days=days)]
    if not gone:
        return []
    stay = bases[len(gone)]  # the ages are in order, so those that go are the first
    return [each.name for each in gone] + [name for name in store.names("wal/") if _is_before(name, stay.first)]


def keep_files(store: Store, folder: Path, *, recipients: Sequence[Any]) -> int:
    """Put what is new in a folder of files that never change into the archive. Returns how many were new."""
    there = {name.removesuffix(ENDING).removesuffix(".gz") for name in store.names("files/")}
    count = 0
    for path in sorted(folder.rglob("*")):
        name = f"files/{path.relative_to(folder)}"
        if name in there or not path.is_file() or _hash_of_all(path) != path.name:
            continue  # a name that is not the hash of its content: it is being written at this moment
        with path.open("rb") as content, squeezed(store, f"{name}.gz{ENDING if recipients else ''}", recipients) as out:
            while chunk := content.read(CHUNK):
                out.write(chunk)
        count += 1
    return count


def kept_files(store: Store) -> dict[str, str]:
    """The names in the archive of the files that it holds, by the hash of their content."""
    return {name.rpartition("/")[2].partition(".")[0]: name for name in store.names("files/")}


def hash_of_kept(store: Store, name: str, *, identities: Sequence[Any]) -> str:
    """Of the content as it comes out of the archive."""
    digest = hashlib.sha256()
    with unsqueezed(store, name, identities) as source:
        while chunk := source.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def fetch_files(store: Store, folder: Path, *, identities: Sequence[Any]) -> int:
    """Bring those that are missing. Returns how many."""
    count = 0
    for name in store.names("files/"):
        target = folder / name.removeprefix("files/").removesuffix(ENDING).removesuffix(".gz")
        if target.exists():
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(f"{target.name}.part")
        with unsqueezed(store, name, identities) as source, part.open("wb") as file:
            while chunk := source.read(CHUNK):
                file.write(chunk)
        if _hash_of_all(part) != target.name:
            raise CliFailure(f"{name} is damaged: it is not as it was written.")
        part.replace(target)
        count += 1
    return count


@contextmanager
def squeezed(store: Store, name: str, recipients: Sequence[Any]) -> Iterator[Writer]:
    with store.write(name) as target, sealed(target, recipients) as open_end:
        squeeze = _Squeeze(open_end)
        yield squeeze
        open_end.write(squeeze.work.flush())


@contextmanager
def unsqueezed(store: Store, name: str, identities: Sequence[Any]) -> Iterator[Reader]:
    with store.read(name) as stored, opened(stored, identities) as source:
        yield _Unsqueeze(source, name)


class _Squeeze:
    def __init__(self, target: Writer) -> None:
        self.target, self.work = target, zlib.compressobj(1, zlib.DEFLATED, GZIP)

    def write(self, data: bytes) -> int:
        self.target.write(self.work.compress(data))
        return len(data)


class _Unsqueeze:
    def __init__(self, source: Reader, name: str) -> None:
        self.source, self.name, self.work = source, name, zlib.decompressobj(GZIP)
        self.ready = b""

    def read(self, size: int = CHUNK) -> bytes:
        """At most ``size``; nothing only at the end."""
        while not self.ready and not self.work.eof:
            if not (data := self.work.unconsumed_tail or self.source.read(CHUNK)):
                raise CliFailure(f"{self.name} is cut off.")
            try:
                self.ready = self.work.decompress(data, CHUNK)
            except zlib.error as error:
                raise CliFailure(f"{self.name} is damaged: {error}.") from error
        while self.work.eof and not self.ready and self.source.read(CHUNK):
            """To the end: what is encrypted is only whole if its last piece is."""
        found, self.ready = self.ready[:size], self.ready[size:]
        return found


def _is_before(name: str, first: str) -> bool:
    """Whether a piece of the log is older than ``first``, whatever its timeline; histories and the like stay."""
    piece = name.removeprefix("wal/").partition("-")[0]
    return len(piece) == PIECE_DIGITS and piece[8:] < first[8:]


def _hash(path: Path) -> str:
    return _hash_of_all(path)[:16]


def _hash_of_all(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _hash_in(name: str) -> str:
    return name.partition("-")[2].partition(".")[0]
