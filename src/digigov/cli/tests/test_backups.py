import io
import os
import stat
import tarfile
from datetime import UTC, datetime

import pytest

from digigov.cli import backups
from digigov.cli.failures import CliFailure

AT = datetime(2026, 11, 22, 1, 2, 3, tzinfo=UTC)


@pytest.fixture
def backup(tmp_path):
    (tmp_path / "dump").write_bytes(b"dump" * 5000)
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "one").write_bytes(b"one" * 5000)
    (tmp_path / "files" / "two.part").write_bytes(b"half an upload")
    return backups.write(tmp_path, at=AT, dump=tmp_path / "dump", var=tmp_path, facts={"postgresql": 18}, say=print)


def test_only_its_owner_may_read_it(backup):
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600


def test_holds_what_it_should(backup, tmp_path):
    manifest = backups.read_manifest(backup, say=print)

    assert set(manifest["sha256"]) == {"database.dump", "files/one"}
    assert manifest["postgresql"] == 18
    assert backups.unpack(backup, names=lambda name: name.startswith("files/"), into=tmp_path / "new") == 1
    assert (tmp_path / "new" / "files" / "one").read_bytes() == b"one" * 5000


def test_the_newest_is_found_by_its_name(backup, tmp_path):
    (tmp_path / "digigov-20990101T000000Z.part").touch()
    (tmp_path / "digigov-nonsense.tar").touch()

    assert backups.newest_backup(tmp_path) == backups.Backup(backup, AT)
    assert backups.newest_backup(tmp_path / "nowhere") is None


def test_a_failure_leaves_nothing_behind(tmp_path):
    with pytest.raises(FileNotFoundError):
        backups.write(tmp_path, at=AT, dump=tmp_path / "nowhere", var=tmp_path, facts={}, say=print)

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("at", [700, 20_000, 25_000])
def test_one_wrong_byte_is_noticed(backup, at):
    data = bytearray(backup.read_bytes())
    data[at] ^= 1
    backup.write_bytes(data)

    with pytest.raises(CliFailure, match="damaged|no whole backup"):
        backups.read_manifest(backup, say=print)


@pytest.mark.parametrize("length", [0, 100, 21_000, 36_000])
def test_a_cut_off_file_is_noticed(backup, length):
    os.truncate(backup, length)

    with pytest.raises(CliFailure, match="no whole backup|no manifest"):
        backups.read_manifest(backup, say=print)


def test_a_path_that_leads_outside_is_refused(tmp_path):
    with tarfile.open(tmp_path / "evil.tar", "w") as tar:
        tar.addfile(tarfile.TarInfo("files/../../outside"), io.BytesIO(b""))

    with pytest.raises(CliFailure, match="leads outside"):
        backups.unpack(tmp_path / "evil.tar", names=lambda name: True, into=tmp_path / "new")
