import os
from datetime import timedelta

import pytest

from digigov.kernel.actor import ANONYMOUS, Actor, system
from digigov.kernel.clock import now
from digigov.kernel.errors import NotAllowed, NotFound
from digigov.kernel.ids import new_id
from digigov.modules.documents import commands, queries
from digigov.modules.documents.commands.uploads import PieceOutOfPlace, TooManyUploads, UploadNotWhole
from digigov.modules.documents.inspection import FileIsEmpty, FileOfWrongType, FileTooLarge
from digigov.modules.documents.models import File, Upload
from digigov.modules.documents.testing import make_picture

pytestmark = pytest.mark.django_db
WHOLE = make_picture(size=(900, 700))
ANA = Actor(kind="citizen", account_id=new_id(), party_id=new_id())
OTHERS = [ANONYMOUS, Actor(kind="citizen", party_id=new_id()), Actor(kind="officer", party_id=new_id())]


def begin(*, by=ANA, size=None, at=None):
    return commands.begin_upload(by=by, at=at or now(), name="photo.jpg", size=size or len(WHOLE))


def append(upload_id, offset, piece, by=ANA):
    return commands.append_upload(by=by, at=now(), upload_id=upload_id, offset=offset, piece=piece)


def finish(upload_id, by=ANA):
    return commands.finish_upload(by=by, at=now(), upload_id=upload_id)


class TestResuming:
    def test_goes_on_where_the_link_broke(self):
        upload_id = begin()
        append(upload_id, 0, WHOLE[:1000])

        offset = queries.find_offset(viewer=ANA, upload_id=upload_id)
        append(upload_id, offset, WHOLE[offset:])
        file_id = finish(upload_id)

        assert File.objects.get(id=file_id).media_type == "image/jpeg"
        assert finish(upload_id) == file_id  # asked twice, one file
        assert File.objects.count() == 1

    def test_a_piece_sent_twice_is_told_where_to_go_on(self):
        upload_id = begin()
        append(upload_id, 0, WHOLE[:1000])

        with pytest.raises(PieceOutOfPlace) as refused:
            append(upload_id, 0, WHOLE[:1000])

        assert refused.value.values == {"received": 1000}

    def test_is_not_finished_before_it_is_whole(self):
        upload_id = begin()
        append(upload_id, 0, WHOLE[:1000])

        with pytest.raises(UploadNotWhole):
            finish(upload_id)

    def test_what_arrives_is_looked_at_like_any_file(self):
        upload_id = begin(size=4)
        append(upload_id, 0, b"MZ\x00\x00")

        with pytest.raises(FileOfWrongType):
            finish(upload_id)


class TestLimits:
    def test_a_file_too_large_is_refused_before_it_is_sent(self):
        with pytest.raises(FileTooLarge):
            begin(size=10_000_001)
        with pytest.raises(FileIsEmpty):
            begin(size=-1)

    def test_no_more_comes_than_was_said(self):
        upload_id = begin(size=10)

        with pytest.raises(FileTooLarge):
            append(upload_id, 0, b"x" * 11)
        with pytest.raises(FileTooLarge):
            append(upload_id, 0, b"")

    def test_twenty_under_way_are_enough(self):
        for _ in range(20):
            begin()

        with pytest.raises(TooManyUploads):
            begin()


class TestRefusals:
    def test_a_stranger_without_a_secret_begins_nothing(self):
        with pytest.raises(NotAllowed):
            begin(by=ANONYMOUS)

        assert not Upload.objects.exists()

    @pytest.mark.parametrize("by", OTHERS, ids=["stranger", "citizen", "officer"])
    def test_nobody_else_touches_it(self, by):
        upload_id = begin()

        for attempt in (
            lambda: append(upload_id, 0, b"x", by=by),
            lambda: finish(upload_id, by=by),
            lambda: queries.find_offset(viewer=by, upload_id=upload_id),
        ):
            with pytest.raises(NotFound):
                attempt()

        assert Upload.objects.get().received == 0


class TestSweepUploads:
    def test_forgets_what_stopped_on_the_way(self):
        begin(at=now() - timedelta(days=3))
        fresh = begin()

        assert commands.sweep_uploads(by=system("test"), at=now()) == 1

        assert Upload.objects.get().id == fresh

    def test_takes_away_what_a_kill_left_half_written(self, settings, tmp_path):
        settings.STORAGES = {
            **settings.STORAGES,
            "default": {
                "BACKEND": "digigov.adapters.file_stores.folder.WholeFiles",
                "OPTIONS": {"location": tmp_path},
            },
        }
        old, young = tmp_path / "old.part", tmp_path / "young.part"
        for path in (old, young):
            path.touch()
        os.utime(old, (0, 0))

        assert commands.sweep_uploads(by=system("test"), at=now() + timedelta(days=365)) == 0

        assert not old.exists()
        assert young.exists(), "it may be in hand: how far a rehearsal's clock was moved says nothing of the disk"

    def test_leaves_a_store_alone_that_never_has_halves(self):
        assert commands.sweep_uploads(by=system("test"), at=now()) == 0

    @pytest.mark.parametrize("by", OTHERS, ids=["stranger", "citizen", "officer"])
    def test_is_the_machines_alone(self, by):
        begin(at=now() - timedelta(days=3))

        with pytest.raises(NotAllowed):
            commands.sweep_uploads(by=by, at=now())

        assert Upload.objects.exists()
