"""A drill finds what is missing in a backup, and leaves the live database as it was."""

import shutil

import pytest
from django.db import connection

from digigov.cli import drills
from digigov.cli.dumps import Owner
from digigov.cli.postgres import OWNER
from digigov.kernel.clock import now
from digigov.modules.documents.testing import make_file
from tests.plugin import let_the_database_in, running_cluster

CONTENT = "files/content"


@pytest.fixture
def made(fresh_database, tmp_path, settings):
    """A backup as it is laid down: of a database with one file."""
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "backup" / "files"},
        },
    }
    (tmp_path / "var").mkdir()
    let_the_database_in(tmp_path / "var")
    make_file()
    name = connection.settings_dict["NAME"]
    rows = Owner(name, {"host": str(running_cluster().socket), "user": OWNER}).dump(tmp_path / "backup/database.dump")
    return tmp_path / "backup", {"made_at": now().isoformat(), "rows": rows}


def drill(made, var):
    folder, manifest = made

    def read(into):
        shutil.copytree(folder, into, dirs_exist_ok=True)
        return manifest

    done = drills.drill(read, var=var, at=now(), say=print)
    return {finding.name for finding in done.findings if not finding.ok}


def test_finds_everything_or_says_what_is_missing(made, tmp_path):
    live, var = dict(connection.settings_dict), tmp_path / "var"

    assert drill(made, var) == set()
    made[1]["rows"]["documents_file"] += 1
    assert drill(made, var) == {"rows"}
    made[1]["rows"]["documents_file"] -= 1
    (lost,) = (path for path in (made[0] / CONTENT).rglob("*") if path.is_file())
    lost.unlink()
    assert drill(made, var) == {"files"}
    assert connection.settings_dict == live
    assert list(var.iterdir()) == []
