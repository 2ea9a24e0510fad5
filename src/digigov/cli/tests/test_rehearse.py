"""What somebody may type of an island, and what is understood."""

import argparse
from datetime import UTC, date, datetime

import pytest

from digigov.cli import islands
from digigov.cli.commands import rehearse


def typed(*words):
    parser = argparse.ArgumentParser()
    rehearse.add_arguments(parser)
    return parser.parse_args(words)


def test_yesterday_is_the_countrys(monkeypatch):
    """Late in the evening there it is another day already in Greenwich, and the island would reach into the future."""
    monkeypatch.setattr(islands, "now", lambda: datetime(2026, 11, 23, 1, 30, tzinfo=UTC))

    assert islands._wanted(typed("--size", "town", "--until", "yesterday")).last_day == date(2026, 11, 21)


def test_a_day_is_that_day():
    assert islands._wanted(typed("--people", "2000", "--until", "2026-10-31")).last_day == date(2026, 10, 31)


def test_what_is_no_day_is_refused(capsys):
    with pytest.raises(SystemExit):
        typed("--size", "town", "--until", "Carnival")
    assert "a day like 2026-10-31 or yesterday, not Carnival" in capsys.readouterr().err
