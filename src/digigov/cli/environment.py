"""
Which copy a command is about. In production the environment says it all (``DJANGO_SETTINGS_MODULE`` is set); without it,
the command is about the rehearsal of ``--port``, whose folder, database, files and keys are ``var/<port>``.
"""

import argparse
import os
from pathlib import Path
from urllib.parse import urlsplit

import django
import psycopg
from django.db import connection

from digigov.cli.failures import CliFailure
from digigov.cli.postgres import FILLER, OWNER, READER, REGISTERS, Cluster
from digigov.cli.processes import PORTS
from digigov.config.safety import refuse_unsafe_surroundings
from digigov.config.settings.database import LONGEST_WAIT

ROOT = Path(__file__).resolve().parents[3]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(port=8000, var=None)
    add_place(parser)


def add_place(parser: argparse.ArgumentParser) -> None:
    """For the parts of a command too, so that --port may stand at the end of the line as well."""
    nothing = argparse.SUPPRESS
    parser.add_argument("--port", type=_port, default=nothing, help="which rehearsal: its web server's port (8000)")
    parser.add_argument("--var", type=Path, default=nothing, help="the rehearsal's folder (var/PORT)")


def _port(text: str) -> int:
    if not text.isdigit() or not 1024 <= int(text) <= 65535 - 1000 * max(PORTS.values()):
        raise argparse.ArgumentTypeError(f"a port from 1024 to {65535 - 1000 * max(PORTS.values())}, not {text}")
    return int(text)


def use(chosen: argparse.Namespace) -> None:
    """Set what the settings read, where the environment does not say it already."""
    chosen.var = (chosen.var or ROOT / "var" / str(chosen.port)).absolute()
    chosen.is_rehearsal = "DJANGO_SETTINGS_MODULE" not in os.environ
    named = [
        key for key in ("DIGIGOV_DATABASE_URL", "DIGIGOV_DATABASE_URL_FILE", "DATABASE_URL") if os.environ.get(key)
    ]
    chosen.is_embedded = chosen.is_rehearsal and not named
    if chosen.is_rehearsal:
        for key, value in rehearsal(chosen.port, chosen.var, embedded=chosen.is_embedded).items():
            os.environ.setdefault(key, value)


def require_data(chosen: argparse.Namespace) -> None:
    """:raises CliFailure: if the command is about a rehearsal that was never started."""
    if chosen.is_embedded and not (chosen.var / "postgres" / "PG_VERSION").exists():
        raise CliFailure(
            f"There is no rehearsal in {chosen.var}. Name another with --port or --var, or start it first."
        )


def require_database() -> None:
    """:raises OperationalError: at once, where a pool would try again and again."""
    psycopg.connect(**{**connection.get_connection_params(), "connect_timeout": LONGEST_WAIT}).close()


def rehearsal(port: int, var: Path, *, embedded: bool = True) -> dict[str, str]:
    """The environment of one rehearsal's processes."""
    cluster = Cluster(var / "postgres")
    found = {
        "DJANGO_SETTINGS_MODULE": "digigov.config.settings.rehearsal",
        "DIGIGOV_VAR": str(var),
        "DIGIGOV_ADDRESS": f"http://localhost:{port}",
        "DIGIGOV_DATABASE_URL": os.environ.get("DATABASE_URL") or cluster.url(),
    }
    if embedded:
        found["DIGIGOV_DATABASE_OWNER_URL"] = cluster.url(role=OWNER)
        found["DIGIGOV_REGISTERS_DATABASE_URL"] = cluster.url(role=READER, database=REGISTERS)
        found["DIGIGOV_REGISTERS_FILLER_URL"] = cluster.url(role=FILLER, database=REGISTERS)
    else:
        owner = os.environ.get("DIGIGOV_DATABASE_OWNER_URL", "")
        app = os.environ.get("DIGIGOV_DATABASE_URL") or found["DIGIGOV_DATABASE_URL"]
        found["DIGIGOV_REGISTERS_DATABASE_URL"] = _beside(app)
        found["DIGIGOV_REGISTERS_FILLER_URL"] = _beside(owner)
    for name, offset in PORTS.items():
        found[f"DIGIGOV_{name.upper()}_PORT"] = str(port + 1000 * offset)
    return found


def _beside(url: str) -> str:
    """The registers' database in the same cluster, as the same role."""
    return urlsplit(url)._replace(path=f"/{REGISTERS}").geturl() if url else ""


def archive_of(var: Path) -> str:
    """Where a rehearsal's archive is, unless the environment says otherwise."""
    return os.environ.setdefault("DIGIGOV_ARCHIVE", str(var / "archive"))


def start_django(*, as_owner: bool = False, pooled: bool = False) -> None:
    """Read the settings; ``as_owner`` with the rights to change tables, ``pooled`` for what serves for days."""
    if not pooled:
        os.environ["DIGIGOV_WITHOUT_POOL"] = "1"
    if as_owner:
        if "DIGIGOV_DATABASE_OWNER_URL" not in os.environ and "DIGIGOV_DATABASE_OWNER_URL_FILE" not in os.environ:
            raise CliFailure("Set DIGIGOV_DATABASE_OWNER_URL to the URL of the role that owns the tables.")
        os.environ["DIGIGOV_AS_OWNER"] = "1"
    django.setup()
    refuse_unsafe_surroundings()
