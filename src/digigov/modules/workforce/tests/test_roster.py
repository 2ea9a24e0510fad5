"""The planner: it keeps every rule, meets the need where it can, and says where it cannot."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digigov.modules.workforce.rules.history import Hours
from digigov.modules.workforce.rules.roster import Question, plan, seats
from digigov.modules.workforce.rules.shifts import (
    Break,
    Person,
    Terms,
    Wish,
    Worked,
    faults_between,
    faults_of,
)

WEEKDAY = (2, 3, 3, 4, 5, 5, 5, 5, 4, 4, 4, 4, 4, 4, 4, 3, 3, 3, 3, 2, 2, 2, 2, 2)
WEEKEND = (2,) * 24
BOTH = frozenset({"en", "acf"})


def people(count=10, *, both=5, **more):
    return tuple(Person(f"p{n}", BOTH if n < both else frozenset({"en"}), **more) for n in range(count))


def question(who, needs=(WEEKDAY,) * 5 + (WEEKEND,) * 2, **more):
    return Question(needs, who, languages={"en": 1, "acf": 1}, **more)


def keeps_every_rule(asked, roster):
    for person in asked.people:
        own = [each for each in roster.shifts if each.person == person.id]
        assert faults_between(person, own, asked.terms) == ()
    assert all(faults_of(each, asked.hours, asked.terms) == () for each in roster.shifts)


class TestPlan:
    def test_ten_people_meet_the_need_of_a_week_with_both_languages(self):
        asked = question(people())
        roster = plan(asked)

        keeps_every_rule(asked, roster)
        assert sum(each.missing * (each.ends - each.begins) for each in roster.gaps if not each.language) <= 60
        assert [each for each in roster.gaps if each.language == "en"] == []

    def test_the_same_seed_gives_the_same_week(self):
        asked = question(people())

        assert plan(asked, seed=3, rounds=300) == plan(asked, seed=3, rounds=300)

    def test_searching_makes_it_better_than_taking_the_first(self):
        asked = question(people())
        first, searched = plan(asked, rounds=0), plan(asked)

        assert sum(g.missing for g in searched.gaps) < sum(g.missing for g in first.gaps)

    def test_says_where_it_cannot(self):
        roster = plan(question(people(2, both=1)), rounds=300)
        everywhere = {(each.day, each.language) for each in roster.gaps}

        assert {(day, "") for day in range(5)} <= everywhere
        assert any(language == "acf" for _day, language in everywhere)
        assert all(each.missing > 0 and each.begins < each.ends for each in roster.gaps)

    def test_without_anybody_it_is_all_gap(self):
        roster = plan(question(()))

        assert roster.shifts == ()
        assert {each.day for each in roster.gaps} == set(range(7))

    def test_nobody_works_on_leave_and_wishes_count(self):
        away = Person("p0", BOTH, absent=frozenset({0, 1, 2}))
        wishing = Person("p1", BOTH, wishes=frozenset({Wish(3, "off")}))
        asked = question((away, wishing, *people()[2:]))
        roster = plan(asked)

        keeps_every_rule(asked, roster)
        assert not [each for each in roster.shifts if each.person == "p1" and each.day == 3]

    def test_rest_counts_from_the_sunday_before(self):
        late = Worked("p0", -1, 10 * 60 + 30, 19 * 60)
        terms = Terms(rest_between=13 * 60)
        asked = question(people(3, before=(late,)), terms=terms)

        assert all(each.begins >= 8 * 60 for each in plan(asked, rounds=200).shifts if each.day == 0)

    @settings(max_examples=15, deadline=None)
    @given(
        count=st.integers(0, 12), both=st.integers(0, 5), high=st.integers(0, 12), seed=st.integers(0, 9),
        days=st.integers(1, 7), weekly=st.sampled_from([None, 0, 240, 1200, 2400]),
    )  # fmt: skip
    def test_never_breaks_a_rule_whatever_is_asked(self, count, both, high, seed, days, weekly):
        asked = question(
            people(count, both=both, weekly_minutes=weekly), ((high,) * 24,) * 7, terms=Terms(most_days=days)
        )

        keeps_every_rule(asked, plan(asked, seed=seed, rounds=150))


class TestShifts:
    def test_a_short_shift_has_the_breaks_that_fall_well_inside_it(self):
        terms = Terms()

        assert [each.kind for each in terms.shift("p", 0, 420).breaks] == ["rest", "meal", "rest"]
        assert terms.shift("p", 0, 420, 420 + 240).breaks == (Break(540, 555, "rest"),)
        assert terms.shift("p", 0, 420, 420 + 120).breaks == ()
        for length in range(60, 511, 30):
            assert faults_of(terms.shift("p", 0, 420, 420 + length), Hours(), terms) == ()

    @pytest.mark.parametrize(
        ("shift", "fault"),
        [
            (Worked("p", 0, 360, 480), "outside-hours"), (Worked("p", 0, 1080, 1200), "outside-hours"),
            (Worked("p", 0, 480, 480), "outside-hours"), (Worked("p", 0, 420, 420 + 300), "breaks-not-well"),
            (Worked("p", 0, 420, 660, (Break(400, 430),)), "breaks-not-well"),
        ],
    )  # fmt: skip
    def test_what_is_wrong_with_one(self, shift, fault):
        assert fault in faults_of(shift, Hours(), Terms())

    def test_what_is_wrong_with_a_week(self):
        person = Person("p", weekly_minutes=16 * 60, absent=frozenset({4}))
        week = [Worked("p", day, 420, 420 + 480) for day in (0, 1, 4)]

        assert faults_between(person, week, Terms(most_days=2, rest_between=17 * 60)) == (
            "on-leave", "too-little-rest", "too-many-days", "too-many-hours",
        )  # fmt: skip
        assert faults_between(person, [week[0], Worked("p", 0, 600, 700)], Terms()) == ("two-at-once",)

    def test_seats_are_empty_during_breaks(self):
        there = seats([Terms().shift("p", 0, 420)], Hours())

        assert there[:8] == [1] * 8
        assert there[8] == 0
        assert sum(there) == 30  # seven hours and a half at the desk
