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
from digigov.cli.checks import Finding, findings_of_data
from digigov.cli.dumps import Owner
from digigov.cli.pg_programs import use_programs_of
from digigov.cli.postgres import APP, DATABASE, OWNER, Cluster

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
            findings = (*_rows(owner, manifest), *_files(owner, Path(place)), *_data(cluster, at))
    made_at = datetime.fromisoformat(str(manifest["made_at"]))
    return Drilled(made_at, round(time.monotonic() - begun), findings)


def _major() -> int:
    connection.ensure_connection()
    return int(connection.pg_version) // 10000  # type: ignore[attr-defined]


@contextmanager
def _beside(place: Path, *, major: int) -> Iterator[Cluster]:
    place.chmod(0o711)  # where root has no namespaces PostgreSQL runs as nobody, who must be able to pass
    use_programs_of(str(major))
    cluster = Cluster(place / "postgres")
    try:
        cluster.create()
        cluster.start(durable=False)
        cluster.create_database()
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


def _files(owner: Owner, place: Path) -> Iterator[Finding]:
    """Each file that the database speaks of lies there; that its content is what its name says, reading has checked."""
    if not isinstance(default_storage, FileSystemStorage):
        yield Finding("files", True, "They are in a store of their own, which keeps versions.")
        return
    with owner.connect() as asked:
        digests = [
            row[0] for row in asked.execute("SELECT DISTINCT sha256 FROM documents_file WHERE sha256 <> '' ORDER BY 1")
        ]
    lost = [each for each in digests if not (place / "files/content" / each[:2] / each[2:4] / each).is_file()]
    said = (
        f"{len(lost)} of {len(digests)} are missing: {', '.join(lost[:3])}."
        if lost
        else f"All {len(digests)} are there."
    )
    yield Finding("files", not lost, said)


def _data(cluster: Cluster, at: datetime) -> tuple[Finding, ...]:
    """What must hold in the live system, asked of the restored one in its stead."""
    described = connection.settings_dict
    live = dict(described)
    connection.close()
    described.update(NAME=DATABASE, HOST=str(cluster.socket), PORT="", USER=APP, PASSWORD="")
    try:
        return tuple(findings_of_data(at))
    finally:
        connection.close()
        described.update(live)
