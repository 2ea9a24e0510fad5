"""Encryption as it flows: errors of either side come out as they were, and other people's programs read what is written."""

import io
import stat
import subprocess
from datetime import UTC, datetime

import pytest

from digigov.cli.backups.sealing import identities_of, make_identity, opened, recipients_of, sealed
from digigov.cli.failures import CliFailure
from tests.programs import find

AT = datetime(2026, 11, 22, tzinfo=UTC)
CONTENT = bytes(range(256)) * 4000


@pytest.fixture
def key(tmp_path):
    path = tmp_path / "key"
    return path, make_identity(path, at=AT)


class Full:
    def write(self, data):
        raise OSError(28, "No space left on device", "the disk")


class Broken:
    """Gives some, then fails as a store does that goes away."""

    def __init__(self, start):
        self.start = io.BytesIO(start)

    def read(self, size=-1):
        if not (data := self.start.read(min(size, 1000))):
            raise CliFailure("the store has gone")
        return data


def closed(content, public):
    target = io.BytesIO()
    with sealed(target, recipients_of(public)) as open_end:
        for at in range(0, len(content), 7000):
            open_end.write(content[at : at + 7000])
    return target.getvalue()


def test_only_its_owner_may_read_a_new_key(key):
    path, public = key

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert public in path.read_text()
    with pytest.raises(FileExistsError):
        make_identity(path, at=AT)


def test_what_went_in_comes_out(key):
    path, public = key

    with opened(io.BytesIO(closed(CONTENT, f"# the first safe\n{public}\n")), identities_of(path)) as source:
        assert source.read(10) == CONTENT[:10]
        assert source.read(-1) == CONTENT[10:]
        assert source.read(1) == b""


def test_whoever_stops_reading_early_is_not_told_of_the_rest(key):
    path, public = key

    with opened(io.BytesIO(closed(CONTENT, public)[:-1]), identities_of(path)) as source:
        assert source.read(10) == CONTENT[:10]


def test_a_full_disk_is_told_as_such(key):
    with pytest.raises(OSError, match="No space left") as told:
        with sealed(Full(), recipients_of(key[1])) as open_end:
            for _ in range(100):
                open_end.write(CONTENT)

    assert told.value.errno == 28


def test_a_store_that_goes_away_is_told_as_such(key):
    path, public = key

    with pytest.raises(CliFailure, match="the store has gone"):
        with opened(Broken(closed(CONTENT, public)[:500_000]), identities_of(path)) as source:
            source.read(-1)


def test_what_goes_wrong_in_the_middle_never_looks_whole(key):
    target = io.BytesIO()
    with pytest.raises(KeyError):
        with sealed(target, recipients_of(key[1])) as open_end:
            open_end.write(CONTENT)
            raise KeyError

    with pytest.raises(CliFailure, match="cut off"):
        with opened(io.BytesIO(target.getvalue()), identities_of(key[0])) as source:
            source.read(-1)


@pytest.mark.parametrize("text", ["age1nonsense", "AGE-SECRET-KEY-1NO"])
def test_what_is_no_public_key_is_refused(text):
    with pytest.raises(CliFailure, match="public keys of age"):
        recipients_of(text)


@pytest.mark.parametrize(("text", "sentence"), [("# nothing\n", "no private key in"), ("age1x\n", "no private key of")])
def test_what_is_no_private_key_is_refused(tmp_path, text, sentence):
    (tmp_path / "key").write_text(text)

    with pytest.raises(CliFailure, match=sentence):
        identities_of(tmp_path / "key")


@pytest.mark.skipif(not find("age"), reason="needs age")
def test_age_itself_reads_ours_and_writes_for_us(key, tmp_path):
    path, public = key
    (tmp_path / "ours").write_bytes(closed(CONTENT, public))
    (tmp_path / "content").write_bytes(CONTENT)

    read = subprocess.run(["age", "-d", "-i", path, tmp_path / "ours"], capture_output=True, check=True)
    assert read.stdout == CONTENT
    subprocess.run(["age", "-r", public, "-o", tmp_path / "theirs", tmp_path / "content"], check=True)
    with (tmp_path / "theirs").open("rb") as theirs, opened(theirs, identities_of(path)) as source:
        assert source.read(-1) == CONTENT
