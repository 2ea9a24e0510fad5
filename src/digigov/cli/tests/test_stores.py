"""Both stores hold one contract; the S3 one against a stand-in that speaks its protocol."""

import os
import stat
from datetime import UTC, datetime, timedelta

import pytest

from digigov.cli.backups import s3
from digigov.cli.backups.keeping import Backup, Rule, backups_in, may_go, name_of
from digigov.cli.backups.stores import Folder, split, store_of
from digigov.cli.failures import CliFailure

AT = datetime(2026, 11, 22, 1, 2, 3, tzinfo=UTC)


@pytest.fixture(params=["folder", "s3"])
def store(request, tmp_path):
    if request.param == "folder":
        return store_of(tmp_path / "safe")
    request.getfixturevalue("bucket")
    return store_of("s3://safe/digigov")


def put(store, name, content):
    with store.write(name) as target:
        target.write(content)


def get(store, name):
    with store.read(name) as source:
        return source.read()


def test_what_is_written_is_there_by_its_name(store):
    put(store, "wal/two", b"two")
    put(store, "one", b"")
    put(store, "wal/one", b"one")

    assert store.names() == ["one", "wal/one", "wal/two"]
    assert store.names("wal/t") == ["wal/two"]
    assert get(store, "wal/two") == b"two"
    assert get(store, "one") == b""
    assert [store.size(name) for name in store.names()] == [0, 3, 3]
    store.remove("wal/two")
    store.remove("wal/two")
    assert store.names("wal/") == ["wal/one"]


def test_what_fails_half_way_never_had_a_name(store):
    with pytest.raises(KeyError):
        with store.write("half") as target:
            target.write(b"half")
            raise KeyError

    assert store.names() == []


def test_only_its_owner_may_read_a_file(tmp_path):
    put(Folder(tmp_path), "one", b"one")

    assert stat.S_IMODE((tmp_path / "one").stat().st_mode) == 0o600


def test_parts_of_killed_writers_go_after_a_day(tmp_path):
    for name, hours in (("old.part", 30), ("new.part", 3)):
        (tmp_path / name).touch()
        moment = (AT - timedelta(hours=hours)).timestamp()
        os.utime(tmp_path / name, (moment, moment))

    Folder(tmp_path).clear(at=AT)

    assert [path.name for path in tmp_path.iterdir()] == ["new.part"]


def test_large_content_goes_in_parts_and_no_more_than_one_is_kept(bucket, monkeypatch):
    monkeypatch.setattr(s3, "PART_SIZE", 5 << 20)
    store, piece, kept = store_of("s3://safe/digigov"), os.urandom(1 << 20), []
    with store.write("large") as target:
        for _ in range(17):
            target.write(piece)
            kept.append(len(target.waiting))

    assert max(kept) < 5 << 20
    assert get(store, "large") == piece * 17
    assert bucket.head_object(Bucket="safe", Key="digigov/large")["ETag"].endswith('-4"')


def test_nothing_is_left_of_an_upload_that_failed(bucket):
    with pytest.raises(KeyError):
        with store_of("s3://safe/digigov").write("half"):
            raise KeyError

    assert "Uploads" not in bucket.list_multipart_uploads(Bucket="safe")


def test_a_store_that_refuses_says_so(bucket):
    with pytest.raises(CliFailure, match="s3://nowhere does not do it"):
        store_of("s3://nowhere/digigov").names()


def test_an_s3_store_is_believed_by_the_machines_own_list_of_authorities(bucket, tmp_path, monkeypatch):
    (tmp_path / "list.pem").write_text("")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "list.pem"))

    client = store_of("s3://safe/digigov").client

    assert client._endpoint.http_session._verify == str(tmp_path / "list.pem")


@pytest.mark.parametrize(
    ("named", "parts"),
    [
        ("s3://safe/digigov/one", ("s3://safe/digigov", "one")),
        ("/var/one", ("/var", "one")),
        ("/one", ("/", "one")),
        ("one", (".", "one")),
    ],
)
def test_a_whole_name_is_a_store_and_a_name(named, parts):
    assert split(named) == parts


def test_backups_are_known_by_their_names():
    strange = ["digigov-nonsense.tar", "digigov-20260101T000000Z.tar.part", "wal/000000010000000000000001.age"]
    sealed, plain = name_of(AT, is_sealed=True), name_of(AT - timedelta(days=1), is_sealed=False)

    assert backups_in([sealed, *strange, plain]) == [Backup(plain, AT - timedelta(days=1)), Backup(sealed, AT)]
    assert [each.is_sealed for each in backups_in([sealed, plain])] == [False, True]


def ages(*days):
    """Backups so many days old, oldest first."""
    return [Backup(str(each), AT - timedelta(days=each)) for each in sorted(days, reverse=True)]


@pytest.mark.parametrize(
    ("backups", "rule", "gone"),
    [
        (ages(1, 2, 40, 41), Rule(least=2, days=35), ["41", "40"]),
        (ages(1, 2, 40, 41), Rule(least=3, days=35), ["41"]),
        (ages(50, 60, 70), Rule(least=2, days=35), ["70"]),  # none was made for long: the newest stay all the same
        (ages(50, 60), Rule(least=0, days=1), ["60"]),  # the newest is never removed, whatever is set
        (ages(1, 400), Rule(least=1, days=0), []),
        ([], Rule(least=1, days=1), []),
    ],
)
def test_old_ones_go_and_the_newest_never(backups, rule, gone):
    assert [each.name for each in may_go(backups, at=AT, rule=rule)] == gone
