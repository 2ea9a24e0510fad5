"""A file is there whole or not at all, whoever else stores it and whatever ends the writing."""

import errno
import os
import time
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile

from digigov.adapters.file_stores.folder import WholeFiles

NAME = "content/ab/cd/abcd"


class Interrupted(ContentFile):
    """Something happens when half of it is written."""

    def __init__(self, content, then):
        super().__init__(content)
        self.content, self.then = content, then

    def chunks(self, chunk_size=None):
        yield self.content[: len(self.content) // 2]
        self.then()
        yield self.content[len(self.content) // 2 :]


@pytest.fixture
def store(tmp_path):
    return WholeFiles(location=tmp_path)


def fail():
    raise OSError(errno.ENOSPC, "No space left on device")


def held(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_what_is_stored_can_be_read(store, tmp_path):
    assert store.save(NAME, ContentFile(b"a paper")) == NAME
    assert store.exists(NAME)
    assert store.size(NAME) == 7
    assert held(tmp_path) == {NAME: b"a paper"}


def test_a_full_disk_leaves_nothing_half_written(store, tmp_path):
    with pytest.raises(OSError, match="No space"):
        store.save(NAME, Interrupted(b"a paper", then=fail))

    assert held(tmp_path) == {}
    assert not store.exists(NAME)


def test_nobody_sees_half_a_file(store, tmp_path):
    seen = []

    store.save(NAME, Interrupted(b"a paper", then=lambda: seen.append(store.exists(NAME))))

    assert seen == [False]
    assert store.exists(NAME)


def test_of_two_at_once_one_stays_whole_though_the_other_is_cut_off(store, tmp_path):
    """The second was told that its content is in the store: it must be, whatever becomes of the first."""

    def the_other_then_the_end():
        assert store.save(NAME, ContentFile(b"a paper")) == NAME
        fail()

    with pytest.raises(OSError, match="No space"):
        store.save(NAME, Interrupted(b"a paper", then=the_other_then_the_end))

    assert held(tmp_path) == {NAME: b"a paper"}


def test_what_a_killed_writer_left_goes_after_a_while_and_nothing_else(store, tmp_path):
    store.save(NAME, ContentFile(b"a paper"))
    places = (NAME, "content/ab/cd/killed.part", "uploads/1/killed.part", "content/ab/cd/in-hand.part")
    for place, hours in zip(places, (30, 30, 25, 23), strict=True):
        path = tmp_path / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
        begun = time.time() - hours * 3600
        os.utime(path, (begun, begun))

    assert store.drop_leftovers(older_than=timedelta(days=1)) == 2

    assert set(held(tmp_path)) == {NAME, "content/ab/cd/in-hand.part"}


def test_one_that_ends_or_is_dropped_by_somebody_else_meanwhile_stops_nobody(store, tmp_path, monkeypatch):
    for name in ("one.part", "two.part"):
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (0, 0))
    found = sorted(tmp_path.rglob("*.part"))
    monkeypatch.setattr(type(tmp_path), "rglob", lambda *_: iter(found))
    found[0].unlink()

    assert store.drop_leftovers(older_than=timedelta(days=1)) == 1


def test_nothing_is_left_over_where_nothing_was_ever_stored(tmp_path):
    assert WholeFiles(location=tmp_path / "not-yet").drop_leftovers(older_than=timedelta(days=1)) == 0
