"""The formulas of queueing against printed examples, against each other, and against closed forms."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digigov.modules.workforce.rules.deferred import (
    backlog_after,
    chat_agents_needed,
    chat_outlook,
    mail_agents_needed,
)
from digigov.modules.workforce.rules.erlang import (
    Load,
    Target,
    TooFewAgents,
    Unreadable,
    agents_needed,
    loss,
    outlook,
    outlook_of_impatient,
    waiting,
    with_shrinkage,
)

LOADS = st.floats(min_value=0.01, max_value=300)
MORE = st.integers(min_value=1, max_value=60)


class TestErlangC:
    def test_equals_the_reference_case(self):
        """The example of the R package ErlangC 0.1.0; the PyPI package pyworkforce 0.1.0 prints the same service level."""
        found = outlook(Load(200, 180), 14, 20)

        assert found.in_time == pytest.approx(0.88835, abs=1e-5)
        assert found.in_time == pytest.approx(0.8883500191794669, abs=1e-12)
        assert found.waits == pytest.approx(0.1741319335950498, abs=1e-12)
        assert found.wait == pytest.approx(7.836, abs=5e-4)
        assert found.occupancy == pytest.approx(0.7142857142857143)
        assert agents_needed(Load(200, 180)).agents == 14

    def test_equals_what_textbooks_work_out_by_hand(self):
        """C(2, 1) = 1/3 and C(3, 2) = 4/9: L. Kleinrock, Queueing Systems I, 1975, section 3.5, in whole numbers."""
        assert waiting(1, 2) == pytest.approx(1 / 3, abs=1e-15)
        assert waiting(2, 3) == pytest.approx(4 / 9, abs=1e-15)

    @given(load=st.floats(min_value=0.1, max_value=60), more=MORE)
    def test_equals_the_formula_written_out_in_full(self, load, more):
        """Sums and factorials, as A. K. Erlang wrote it in 1917, where they do not overflow yet."""
        agents = math.floor(load) + more
        top = load**agents / math.factorial(agents) * agents / (agents - load)
        whole = sum(load**each / math.factorial(each) for each in range(agents)) + top

        assert waiting(load, agents) == pytest.approx(top / whole, rel=1e-9)

    @given(load=LOADS, more=MORE)
    def test_one_agent_more_never_makes_it_worse(self, load, more):
        agents, work = math.floor(load) + more, Load(load * 20, 180)
        one, other = outlook(work, agents), outlook(work, agents + 1)

        assert 0 <= other.waits <= one.waits <= 1
        assert one.in_time <= other.in_time + 1e-12
        assert other.wait <= one.wait

    @given(load=LOADS, more=MORE, heavier=st.floats(min_value=0.01, max_value=0.99))
    def test_more_calls_never_make_it_better(self, load, more, heavier):
        agents = math.floor(load) + more
        heavy = load + (agents - load) * heavier

        assert waiting(load, agents) <= waiting(heavy, agents) + 1e-12

    @pytest.mark.parametrize("load", [1_000, 2_499])
    def test_is_steady_at_a_thousand_erlangs_and_more(self, load):
        found = agents_needed(Load(load * 20, 180))

        assert load < found.agents < load * 1.05
        assert 0.8 <= found.in_time < 1
        assert outlook(Load(load * 20, 180), found.agents - 1).in_time < 0.8
        assert 0 < loss(load, found.agents) < 1

    @given(load=LOADS, share=st.floats(min_value=0.5, max_value=0.99), seconds=st.integers(0, 300))
    def test_as_few_agents_as_the_target_allows(self, load, share, seconds):
        work, target = Load(load * 20, 180), Target(share, seconds)
        found = agents_needed(work, target)

        assert found.in_time >= share
        if found.agents - 1 > load:
            assert outlook(work, found.agents - 1, seconds).in_time < share

    @pytest.mark.parametrize("agents", [0, 9, 10])
    def test_refuses_as_much_load_as_agents_in_a_sentence(self, agents):
        with pytest.raises(TooFewAgents, match="10.00 erlangs: the queue would grow without end") as refusal:
            outlook(Load(200, 180), agents)
        assert (refusal.value.load, refusal.value.agents) == (10, agents)

    @pytest.mark.parametrize(("rate", "seconds"), [(-1, 180), (1, 0), (math.nan, 1), (1, math.inf)])
    def test_refuses_a_load_that_nobody_has(self, rate, seconds):
        with pytest.raises(Unreadable):
            Load(rate, seconds)

    @pytest.mark.parametrize("target", [(0, 20), (1, 20), (0.8, -1), (0.8, math.nan)])
    def test_refuses_a_target_that_nobody_has(self, target):
        with pytest.raises(Unreadable):
            Target(*target)

    def test_more_than_can_be_seated_is_refused_at_once(self):
        with pytest.raises(Unreadable):
            agents_needed(Load(1e12, 180))

    def test_no_calls_need_nobody_and_nobody_waits(self):
        assert agents_needed(Load(0, 180)).agents == 0
        assert outlook(Load(0, 180), 0).in_time == 1

    def test_keeps_to_the_highest_occupancy(self):
        assert agents_needed(Load(20_000, 180), Target(0.8, 20, 0.85)).agents == math.ceil(1000 / 0.85)

    def test_more_on_shift_than_at_desks(self):
        assert with_shrinkage(14, 0.3) == 20  # as pyworkforce prints for the reference case
        assert with_shrinkage(7, 0) == 7


class TestErlangA:
    @given(load=st.floats(min_value=0.1, max_value=80), agents=st.integers(1, 100))
    def test_with_patience_as_long_as_a_call_it_is_poisson(self, load, agents):
        """M/M/n+M with equal rates of leaving is M/M/infinity: who waits is the tail of a Poisson number."""
        tail = 1 - sum(math.exp(-load + n * math.log(load) - math.lgamma(n + 1)) for n in range(agents))

        assert outlook_of_impatient(Load(load * 20, 180), agents, 20, 180).waits == pytest.approx(tail, abs=1e-9)

    @given(load=st.floats(min_value=0.5, max_value=40), more=st.integers(1, 10))
    def test_with_endless_patience_it_is_erlang_c(self, load, more):
        agents, work = math.floor(load) + more, Load(load * 20, 180)
        if agents - load < 0.2:
            return
        one, other = outlook_of_impatient(work, agents, 20, 1e9), outlook(work, agents, 20)

        assert one.in_time == pytest.approx(other.in_time, abs=1e-4)
        assert one.waits == pytest.approx(other.waits, abs=1e-4)

    @pytest.mark.parametrize(("rate", "agents", "patience"), [(80, 5, 120), (80, 3, 60), (200, 12, 30), (400, 20, 300)])
    def test_equals_the_chain_of_states_solved_one_by_one(self, rate, agents, patience):
        """Births and deaths by plain sums, and each waiting time by a numeric integral of its density."""
        seconds, until, states = 180, 20, 400
        load, leaving = Load(rate, seconds), 1 / patience
        weights = [1.0]
        for n in range(1, states):
            weights.append(weights[-1] * (rate / 3600) / (min(n, agents) / seconds + max(0, n - agents) * leaving))
        whole = sum(weights)
        in_time = sum(weights[:agents]) / whole
        for ahead in range(60):
            in_time += weights[agents + ahead] / whole * _served_within(ahead, agents / seconds, leaving, until)
        queue = sum(max(0, n - agents) * weight for n, weight in enumerate(weights)) / whole

        found = outlook_of_impatient(load, agents, until, patience)

        assert found.in_time == pytest.approx(in_time, abs=1e-4)
        assert found.gives_up == pytest.approx(queue * leaving / (rate / 3600), abs=1e-9)
        assert found.wait == pytest.approx(queue / (rate / 3600), abs=1e-6)

    def test_holds_where_erlang_c_cannot(self):
        found = outlook_of_impatient(Load(200, 180), 5, 20, 60)

        assert 0 < found.in_time < 0.5 < found.gives_up < 0.6
        assert found.occupancy <= 1

    def test_more_places_than_numbers_can_tell_apart(self):
        assert outlook_of_impatient(Load(0.2, 180), 300, 20, 60).in_time == 1


def _served_within(ahead, rate, leaving, until, steps=4_000):
    """Someone with so many ahead, served within the time while still there: the departures of a chain, step by step."""
    step = until / steps
    chances = [0.0] * ahead + [1.0]  # by how many are still ahead
    served = 0.0
    for _number in range(steps):
        served += chances[0] * rate * step
        after = []
        for still, chance in enumerate(chances):
            out = (rate + still * leaving + leaving) * step
            come = chances[still + 1] * (rate + (still + 1) * leaving) * step if still < ahead else 0.0
            after.append(chance * (1 - out) + come)
        chances = after
    return served


class TestOtherChannels:
    def test_an_agent_of_three_chats_is_three_places(self):
        needed = chat_agents_needed(Load(30, 600), Target(0.8, 60), at_once=3)

        assert needed.agents == math.ceil(agents_needed(Load(30, 600), Target(0.8, 60)).agents / 3) == 3
        assert needed.in_time == outlook(Load(30, 600), 9, 60).in_time
        with pytest.raises(TooFewAgents):
            chat_outlook(Load(30, 600), 1, 60, at_once=3)

    def test_no_chats_need_nobody(self):
        assert chat_agents_needed(Load(0, 600), Target(), at_once=3).agents == 0

    def test_the_mails_of_a_day_within_the_day(self):
        assert mail_agents_needed([12] * 12, 300, open_hours=12) == 1
        assert backlog_after([6] * 24, [1] * 24, seconds=300).left == 0
        assert backlog_after([6] * 24, [0.5] * 24, seconds=300).left == pytest.approx(72)

    def test_nobody_answers_before_it_has_come(self):
        assert backlog_after([0, 12], [5, 1], seconds=300).left == pytest.approx(6)
