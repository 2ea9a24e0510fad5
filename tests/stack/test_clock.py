"""The clock of a whole rehearsal: its own worker takes it on, and every part goes by it."""

import re

import httpx
import pytest

from tests.live_stack import Stack


@pytest.fixture
def stack(tmp_path):
    stack = Stack(tmp_path / "8000")
    stack.var.mkdir()
    yield stack.start()
    stack.remove()


def test_two_days_ahead_everywhere(stack):
    moved = stack.digigov("clock", "--ahead", "2d")

    assert moved.returncode == 0, moved.stderr
    assert "2 days ahead" in moved.stdout
    day = re.search(r"^\w+ (\d+) (\w+) (\d{4})", moved.stdout.splitlines()[-1])
    assert f"Today here is {int(day[1])} {day[2]} {day[3]}." in httpx.get(stack.url).text
    reconciled = (
        "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'payments.reconcile' AND status = 'succeeded'"
    )
    assert stack.query(reconciled) == "2"
    checked = stack.digigov("check")
    assert checked.returncode == 0, checked.stdout
    assert stack.digigov("clock", "--to", "2026-01-01").returncode == 1
