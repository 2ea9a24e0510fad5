"""Several routers at once: nothing twice, nobody over capacity, nothing left behind."""

from datetime import UTC, datetime

import pytest

from digigov.modules.contact_center.testing.pressing import press

AT = datetime(2026, 6, 2, 14, tzinfo=UTC)


def test_three_routers_at_once_give_out_everything_once(fresh_database):
    pressed = press(contacts=400, waiting=150, agents=8, routers=3, at=AT, seed=311)

    assert len(pressed.took) == 400
    assert (pressed.twice, pressed.over_capacity, pressed.left) == (0, 0, 0)


@pytest.mark.slow
def test_a_hundred_thousand_times(fresh_database):
    pressed = press(contacts=100_000, waiting=5_000, agents=50, routers=2, at=AT, seed=312)

    assert len(pressed.took) == 100_000
    assert (pressed.twice, pressed.over_capacity, pressed.left) == (0, 0, 0)
