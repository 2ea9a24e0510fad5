"""
What a backup holds: a tar with the database's dump, the files, the keys, and last a manifest with every hash.

The dump is taken first. Files are named by their content and never change, so those that the dump speaks of are all among
those copied after it. A tar without its manifest was cut off. It is written and read in one go, as it flows.
"""

import hashlib
import io
import json
import os
import tarfile
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from digigov.cli.backups.sealing import Reader, Writer
from digigov.cli.failures import CliFailure

FOLDERS = ("files", "keys")
UPLOADS = "files/uploads/"  # pieces that are still on their way: they come and go
MANIFEST, DUMP = "manifest.json", "database.dump"
CHUNK = 1 << 20


def write(
    target: Writer, *, at: datetime, dump: Path, var: Path, facts: Mapping[str, Any], say: Callable[[str], None]
) -> None:
    """Pack the dump and what stands under ``var``."""
    inside = list(_files(var))
    with tarfile.open(fileobj=target, mode="w|", bufsize=CHUNK) as tar:  # type: ignore[call-overload]
        hashes = {DUMP: _add(tar, DUMP, dump)}
        for number, (name, source) in enumerate(inside, 1):
            try:
                hashes[name] = _add(tar, name, source)
            except FileNotFoundError:
                if not name.startswith(UPLOADS):
                    raise
            if number % 1000 == 0:
                say(f"{number} of {len(inside)} files …")
        _add_manifest(tar, {**facts, "made_at": at.isoformat(), "sha256": hashes})


def read(source: Reader, *, named: str, into: Path | None, say: Callable[[str], None]) -> dict[str, Any]:
    """
    The manifest, once every part is as it was written; on the way the parts are laid down under ``into``.

    :raises CliFailure: if it is no backup, is cut off, or one byte is not as written.
    """
    hashes, manifest = {}, None
    try:
        with tarfile.open(fileobj=source, mode="r|", bufsize=CHUNK) as tar:  # type: ignore[call-overload]
            for number, member in enumerate(tar, 1):
                content = tar.extractfile(member)
                if content is None:
                    raise CliFailure(f"{named} holds something that is not a file: {member.name}. It is no backup.")
                if member.name == MANIFEST:
                    manifest = json.load(content)
                else:
                    hashes[member.name] = _lay_down(content, member, into) if into else _hash(content)
                if number % 1000 == 0:
                    say(f"{number} files checked …")
        while source.read(CHUNK):
            """To the end: what is encrypted is only whole if its last piece is."""
    except (tarfile.TarError, ValueError) as error:
        raise CliFailure(f"{named} is no whole backup: {error}. Take another.") from error
    if manifest is None:
        raise CliFailure(f"{named} has no manifest: it is no backup, or was cut off. Take another.")
    wrong = sorted(name for name in {*hashes, *manifest["sha256"]} if hashes.get(name) != manifest["sha256"].get(name))
    if wrong:
        raise CliFailure(f"{named} is damaged: {', '.join(wrong[:5])} is not as it was written. Take another.")
    return dict(manifest)


def put_in_place(staged: Path, var: Path) -> int:
    """Move the files and keys that were laid down to where they belong, each whole, all on the disk. Returns how many."""
    count = 0
    for name, path in list(_files(staged)):
        target = var / name
        target.parent.mkdir(parents=True, exist_ok=True)
        path.replace(target)
        count += 1
    os.sync()
    return count


def _lay_down(content: IO[bytes], member: tarfile.TarInfo, into: Path) -> str:
    target = _inside(into, member.name)
    target.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, member.mode & 0o777), "wb") as file:
        while chunk := content.read(CHUNK):
            digest.update(chunk)
            file.write(chunk)
    return digest.hexdigest()


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
