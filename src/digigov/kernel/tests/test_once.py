"""Asked once within one piece of work, each time outside of one."""

from digigov.kernel.once import forget, once, one_piece_of_work


def counted():
    asked = []

    @once
    def ask(what):
        asked.append(what)
        return len(asked)

    return ask, asked


def test_within_one_piece_of_work_each_question_is_asked_once():
    ask, asked = counted()
    with one_piece_of_work():
        assert [ask("a"), ask("b"), ask("a")] == [1, 2, 1]

    assert asked == ["a", "b"]


def test_another_piece_of_work_and_nobodys_ask_anew():
    ask, asked = counted()
    for _ in range(2):
        with one_piece_of_work():
            ask("a")
    ask("a")
    ask("a")

    assert asked == ["a"] * 4


def test_whoever_changes_it_lets_it_be_asked_anew():
    ask, asked = counted()
    with one_piece_of_work():
        ask("a")
        forget()
        ask("a")

    assert asked == ["a"] * 2
