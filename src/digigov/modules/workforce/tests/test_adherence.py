"""The plan of a shift against what was seen."""

from datetime import UTC, datetime, timedelta

import pytest

from digigov.modules.workforce.rules.adherence import Planned, Stretch, adherence_of

SEVEN = datetime(2026, 11, 23, 11, tzinfo=UTC)


def at(minutes):
    return SEVEN + timedelta(minutes=minutes)


SHIFT = Planned(at(0), at(480), ((at(120), at(135)), (at(240), at(270))))


def seen(*stretches):
    return [Stretch(state, at(begins), at(ends)) for state, begins, ends in stretches]


AS_PLANNED = seen(
    ("ready", 0, 60), ("busy", 60, 110), ("wrap-up", 110, 120), ("break", 120, 135), ("ready", 135, 240), ("break", 240, 270),
    ("ready", 270, 480),
)  # fmt: skip


def test_as_planned():
    found = adherence_of(SHIFT, AS_PLANNED)

    assert found.kept == 1
    assert found.is_well
    assert (found.late, found.early, found.over, found.away) == (0, 0, 0, 0)


@pytest.mark.parametrize(
    ("states", "late", "early", "over", "away"),
    [
        (seen(("ready", 20, 120), ("break", 120, 135), ("ready", 135, 480)), 20, 0, 0, 0),
        (seen(("ready", 0, 440)), 0, 40, 0, 0),
        (seen(("ready", 0, 120), ("break", 120, 200), ("ready", 200, 480)), 0, 0, 35, 0),
        (seen(("ready", 0, 100), ("away", 100, 130), ("ready", 130, 480)), 0, 0, 0, 30),
        (seen(("ready", 4, 477)), 0, 0, 0, 0),  # within the grace
    ],
)
def test_late_early_over_and_away(states, late, early, over, away):
    found = adherence_of(SHIFT, states)

    assert (found.late, found.early, found.over, found.away) == (late, early, over, away)
    assert found.kept < 1


def test_a_break_at_another_time_is_not_as_planned_and_no_overrun():
    found = adherence_of(SHIFT, seen(("ready", 0, 60), ("break", 60, 105), ("ready", 105, 480)))

    assert found.over == 0
    assert found.kept == pytest.approx(1 - 90 / 480)


def test_whoever_was_not_seen_is_not_late_but_absent():
    for states in ([], seen(("off", 0, 480)), seen(("ready", -200, -10))):
        found = adherence_of(SHIFT, states)
        assert (found.was_seen, found.kept, found.late) == (False, 0, 0)


def test_of_a_shift_that_goes_on_what_is_ahead_does_not_count():
    found = adherence_of(SHIFT, seen(("ready", 0, 100)), until=at(100))

    assert found.kept == 1
    assert found.is_well
    assert adherence_of(SHIFT, [], until=at(-5)).kept == 1


def test_no_minute_counts_twice():
    found = adherence_of(SHIFT, [*AS_PLANNED, *seen(("busy", 0, 480))])

    assert found.kept <= 1
