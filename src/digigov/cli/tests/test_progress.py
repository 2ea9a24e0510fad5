"""The bar says how much is done, how fast and how long it goes on."""

import io

from digigov.cli.progress import Progress


def test_a_line_says_share_rate_and_time_left():
    progress = Progress(io.StringIO())
    progress.tell("Opening accounts", 100, 1_100)
    line = progress.line(600, 1_100, progress._begun + 5)
    assert "Opening accounts" in line
    assert " 55%  600 of 1,100, 100/s, 5 s left" in line
    assert "[################              ]" in line


def test_a_long_way_is_told_in_minutes():
    progress = Progress(io.StringIO())
    progress.tell("Cases", 0, 1_000_000)
    assert "16 min 30 s left" in progress.line(10_000, 1_000_000, progress._begun + 10)


def test_nothing_to_do_is_all_done():
    out = io.StringIO()
    Progress(out).tell("Seating officers", 0, 0)
    assert "100%  0 of 0" in out.getvalue()


def test_where_nothing_can_move_it_says_first_and_last():
    out = io.StringIO()
    progress = Progress(out)
    for done in (*range(101), 100):
        progress.tell("Cases", done, 100)
    assert [line.split("]")[1].split()[0] for line in out.getvalue().splitlines()] == ["0%", "100%"]
