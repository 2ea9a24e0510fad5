"""A day played through, which knows none of the formulas, against what they predict; on fixed seeds."""

import pytest

from digigov.modules.workforce.rules.erlang import Load, Target, outlook, outlook_of_impatient
from digigov.modules.workforce.rules.needs import Aims, Need, Seats, Work, needs_of_day, promise_of, share_out
from digigov.modules.workforce.rules.roster import Question, plan, seats
from digigov.modules.workforce.rules.shifts import Person, Terms
from digigov.modules.workforce.rules.simulation import Line, Times, play, play_many

POINTS = 0.03
SHAPE = (3, 5, 7, 9, 10, 10, 9, 8, 7, 6, 6, 6, 7, 7, 7, 6, 5, 5, 4, 4, 3, 3, 2, 2)


def of_a_day(whole):
    return [whole * part / sum(SHAPE) for part in SHAPE]


def steady(rate, agents, *, hours=12, patience=None, seconds=180, kind="exponential", spread=1.0):
    quarters = hours * 4
    return Line(
        (rate / 4,) * quarters, (agents,) * quarters, Times(seconds, kind, spread), 20,
        Times(patience) if patience else None,
    )  # fmt: skip


class TestAgainstTheFormulas:
    @pytest.mark.parametrize(("rate", "agents"), [(80, 6), (80, 7), (145, 10), (200, 14)])
    def test_a_steady_day_goes_as_erlang_c_says(self, rate, agents):
        played = play_many(steady(rate, agents), days=150)

        assert played.share == pytest.approx(outlook(Load(rate, 180), agents, 20).in_time, abs=POINTS)

    @pytest.mark.parametrize(("rate", "agents", "patience"), [(80, 4, 120), (80, 5, 60), (200, 10, 180)])
    def test_with_callers_who_hang_up_as_erlang_a_says(self, rate, agents, patience):
        played, said = (
            play_many(steady(rate, agents, patience=patience), days=150),
            outlook_of_impatient(Load(rate, 180), agents, 20, patience),
        )

        assert played.share == pytest.approx(said.in_time, abs=0.02)
        assert played.gave_up == pytest.approx(said.gives_up, abs=0.02)

    def test_erlang_c_is_wrong_where_callers_hang_up_or_rates_change(self):
        """What the page says of its bias holds: too gloomy with abandonment, too bright where many come at once."""
        patient = outlook(Load(80, 180), 5, 20).in_time
        assert play_many(steady(80, 5, patience=60), days=150).share > patient + 2 * POINTS
        quarters = ((0.0,) * 3 + (40.0,)) * 12
        bursts = Line(quarters, (3,) * 48, Times(180), 20)
        assert play_many(bursts, days=50).share < outlook(Load(40, 180), 3, 20).in_time - 2 * POINTS


def ten_on_one_day(work, aims):
    """All ten on one day, with their breaks, where the need wants them."""
    needs = needs_of_day(work, aims)
    people = tuple(Person(f"p{n}", frozenset({"en", "acf"})) for n in range(10))
    asked = Question((tuple(each.agents for each in needs),), people, terms=Terms(most_days=1))
    there = seats(plan(asked).shifts, asked.hours)
    return needs, there, [share_out(count, needs[n // 2]) for n, count in enumerate(there)]


class TestADayOfTenAgentsAndAThousandContacts:
    WORK = [
        Work(calls, 150, chats, 480, mails, 240)
        for calls, chats, mails in zip(of_a_day(620), of_a_day(160), of_a_day(220), strict=True)
    ]

    @pytest.mark.parametrize("seed", [1, 2, 3])
    def test_goes_as_the_plan_says_within_three_points(self, seed):
        aims = Aims()
        _needs, there, seated = ten_on_one_day(self.WORK, aims)
        quarters = [self.WORK[n // 2] for n in range(48)]
        said = promise_of(quarters, seated, aims)
        calls = Line(tuple(w.calls / 2 for w in quarters), tuple(s.voice for s in seated), Times(150), 20)
        chats = Line(tuple(w.chats / 2 for w in quarters), tuple(s.chat * 3 for s in seated), Times(480), 60)

        assert sum(w.calls + w.chats + w.mails for w in self.WORK) == pytest.approx(1000)
        assert max(there) <= 10
        assert said.overloaded == 0
        assert play_many(calls, days=150, seed=seed).share == pytest.approx(said.voice, abs=POINTS)
        assert play_many(chats, days=150, seed=seed).share == pytest.approx(said.chat, abs=POINTS)


class TestPlay:
    def test_the_same_seed_gives_the_same_day(self):
        assert play(steady(80, 6), seed=4) == play(steady(80, 6), seed=4) != play(steady(80, 6), seed=5)

    def test_nobody_is_lost(self):
        """Whoever came was answered or gave up, and those who wait at the end count as given up."""
        played = play(steady(80, 0), seed=1)

        assert played.gave_up == played.came > 900
        assert (played.in_time, played.share) == (0, 0)

    def test_an_agent_finishes_the_call_before_the_break(self):
        """One call in each first minute, three minutes long; the break begins a quarter later: nothing is cut off."""
        line = Line((4.0, 0.0), (4, 0), Times(100), 20)

        assert play(line, seed=2).gave_up == 0

    def test_times_have_their_mean_whatever_their_spread(self):
        long = play_many(steady(40, 40, kind="lognormal", spread=1.5, patience=None), days=3)

        assert long.share == 1
        assert 0.9 < long.came / 480 < 1.1


class TestNeeds:
    def test_adds_up_the_channels(self):
        (need,) = needs_of_day([Work(calls=50, chats=8)])

        assert (need.voice, need.chat, need.mail) == (8, 2, 0)
        assert need.agents == 10

    def test_mails_go_into_idle_time_first_and_then_where_least_is_needed(self):
        day = [Work(calls=40, call_seconds=180, mails=4), Work(calls=5, mails=4)]
        assert [each.mail for each in needs_of_day(day)] == [0, 0]
        loaded = [Work(calls=40, mails=30), Work(calls=5, mails=30)]
        assert needs_of_day(loaded)[1].mail > needs_of_day(loaded)[0].mail

    def test_nothing_needs_nobody(self):
        assert [each.agents for each in needs_of_day([Work()] * 24)] == [0] * 24

    @pytest.mark.parametrize(
        ("there", "voice", "chat", "seats"),
        [(9, 6, 2, (7, 2)), (4, 6, 2, (3, 1)), (1, 6, 2, (1, 0)), (0, 3, 1, (0, 0)), (3, 0, 0, (3, 0))],
    )
    def test_shares_out_who_is_there(self, there, voice, chat, seats):
        assert share_out(there, Need(voice, chat)) == Seats(*seats)

    def test_of_a_stretch_with_too_few_nobody_is_in_time(self):
        said = promise_of([Work(calls=50)] * 2, [Seats(2, 0), Seats(9, 0)])

        assert said.overloaded == 1
        assert said.voice == pytest.approx(outlook(Load(100, 180), 9, Target().seconds).in_time / 2)
