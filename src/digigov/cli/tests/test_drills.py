"""A drill finds what is missing in a backup, and leaves the live database as it was."""

import pytest
from django.db import connection

from digigov.cli import drills
from digigov.cli.backups import archives
from digigov.cli.dumps import Owner
from digigov.cli.postgres import OWNER
from digigov.kernel.clock import now
from digigov.modules.audit.commands import seal_entries
from digigov.modules.audit.queries import find_head
from digigov.modules.documents.testing import make_file
from tests.plugin import let_the_database_in, running_cluster

CONTENT = "files/content"


@pytest.fixture
def backup(fresh_database, tmp_path, settings):
    """What a backup is made of: the dump of a database with one file and a sealed trail, and that file."""
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
    seal_entries(at=now(), blocks=1)
    name, head = connection.settings_dict["NAME"], find_head()
    rows = Owner(name, {"host": str(running_cluster().socket), "user": OWNER}).dump(tmp_path / "database.dump")
    return {"rows": rows, "audit_head": {"block": head.block, "hash": head.hash}}


def drill(facts, tmp_path):
    """The names of what is wrong with a backup of these facts and of the files as they lie there now."""
    packed = tmp_path / "packed"
    with packed.open("wb") as target:
        dump, var = tmp_path / "database.dump", tmp_path / "backup"
        archives.write(target, at=now(), dump=dump, var=var, facts=facts, say=print)

    def read(into):
        with packed.open("rb") as source:
            return archives.read(source, named="it", into=into, say=print)

    done = drills.drill(read, var=tmp_path / "var", at=now(), say=print)
    return {finding.name for finding in done.findings if not finding.ok}


def test_finds_everything_or_says_what_is_missing(backup, tmp_path):
    live = dict(connection.settings_dict)
    (path,) = (path for path in (tmp_path / "backup" / CONTENT).rglob("*") if path.is_file())

    assert drill(backup, tmp_path) == set()
    more = {**backup["rows"], "documents_file": backup["rows"]["documents_file"] + 1}
    assert drill({**backup, "rows": more}, tmp_path) == {"rows"}
    assert drill({**backup, "audit_head": {"block": 9, "hash": "0" * 64}}, tmp_path) == {"audit chain"}
    path.write_bytes(b"spoiled before the backup was made")
    assert drill(backup, tmp_path) == {"files"}
    path.unlink()
    assert drill(backup, tmp_path) == {"files"}
    assert connection.settings_dict == live
    assert list((tmp_path / "var").iterdir()) == []
