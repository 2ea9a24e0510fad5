"""
Back to a moment: the last base from before it is laid down beside the old data, PostgreSQL replays the archive up to the
moment, and only a cluster that got there, was promoted and was stopped cleanly takes the old one's place.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
import tarfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from digigov.cli.backups.sealing import identities_of
from digigov.cli.backups.stores import Store, store_of
from digigov.cli.backups.wal import Base, bases_in, unsqueezed
from digigov.cli.failures import CliFailure
from digigov.cli.pg_programs import explain, hand_over, run, use_programs_of
from digigov.cli.postgres import Cluster
from digigov.cli.supervisor import last_lines

AUTO, SIGNAL = "postgresql.auto.conf", "recovery.signal"
TOO_EARLY = "before consistent recovery point"
TOO_LATE = "recovery ended before configured recovery target was reached"


class NotYetWhole(Exception):
    """This base was still being taken at the wanted moment."""


def recover(*, place: str, key: Path | None, to: datetime | None, into: Path, say: Callable[[str], None]) -> str:
    """
    Make the data folder ``into`` hold the state of a moment (none: all that the archive has). Returns when its last change was.

    :raises CliFailure: if the archive does not reach that moment, and then nothing is left behind.
    """
    store, identities = store_of(place), identities_of(key) if key else []
    bases = bases_in(store.names("base/"))
    before = [base for base in bases if to is None or base.made_at < to]
    if not before:
        oldest = f"The oldest is of {bases[0].made_at:%Y-%m-%d %H:%M} UTC." if bases else "There is none at all."
        raise CliFailure(f"The archive holds no base from before that moment. {oldest}")
    try:
        for base in reversed(before):
            try:
                return _from(base, store, identities, place=place, key=key, to=to, into=into, say=say)
            except NotYetWhole:
                say("That base was not yet whole at that moment; taking the one before it.")
        raise CliFailure(
            "The only base from before that moment was not yet whole then. Choose a moment a little later."
        )
    except BaseException:
        shutil.rmtree(into, ignore_errors=True)
        raise


def _from(
    base: Base,
    store: Store,
    identities: Sequence[Any],
    *,
    place: str,
    key: Path | None,
    to: datetime | None,
    into: Path,
    say: Callable[[str], None],
) -> str:
    say(f"Laying down the base of {base.made_at:%Y-%m-%d %H:%M} UTC …")
    _lay_down(store, base, identities, into)
    use_programs_of((into / "PG_VERSION").read_text().strip())
    hand_over(into)
    run(["pg_verifybackup", "--no-parse-wal", "--quiet", str(into)])
    before = (into / AUTO).read_text()
    (into / AUTO).write_text(before + _aim(place, key, to))
    (into / SIGNAL).touch()
    made = [path for name in ("postgresql.conf", "pg_hba.conf") if _make_sure(path := into / name)]
    hand_over(into)
    say("Replaying what was archived since …")
    reached = _replay(into)
    (into / AUTO).write_text(before)
    for path in made:
        path.unlink()
    return reached


def _lay_down(store: Store, base: Base, identities: Sequence[Any], into: Path) -> None:
    shutil.rmtree(into, ignore_errors=True)
    into.mkdir(parents=True, mode=0o700)
    try:
        with unsqueezed(store, base.name, identities) as source:
            with tarfile.open(fileobj=source, mode="r|", bufsize=1 << 20) as tar:  # type: ignore[call-overload]
                tar.extractall(into, filter="data")
            while source.read(1 << 20):
                """To the end: a base is only whole if its last piece is."""
    except tarfile.TarError as error:
        raise CliFailure(f"{base.name} is no whole base: {error}.") from error


def _aim(place: str, key: Path | None, to: datetime | None) -> str:
    """What tells PostgreSQL where to fetch from and where to stop."""
    words = [sys.executable, "-m", "digigov.cli.archiver", "fetch"]
    last = [str(key.absolute())] if key else []
    command = f'env DIGIGOV_ARCHIVE={shlex.quote(place)} {shlex.join(words)} %f "%p" {shlex.join(last)}'
    lines = [f"restore_command = {_quoted(command)}", "recovery_target_action = 'promote'"]
    if to:
        lines.append(f"recovery_target_time = '{to.astimezone(UTC):%Y-%m-%d %H:%M:%S}+00'")
    return "\n".join(["", *lines, ""])


def _quoted(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _make_sure(path: Path) -> bool:
    """Debian keeps a cluster's settings elsewhere; without them it does not start here. Whether it had to be made."""
    if path.exists():
        return False
    path.write_text("local all all trust\n" if path.name == "pg_hba.conf" else "")
    return True


def _replay(data: Path) -> str:
    """Run PostgreSQL until it has promoted itself, and stop it."""
    cluster, log = Cluster(data), data.with_name(f"{data.name}.log")
    cluster.clear_the_way()
    command = [*cluster.command(), "-c", "hot_standby=off"]
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output, cwd="/", env={**os.environ, "TZ": "UTC"})
    try:
        while not cluster.is_up():
            if process.poll() is not None:
                raise _why(log)
            time.sleep(0.2)
        reached = re.findall(r"last completed transaction was at log time (.+)", log.read_text())
        cluster.stop()
        process.wait(60)
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait()
        shutil.rmtree(cluster.socket, ignore_errors=True)
    log.unlink()
    return reached[-1] if reached else "the base itself"


def _why(log: Path) -> Exception:
    said = log.read_text()
    if TOO_EARLY in said:
        return NotYetWhole()
    if TOO_LATE in said:
        found = re.findall(r"last completed transaction was at log time (.+)", said)
        last = f" The last change in it is of {found[-1]}." if found else ""
        return CliFailure(f"The archive ends before that moment.{last} `--to latest` takes all there is.")
    return CliFailure(f"{explain('recovery', said)}\nThe end of its log:\n{last_lines(log)}")


def put_in_place(fresh: Path, data: Path, *, stamp: str) -> Path | None:
    """Change the folders over. Returns where the old one is kept."""
    aside = data.with_name(f"{data.name}_before_{stamp}") if data.exists() and any(data.iterdir()) else None
    if aside:
        data.rename(aside)
    elif data.exists():
        data.rmdir()
    fresh.rename(data)
    return aside


def refuse_running(data: Path) -> None:
    """:raises CliFailure: if a PostgreSQL works in this folder, by the process that its lock file names."""
    lock = data / "postmaster.pid"
    if lock.exists() and (found := re.match(r"\d+", lock.read_text())) and Path("/proc", found[0]).exists():
        raise CliFailure(f"PostgreSQL runs in {data} (process {found[0]}). Stop it first.")
