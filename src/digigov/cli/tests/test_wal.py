"""The archive's own rules, without PostgreSQL: once and whole, never two databases in one, and nothing goes that is needed."""

import hashlib
from datetime import UTC, datetime, timedelta

import pytest
from pyrage import x25519

from digigov.cli import archiver
from digigov.cli.backups import wal
from digigov.cli.backups.sealing import make_identity
from digigov.cli.backups.stores import store_of
from digigov.cli.failures import CliFailure

AT = datetime(2026, 11, 22, 18, 3, tzinfo=UTC)
KEY = x25519.Identity.generate()
SEALED = {"sealed": [KEY.to_public()], "plain": []}
PIECE = "00000001000000000000000A"


@pytest.fixture(params=SEALED)
def keys(request):
    return SEALED[request.param]


@pytest.fixture(params=["folder", "s3"])
def place(request, tmp_path):
    """Where the archive is: both kinds of store do the same for it."""
    if request.param == "folder":
        return str(tmp_path / "archive")
    request.getfixturevalue("bucket")
    return "s3://safe/archive"


@pytest.fixture
def store(place):
    return store_of(place)


@pytest.fixture
def piece(tmp_path):
    path = tmp_path / PIECE
    path.write_bytes(bytes(range(256)) * 8192 + bytes(14 << 20))
    return path


def test_a_piece_comes_back_as_it_was(store, piece, keys, tmp_path):
    name = wal.keep(store, piece, recipients=keys)
    wal.fetch(store, PIECE, tmp_path / "back", identities=[KEY])

    assert (tmp_path / "back").read_bytes() == piece.read_bytes()
    assert store.size(name) < 100_000  # what is empty takes no room


def test_the_same_piece_again_is_harmless_and_another_of_its_name_is_refused(store, piece, keys):
    wal.keep(store, piece, recipients=keys)
    wal.keep(store, piece, recipients=keys)
    assert len(store.names("wal/")) == 1

    piece.write_bytes(b"of another database")
    with pytest.raises(CliFailure, match="another database"):
        wal.keep(store, piece, recipients=keys)


def test_a_piece_is_not_taken_for_its_note(store, piece, keys, tmp_path):
    piece.rename(tmp_path / f"{PIECE}.00000028.backup")
    wal.keep(store, tmp_path / f"{PIECE}.00000028.backup", recipients=keys)

    with pytest.raises(wal.NotThere):
        wal.fetch(store, PIECE, tmp_path / "back", identities=[KEY])


@pytest.mark.parametrize("part", [0.5, 1])
def test_a_damaged_piece_is_never_given_to_postgresql(store, piece, keys, tmp_path, part):
    name = wal.keep(store, piece, recipients=keys)
    with store.read(name) as source:
        data = bytearray(source.read())
    data[int((len(data) - 9) * part)] ^= 1
    with store.write(name) as target:
        target.write(data)

    with pytest.raises(CliFailure, match="damaged|cut off"):
        wal.fetch(store, PIECE, tmp_path / "back", identities=[KEY])
    assert not (tmp_path / "back").exists()


def test_postgresql_is_told_the_end_of_the_log_from_a_failure(place, piece, tmp_path, monkeypatch):
    key = tmp_path / "key"
    monkeypatch.setenv("DIGIGOV_ARCHIVE", place)
    monkeypatch.setenv("DIGIGOV_BACKUP_RECIPIENTS", make_identity(key, at=AT))

    assert archiver.main(["keep", str(piece)]) == 0
    assert archiver.main(["fetch", PIECE, str(tmp_path / "back"), str(key)]) == 0
    assert archiver.main(["fetch", "00000001000000000000000B", str(tmp_path / "back"), str(key)]) == 1
    assert archiver.main(["fetch", PIECE, str(tmp_path / "back")]) > 125  # no key: never "there is no more"
    assert archiver.main(["fetch", PIECE, str(tmp_path / "nowhere/back"), str(key)]) > 125
    assert archiver.main(["keep", str(tmp_path / "nowhere")]) == 1
    monkeypatch.delenv("DIGIGOV_ARCHIVE")
    assert archiver.main(["keep", str(piece)]) == 1


def put(store, name):
    with store.write(name) as target:
        target.write(b"")


def base(days, first):
    return wal.base_name(AT - timedelta(days=days), first, is_sealed=True)


def test_nothing_goes_that_a_base_that_stays_needs(store):
    pieces = [
        f"wal/0000000{timeline}0000000000000{at}-aa.gz.age"
        for at in ("00A", "00B", "0FF", "100")
        for timeline in (1, 2)
    ]
    notes = ["wal/00000002.history-aa.gz.age", "wal/00000001000000000000000A.00000028.backup-aa.gz.age"]
    bases = [
        base(20, "00000001000000000000000A"),
        base(9, "0000000200000000000000FF"),
        base(1, "000000020000000000000100"),
    ]
    for name in (*pieces, *notes, *bases):
        put(store, name)

    gone = wal.may_go(store, at=AT, least=1, days=8)
    assert gone == [*bases[:2], *sorted(name for name in pieces if name[25:28] in ("00A", "00B", "0FF"))]
    assert wal.may_go(store, at=AT, least=3, days=8) == []
    assert wal.may_go(store, at=AT, least=1, days=30) == []
    assert wal.may_go(store, at=AT, least=1, days=0) == []


def test_files_go_once_and_come_back_where_they_are_missing(store, keys, tmp_path):
    for content in (b"one", b"two"):
        digest = hashlib.sha256(content).hexdigest()
        (tmp_path / "files" / digest[:2]).mkdir(parents=True)
        (tmp_path / "files" / digest[:2] / digest).write_bytes(content)
    half = tmp_path / "files" / ("a" * 64)
    half.write_bytes(b"being written")

    assert wal.keep_files(store, tmp_path / "files", recipients=keys) == 2
    assert wal.keep_files(store, tmp_path / "files", recipients=keys) == 0
    assert wal.fetch_files(store, tmp_path / "new", identities=[KEY]) == 2
    assert wal.fetch_files(store, tmp_path / "new", identities=[KEY]) == 0
    assert sorted(path.read_bytes() for path in (tmp_path / "new").rglob("*") if path.is_file()) == [b"one", b"two"]
