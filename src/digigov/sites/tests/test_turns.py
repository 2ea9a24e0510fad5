"""Who waits, who goes first and who is turned away. What happens while somebody waits is told to ``_wait``; no clock is asked."""

from collections import deque

from digigov.sites.turns import Turns

FIRST, SECOND = 0, 1


class Rehearsed(Turns):
    """What happens while each of them waits, one after the other; then patience has run out."""

    def __init__(self, *, at_once=1, rooms=(2, 2)):
        super().__init__(at_once=at_once, rooms=rooms, patience=0)
        self.meanwhile = deque()

    def _wait(self, called):
        if self.meanwhile:
            self.meanwhile.popleft()()
        return called.is_set()


def test_as_many_work_as_may():
    turns = Rehearsed(at_once=2)

    assert [turns.take(FIRST), turns.take(SECOND), turns.take(FIRST)] == [True, True, False]
    assert (turns.free, turns.waiting) == (0, (0, 0))  # whoever was turned away holds nothing


def test_a_turn_given_back_is_free_again():
    turns = Rehearsed()
    turns.take(FIRST)
    turns.give_back()

    assert turns.take(SECOND)


def test_whoever_waits_gets_the_turn_that_is_given_back():
    turns = Rehearsed()
    turns.take(FIRST)
    turns.meanwhile.append(turns.give_back)

    assert turns.take(SECOND)
    assert turns.free == 0  # handed over, not left lying


def test_the_first_rank_goes_before_whoever_waited_longer():
    turns, went = Rehearsed(), []
    turns.take(FIRST)

    def another_comes():
        if turns.take(FIRST):  # while the second rank waits already
            went.append("first")

    turns.meanwhile += [another_comes, turns.give_back]
    if turns.take(SECOND):
        went.append("second")

    assert went == ["first"]


def test_every_third_turn_goes_to_whoever_has_waited_longest():
    turns, went = Rehearsed(rooms=(9, 9)), []
    turns.take(FIRST)

    def come(*names):
        """One waits, the others come meanwhile; then all turns are handed on one after the other."""
        name, *others = names
        turns.meanwhile.append((lambda: come(*others)) if others else (lambda: [turns.give_back() for _ in range(4)]))
        if turns.take(SECOND if name.startswith("looking") else FIRST):
            went.append(name)

    come("looking 1", "looking 2", "sending 1", "sending 2", "sending 3")

    assert set(went) == {"sending 1", "sending 2", "looking 1", "sending 3"}
    assert turns.waiting == (0, 0)  # the last one has lost patience
    assert turns.free == 0


def test_a_full_room_takes_nobody_and_the_other_room_does():
    turns, answers = Rehearsed(rooms=(1, 1)), []
    turns.take(FIRST)

    def more_come():
        assert turns.waiting == (0, 1)
        answers.append(turns.take(SECOND))  # does not wait: no room
        turns.meanwhile.append(turns.give_back)
        answers.append(turns.take(FIRST))

    turns.meanwhile.append(more_come)
    turns.take(SECOND)

    assert answers == [False, True]


def test_whoever_is_called_as_patience_runs_out_has_the_turn():
    class TooLate(Rehearsed):
        def _wait(self, called):
            super()._wait(called)
            return False

    turns = TooLate()
    turns.take(FIRST)
    turns.meanwhile.append(turns.give_back)

    assert turns.take(SECOND)
    assert (turns.free, turns.waiting) == (0, (0, 0))
