import io
import tarfile
from datetime import UTC, datetime

import pytest
from pyrage import x25519

from digigov.cli.backups import archives
from digigov.cli.backups.sealing import MAGIC, opened, sealed
from digigov.cli.backups.stores import Folder
from digigov.cli.failures import CliFailure

AT = datetime(2026, 11, 22, 1, 2, 3, tzinfo=UTC)
KEY = x25519.Identity.generate()
SEALED = {"sealed": [KEY.to_public()], "plain": []}


@pytest.fixture
def var(tmp_path):
    (tmp_path / "dump").write_bytes(b"dump" * 50_000)
    for name in ("files/content", "files/uploads", "keys", "safe"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "files/content/one").write_bytes(b"one" * 5000)
    (tmp_path / "files/content/two.part").write_bytes(b"half an upload")
    (tmp_path / "keys/key").write_bytes(b"a key")
    return tmp_path


@pytest.fixture(params=SEALED)
def backup(request, var):
    return write(var, SEALED[request.param])


def write(var, recipients, dump="dump"):
    with Folder(var / "safe").write("backup") as target, sealed(target, recipients) as open_end:
        archives.write(open_end, at=AT, dump=var / dump, var=var, facts={"postgresql": 18}, say=print)
    return var / "safe" / "backup"


def read(path, into=None, identities=(KEY,)):
    with Folder(path.parent).read(path.name) as stored, opened(stored, identities) as source:
        return archives.read(source, named="the backup", into=into, say=print)


def test_holds_what_it_should(backup, tmp_path):
    manifest = read(backup, into=tmp_path / "new")

    assert set(manifest["sha256"]) == {"database.dump", "files/content/one", "keys/key"}
    assert manifest["postgresql"] == 18
    assert (tmp_path / "new/files/content/one").read_bytes() == b"one" * 5000
    assert archives.put_in_place(tmp_path / "new", tmp_path / "elsewhere") == 2
    assert (tmp_path / "elsewhere/keys/key").read_bytes() == b"a key"


def test_what_is_sealed_shows_nothing_to_whoever_has_no_key(var):
    backup = write(var, SEALED["sealed"])

    content = backup.read_bytes()
    assert content.startswith(MAGIC)
    for told in (b"dumpdump", b"oneone", b"manifest", b"a key"):
        assert told not in content
    with pytest.raises(CliFailure, match="--identity"):
        read(backup, identities=())
    with pytest.raises(CliFailure, match="does not open"):
        read(backup, identities=[x25519.Identity.generate()])


def test_each_of_several_keys_opens_it(var):
    other = x25519.Identity.generate()
    backup = write(var, [KEY.to_public(), other.to_public()])

    assert read(backup, identities=[other]) == read(backup, identities=[KEY])


def test_a_failure_leaves_nothing_behind(var):
    for recipients in SEALED.values():
        with pytest.raises(FileNotFoundError):
            write(var, recipients, dump="nowhere")

    assert list((var / "safe").iterdir()) == []


def test_a_piece_that_arrived_meanwhile_is_no_failure(var, monkeypatch):
    piece = var / "files/uploads/0000"
    piece.write_bytes(b"piece")
    add = archives._add

    def adding(tar, name, source):
        piece.unlink(missing_ok=True)
        return add(tar, name, source)

    monkeypatch.setattr(archives, "_add", adding)

    assert "files/uploads/0000" not in read(write(var, []))["sha256"]


@pytest.mark.parametrize("part", [0.001, 0.02, 0.5, 0.9])
def test_one_wrong_byte_is_noticed(backup, part):
    data = bytearray(backup.read_bytes())
    data[int(len(data) * part)] ^= 1
    backup.write_bytes(data)

    with pytest.raises(CliFailure, match="damaged|no whole backup|does not open"):
        read(backup)


@pytest.mark.parametrize("part", [0, 0.001, 0.5, 0.93])
def test_a_cut_off_file_is_noticed(backup, part):
    data = backup.read_bytes()
    backup.write_bytes(data[: int(len(data) * part)])

    with pytest.raises(CliFailure, match="no whole backup|no manifest|cut off|does not open"):
        read(backup)


def test_a_sealed_file_that_lacks_its_last_bytes_is_noticed(var):
    backup = write(var, SEALED["sealed"])
    backup.write_bytes(backup.read_bytes()[:-1])

    with pytest.raises(CliFailure, match="cut off"):
        read(backup)


def test_a_path_that_leads_outside_is_refused(tmp_path):
    with tarfile.open(tmp_path / "evil.tar", "w") as tar:
        tar.addfile(tarfile.TarInfo("files/../../outside"), io.BytesIO(b""))

    with pytest.raises(CliFailure, match="leads outside"):
        read(tmp_path / "evil.tar", into=tmp_path / "new")
