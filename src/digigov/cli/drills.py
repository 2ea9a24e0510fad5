"""
A drill: a backup is restored beside the live system, in a PostgreSQL of its own that is thrown away, and looked through. What
is there must be what the backup says, row by row and file by file, and what holds in the live system must hold there.
"""

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage, default_storage
from django.db import connection

from digigov.cli.backups import archives
from digigov.cli.backups.recovery import recover
from digigov.cli.backups.sealing import identities_of
from digigov.cli.backups.stores import Store, store_of
from digigov.cli.backups.wal import hash_of_kept, kept_files
from digigov.cli.checks import Finding, findings_of_data
from digigov.cli.dumps import Owner
from digigov.cli.pg_programs import use_programs_of
from digigov.cli.postgres import APP, DATABASE, OWNER, Cluster
from digigov.cli.trail import proof_of_trail

SAMPLE = 50  # contents that are fetched out of the archive
Read = Callable[[Path], dict[str, Any]]  # lays a backup down in a folder, checked, and returns its manifest


@dataclass(frozen=True, slots=True)
class Drilled:
    made_at: datetime
    seconds: int
    findings: tuple[Finding, ...]

    @property
    def is_well(self) -> bool:
        return all(finding.ok for finding in self.findings)


def drill(read: Read, *, var: Path, at: datetime, say: Callable[[str], None]) -> Drilled:
    """Restore, look, throw away."""
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(dir=var, prefix=".drill-") as place:
        manifest = read(Path(place))
        with _beside(Path(place), major=_major()) as cluster:
            say("Loading the database beside the live one …")
            owner = Owner(DATABASE, {"host": str(cluster.socket), "user": OWNER})
            owner.replace(Path(place) / archives.DUMP, set_aside=None)
            say("Looking whether everything is there …")
            findings = (*_rows(owner, manifest), *_files(owner, manifest["sha256"]), *_data(cluster, at, manifest))
    made_at = datetime.fromisoformat(str(manifest["made_at"]))
    return Drilled(made_at, round(time.monotonic() - begun), findings)


def drill_archive(
    *, place: str, key: Path | None, to: datetime | None, var: Path, at: datetime, say: Callable[[str], None]
) -> Drilled:
    """The same with the archive: the database of a moment, and the files that it speaks of."""
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(dir=var, prefix=".drill-") as folder:
        Path(folder).chmod(0o711)
        data = Path(folder) / "postgres"
        say(f"Its last change is of {recover(place=place, key=key, to=to, into=data, say=say)}.")
        (data / "pg_hba.conf").write_text("local all all trust\n")  # in a folder that only its owner may enter
        (data / "postgresql.conf").write_text("")  # Debian keeps it elsewhere, and the live one's paths are not ours
        with _running(Cluster(data)) as cluster:
            say("Looking whether everything is there …")
            owner = Owner(DATABASE, {"host": str(cluster.socket), "user": OWNER})
            findings = (*_archived_files(owner, store_of(place), key), *_data(cluster, at, {}))
    return Drilled(to or at, round(time.monotonic() - begun), findings)


def _major() -> int:
    connection.ensure_connection()
    return int(connection.pg_version) // 10000  # type: ignore[attr-defined]


@contextmanager
def _beside(place: Path, *, major: int) -> Iterator[Cluster]:
    place.chmod(0o711)  # where root has no namespaces PostgreSQL runs as nobody, who must be able to pass
    use_programs_of(str(major))
    cluster = Cluster(place / "postgres")
    cluster.create()
    with _running(cluster):
        cluster.create_database()
        yield cluster


@contextmanager
def _running(cluster: Cluster) -> Iterator[Cluster]:
    try:
        cluster.start(durable=False)
        yield cluster
    finally:
        cluster.stop()
        shutil.rmtree(cluster.socket, ignore_errors=True)


def _rows(owner: Owner, manifest: dict[str, Any]) -> Iterator[Finding]:
    wanted = manifest.get("rows")
    if wanted is None:
        yield Finding("rows", True, "The backup is of a version that did not count them.")
        return
    found = owner.rows()
    wrong = sorted(table for table in {*wanted, *found} if wanted.get(table) != found.get(table))
    said = ", ".join(f"{table} has {found.get(table)} of {wanted.get(table)}" for table in wrong[:5])
    good = f"All {sum(found.values())} rows of {len(found)} tables are there."
    yield Finding("rows", not wrong, f"{said}." if wrong else good)


def _files(owner: Owner, hashes: dict[str, str]) -> Iterator[Finding]:
    """Each file that the database speaks of is in the backup, and holds what its name says: all were read and hashed on the way."""
    if not isinstance(default_storage, FileSystemStorage):
        yield Finding("files", True, "They are in a store of their own, which keeps versions.")
        return
    digests = _named(owner)
    held = {each: hashes.get(f"files/content/{each[:2]}/{each[2:4]}/{each}") for each in digests}
    lost = [each for each in digests if held[each] is None]
    changed = [each for each in digests if held[each] not in (None, each)]
    said = [
        f"{len(names)} of {len(digests)} {what}: {', '.join(names[:3])}."
        for names, what in ((lost, "are missing"), (changed, "hold something else than their name says"))
        if names
    ]
    yield Finding("files", not said, " ".join(said) or f"All {len(digests)} are there, each as its name says.")


def _archived_files(owner: Owner, store: Store, key: Path | None) -> Iterator[Finding]:
    """All by name, in the archive or, of the last minutes, on this machine still; of the contents a sample."""
    if not isinstance(default_storage, FileSystemStorage):
        yield Finding("files", True, "They are in a store of their own, which keeps versions.")
        return
    digests, kept, identities = _named(owner), kept_files(store), identities_of(key) if key else []
    lost = [
        each
        for each in digests
        if each not in kept and not default_storage.exists(f"content/{each[:2]}/{each[2:4]}/{each}")
    ]
    there = [each for each in digests if each in kept]
    sample = there[:: max(1, len(there) // SAMPLE)]
    spoiled = [each for each in sample if hash_of_kept(store, kept[each], identities=identities) != each]
    yield Finding(
        "files",
        not lost and not spoiled,
        f"{len(digests)} are spoken of, {len(lost)} of them lost; of {len(sample)} contents {len(spoiled)} are spoiled: "
        f"{', '.join([*lost, *spoiled][:3]) or 'all is well'}.",
    )


def _named(owner: Owner) -> list[str]:
    """The contents that rows of the database speak of."""
    with owner.connect() as asked:
        found = asked.execute("SELECT DISTINCT sha256 FROM documents_file WHERE sha256 <> '' ORDER BY 1")
        return [row[0] for row in found]


def _data(cluster: Cluster, at: datetime, manifest: dict[str, Any]) -> tuple[Finding, ...]:
    """What must hold in the live system, asked of the restored one in its stead; and its whole trail, up to the noted head."""
    described = connection.settings_dict
    live = dict(described)
    connection.close()
    described.update(NAME=DATABASE, HOST=str(cluster.socket), PORT="", USER=APP, PASSWORD="")
    try:
        return (*findings_of_data(at), Finding("audit chain", *proof_of_trail(manifest.get("audit_head"))))
    finally:
        connection.close()
        described.update(live)
