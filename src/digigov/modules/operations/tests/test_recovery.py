from datetime import UTC, datetime, timedelta

import pytest

from digigov.kernel.paging import Page
from digigov.modules.operations import recovery
from digigov.modules.operations.commands import note_drill
from digigov.modules.operations.queries import Archive, find_last_drill, get_archive, list_drills

AT = datetime(2026, 11, 22, 18, 3, tzinfo=UTC)


def archive(**more):
    return Archive(**{"is_on": True, "last_at": AT, "failed_at": None, "behind": 0, "is_silent": False, **more})


@pytest.mark.django_db
class TestDrills:
    def test_the_last_one_is_told(self):
        assert find_last_drill() is None
        for days, is_well in ((2, True), (1, False)):
            said = "" if is_well else "rows: a table is empty. " * 100
            at = AT - timedelta(days=days)
            note_drill(at=at, backup=f"of {days}", made_at=at, seconds=70, is_well=is_well, said=said)

        last = find_last_drill()
        assert (last.backup, last.is_well, last.seconds) == ("of 1", False, 70)
        assert len(last.said) == 1000
        assert [each.backup for each in list_drills(page=Page(size=1))] == ["of 1"]


@pytest.mark.django_db
def test_a_database_that_keeps_no_log_says_so():
    state = get_archive()

    assert not state.is_on
    assert not state.is_well


@pytest.mark.parametrize(
    ("more", "is_well"),
    [
        ({}, True),
        ({"last_at": None}, True),
        ({"failed_at": AT - timedelta(hours=1)}, True),  # it has gone on since
        ({"failed_at": AT + timedelta(seconds=1)}, False),
        ({"last_at": None, "failed_at": AT}, False),
        ({"behind": 64}, True),
        ({"behind": 65}, False),
        ({"is_silent": True}, False),
        ({"is_on": False}, False),
    ],
)
def test_what_is_well_and_what_is_not(more, is_well):
    assert archive(**more).is_well == is_well


@pytest.mark.parametrize(
    ("piece", "number"),
    [
        ("00000001000000000000000A", 10),
        ("000000020000000100000001", 257),
        ("00000001000000000000000A.00000028.backup", 10),
        ("00000002.history", 0),
    ],
)
def test_pieces_are_counted_whatever_their_timeline(piece, number):
    assert recovery._number(piece, 16 << 20) == number
