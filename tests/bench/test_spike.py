"""What the report says of a spike: who was turned away, whether anybody hung, and when all was well again."""

from bench import spike
from bench.load import Answer

BEGUN, OVER = 15, 75


def answer(at, *, page="service", felt=20.0, status=200, says_when=False):
    right = status == (302 if page == "submit" else 200)
    return Answer(page, 1000 * at, felt, status, right, False, says_when)


def told(*more):
    """Ten requests a second before, in and after the spike, all well, with ``more`` among them."""
    calm = [answer(tenth / 10) for tenth in range(1200)]
    return spike.told([*calm, *more], begun=BEGUN, over=OVER)


def test_whoever_is_turned_away_and_told_when_to_come_again_is_no_fault():
    found = told(*(answer(20, status=503, says_when=True) for _ in range(600)), answer(21, page="submit", status=302))

    assert found["turned_away"] == {"reads": 0.5, "writes": 0.0}
    assert (found["wrong"], found["without_retry_after"], found["recovered_in"]) == (0, 0, 0)
    assert found["holds"]


def test_each_of_these_alone_breaks_the_bar():
    assert not told(answer(20, status=503))["holds"]  # not told when to come again
    assert not told(answer(20, status=0))["holds"]  # never answered
    assert not told(answer(20, status=500))["holds"]
    assert not told(answer(20, felt=11_000))["holds"]  # hung


def test_all_is_well_once_the_last_slow_moment_has_passed():
    slow = [answer(OVER + tenth / 10, felt=900) for tenth in range(100)]  # for ten seconds afterwards
    late = [answer(OVER + tenth / 10, felt=900) for tenth in range(350)]

    assert told(*slow)["recovered_in"] == 10
    assert told(*slow)["holds"]
    assert told(*late)["recovered_in"] == 35
    assert not told(*late)["holds"]
    assert told(answer(OVER + 44, status=503, says_when=True))["recovered_in"] is None
