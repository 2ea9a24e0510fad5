"""The forecast against made-up weeks whose structure is known."""

import math
import random
from datetime import date, timedelta

import pytest

from digigov.modules.workforce.rules.forecast import TooLittleHistory, expect, learn, measure
from digigov.modules.workforce.rules.history import Day

MONDAY = date(2026, 6, 1)
WEEKDAYS = (1.2, 1.05, 1.0, 1.0, 1.1, 0.5, 0.35)
SHAPE = (1, 2, 3, 4, 5, 5, 5, 4, 4, 3, 3, 3, 4, 4, 4, 3, 3, 2, 2, 2, 1, 1, 1, 1)


def poisson(mean, chance):
    edge, product, count = math.exp(-mean), chance.random(), 0
    while product > edge:
        product *= chance.random()
        count += 1
    return count


def true_mean(on, *, growth=0.01, day=800):
    return day * WEEKDAYS[on.weekday()] * (1 + growth) ** ((on - MONDAY).days / 7)


def history(weeks, *, seed=1, growth=0.01, times=None, noise=0.05):
    chance, days = random.Random(seed), []
    for number in range(weeks * 7):
        on = MONDAY + timedelta(days=number)
        mean = true_mean(on, growth=growth) * chance.gauss(1, noise) * (times or {}).get(on, 1)
        offered = tuple(float(poisson(mean * part / sum(SHAPE), chance)) for part in SHAPE)
        days.append(Day(on, offered, int(sum(offered)), sum(offered) * 180))
    return days


def said(model, on, **more):
    return sum(each.mean for each in expect(model, on, **more))


class TestLearn:
    def test_finds_the_weekdays_the_trend_and_the_time_of_a_call(self):
        model = learn(history(12))

        assert model.trend == pytest.approx(0.01, abs=0.005)
        assert model.seconds == 180
        assert model.sure == "good"
        ahead = MONDAY + timedelta(weeks=12)
        for day in range(7):
            on = ahead + timedelta(days=day)
            assert said(model, on) == pytest.approx(true_mean(on), rel=0.08)

    def test_finds_the_half_hours(self):
        found = expect(learn(history(12)), MONDAY + timedelta(weeks=12))
        whole = sum(each.mean for each in found)

        for each, part in zip(found, SHAPE, strict=True):
            assert each.mean / whole == pytest.approx(part / sum(SHAPE), abs=0.006)

    def test_two_weeks_are_enough_and_it_says_how_sure_it_is(self):
        model = learn(history(2))

        assert model.sure == "rough"
        assert model.trend == 0  # of two weeks a trend would be chance
        on = MONDAY + timedelta(weeks=2)
        assert said(model, on) == pytest.approx(true_mean(on), rel=0.15)
        few, many = (expect(each, on)[5] for each in (model, learn(history(12))))
        assert (few.high - few.low) / few.mean > (many.high - many.low) / many.mean

    @pytest.mark.parametrize("days", [0, 1, 12])
    def test_less_than_two_weeks_are_refused_in_a_sentence(self, days):
        with pytest.raises(TooLittleHistory, match="two weeks are the least"):
            learn(history(2)[:days])

    def test_a_hurricane_moves_it_little_and_left_out_not_at_all(self):
        storm, ahead = MONDAY + timedelta(days=52), MONDAY + timedelta(weeks=9)
        quiet = [day for day in history(8) if day.on != storm]
        stormy = history(8, times={storm: 4})

        assert said(learn(stormy), ahead) == pytest.approx(said(learn(quiet), ahead), rel=0.06)
        assert learn(stormy, left_out={storm}) == learn([day for day in stormy if day.on != storm])

    def test_a_holiday_is_learnt_and_else_assumed_and_said_so(self):
        off = {MONDAY + timedelta(days=17), MONDAY + timedelta(days=44)}
        seen = learn(history(8, times=dict.fromkeys(off, 0.3)), holidays=off)
        on = MONDAY + timedelta(days=59)

        assert seen.holiday == pytest.approx(0.3, abs=0.05)
        assert said(seen, on, is_holiday=True) == pytest.approx(0.3 * said(seen, on), rel=0.15)
        assert (learn(history(8)).holiday_is_assumed, seen.holiday_is_assumed) == (True, False)

    def test_a_trend_does_not_go_on_for_ever(self):
        model = learn(history(12, growth=0.03))
        near, far = (said(model, MONDAY + timedelta(weeks=weeks)) for weeks in (12, 60))

        assert 1 < far / near < 1.3  # on and on it would be four times as much

    def test_days_without_a_call_are_no_fault(self):
        days = [Day(MONDAY + timedelta(days=n), (0.0,) * 24, 0, 0.0) for n in range(21)]

        assert said(learn(days), MONDAY + timedelta(days=30)) == 0


class TestMeasure:
    @pytest.mark.parametrize(("weeks", "days_off"), [(2, 0.12), (4, 0.1), (8, 0.09), (12, 0.08)])
    def test_says_how_far_off_it_was_on_weeks_it_had_not_seen(self, weeks, days_off):
        found = [measure(history(weeks, seed=seed)) for seed in range(8)]

        assert sum(each.days_off for each in found) / 8 < days_off
        assert abs(sum(each.bias for each in found) / 8) < 0.05

    def test_the_interval_holds_what_it_promises(self):
        """Four of five half hours, over many made-up centres."""
        found = [measure(history(weeks, seed=seed)) for weeks in (4, 8, 12) for seed in range(10)]

        assert sum(each.covered for each in found) / len(found) == pytest.approx(0.8, abs=0.04)

    def test_is_worse_when_the_weeks_held_back_are_different(self):
        last = {MONDAY + timedelta(days=day): 1.5 for day in range(42, 56)}

        assert measure(history(8, times=last)).days_off > 0.25

    def test_of_too_little_it_says_nothing(self):
        assert measure([]) is None
        assert measure(history(1)) is None
