"""
A backup is one file: a tar that holds the database's dump, the files, the keys, and last a manifest with every hash.

The dump is taken first. Files are named by their content and never change, so those that the dump speaks of are all among
those copied after it. Written beside its place and renamed when whole: a file with the final name is a whole backup.
"""

import hashlib
import io
import json
import os
import tarfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from digigov.cli.failures import CliFailure

FOLDERS = ("files", "keys")
MANIFEST, DUMP = "manifest.json", "database.dump"
NAME = "digigov-%Y%m%dT%H%M%SZ.tar"


@dataclass(frozen=True, slots=True)
class Backup:
    path: Path
    made_at: datetime


def newest_backup(folder: Path) -> Backup | None:
    """The newest whole backup of a folder, by its name."""
    found = sorted(folder.glob("digigov-*.tar")) if folder.is_dir() else []
    for path in reversed(found):
        try:
            return Backup(path, datetime.strptime(path.name, NAME).replace(tzinfo=UTC))
        except ValueError:
            continue
    return None


def write(
    folder: Path, *, at: datetime, dump: Path, var: Path, facts: Mapping[str, Any], say: Callable[[str], None]
) -> Path:
    """Pack the dump and what stands under ``var`` into a new file of the folder; only its owner may read it."""
    path = folder / at.astimezone(UTC).strftime(NAME)
    part = path.with_suffix(".part")
    inside = list(_files(var))
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
            with tarfile.open(fileobj=target, mode="w") as tar:
                hashes = {DUMP: _add(tar, DUMP, dump)}
                for number, (name, source) in enumerate(inside, 1):
                    hashes[name] = _add(tar, name, source)
                    if number % 1000 == 0:
                        say(f"{number} of {len(inside)} files …")
                _add_manifest(tar, {**facts, "made_at": at.isoformat(), "sha256": hashes})
            target.flush()
            os.fsync(target.fileno())
        part.rename(path)
    finally:
        part.unlink(missing_ok=True)
    return path


def read_manifest(path: Path, *, say: Callable[[str], None]) -> dict[str, Any]:
    """The manifest of a whole backup. :raises CliFailure: if the file is none, is cut off, or one byte is not as written."""
    hashes, manifest = {}, None
    try:
        with tarfile.open(path, "r:") as tar:
            for number, member in enumerate(tar, 1):
                content = tar.extractfile(member)
                if content is None:
                    raise CliFailure(f"{path} holds something that is not a file: {member.name}. It is no backup.")
                if member.name == MANIFEST:
                    manifest = json.load(content)
                else:
                    hashes[member.name] = _hash(content)
                if number % 1000 == 0:
                    say(f"{number} files checked …")
    except (tarfile.TarError, ValueError) as error:
        raise CliFailure(f"{path} is no whole backup: {error}. Take another.") from error
    if manifest is None:
        raise CliFailure(f"{path} has no manifest: it is no backup, or was cut off. Take another.")
    wrong = sorted(name for name in {*hashes, *manifest["sha256"]} if hashes.get(name) != manifest["sha256"].get(name))
    if wrong:
        raise CliFailure(f"{path} is damaged: {', '.join(wrong[:5])} is not as it was written. Take another.")
    return dict(manifest)


def unpack(path: Path, *, names: Callable[[str], bool], into: Path) -> int:
    """Write the wanted members under a folder, each whole or not at all. Returns how many."""
    count = 0
    with tarfile.open(path, "r:") as tar:
        for member in tar:
            content = tar.extractfile(member)
            if content is None or not names(member.name):
                continue
            target = _inside(into, member.name)
            target.parent.mkdir(parents=True, exist_ok=True)
            part = target.with_name(target.name + ".part")
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, member.mode & 0o777), "wb") as file:
                while chunk := content.read(1 << 20):
                    file.write(chunk)
            part.rename(target)
            count += 1
    return count


def _inside(folder: Path, name: str) -> Path:
    target = (folder / name).resolve()
    if folder.resolve() not in target.parents:
        raise CliFailure(f"The backup holds a path that leads outside: {name}. Do not trust it.")
    return target


def _files(var: Path) -> Iterator[tuple[str, Path]]:
    for folder in FOLDERS:
        for path in sorted((var / folder).rglob("*")):
            if path.is_file() and not path.name.endswith(".part"):
                yield str(path.relative_to(var)), path


def _add(tar: tarfile.TarFile, name: str, source: Path) -> str:
    with source.open("rb") as content:
        info = tar.gettarinfo(arcname=name, fileobj=content)
        info.uid = info.gid = 0
        info.mtime = int(info.mtime)
        info.uname = info.gname = ""
        digest = _Digest(content)
        tar.addfile(info, digest)  # type: ignore[arg-type]
        return digest.hash.hexdigest()


def _add_manifest(tar: tarfile.TarFile, facts: Mapping[str, Any]) -> None:
    text = json.dumps(facts, indent=1, sort_keys=True).encode()
    info = tarfile.TarInfo(MANIFEST)
    info.size, info.mode = len(text), 0o600
    tar.addfile(info, io.BytesIO(text))


def _hash(content: IO[bytes]) -> str:
    return hashlib.file_digest(content, "sha256").hexdigest()  # type: ignore[arg-type]


class _Digest:
    """Reads a file and hashes what it reads."""

    def __init__(self, content: IO[bytes]) -> None:
        self.content = content
        self.hash = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        chunk = self.content.read(size)
        self.hash.update(chunk)
        return chunk
