"""The clock that can be moved: by everybody at once, forward only, and only in a rehearsal."""

import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from digigov.kernel import clock as kernel
from digigov.rehearsal import clock

A_YEAR = timedelta(days=365)
SOON = timedelta(seconds=30)


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("DIGIGOV_VAR", str(tmp_path))
    return tmp_path


def test_a_new_folder_starts_at_the_machines_time():
    assert abs(kernel.now() - timezone.now()) < SOON
    assert abs(kernel.ahead()) < SOON


def test_a_move_is_seen_by_every_process_with_django_or_without(folder):
    to = datetime.now(UTC) + A_YEAR

    clock.move(to=to)

    assert abs(kernel.now() - to) < SOON
    assert abs(kernel.ahead() - A_YEAR) < SOON
    elsewhere = subprocess.check_output(
        [sys.executable, "-c", "from digigov.rehearsal import clock; print(clock.now().isoformat())"], text=True
    )
    assert abs(datetime.fromisoformat(elsewhere.strip()) - to) < timedelta(seconds=60)


def test_a_second_move_is_seen_by_who_has_looked_before():
    for days in (1, 2, 30):
        to = datetime.now(UTC) + timedelta(days=days)
        clock.move(to=to)
        assert abs(clock.now() - to) < SOON


def test_it_never_goes_back():
    clock.move(to=datetime.now(UTC) + A_YEAR)

    with pytest.raises(clock.ClockGoesForward):
        clock.move(to=datetime.now(UTC) + timedelta(days=364))

    assert kernel.ahead() > timedelta(days=364, hours=1)


def test_what_lives_outside_the_rehearsal_keeps_the_machines_time():
    clock.move(to=datetime.now(UTC) + A_YEAR)

    assert abs(kernel.on_the_machine(kernel.now()) - timezone.now()) < SOON


@pytest.mark.parametrize("seconds", [90, -90])
def test_one_process_can_go_wrong_beside_the_others(monkeypatch, seconds):
    monkeypatch.setenv("DIGIGOV_CLOCK_SKEW", str(seconds))

    assert abs(kernel.now() - timezone.now() - timedelta(seconds=seconds)) < SOON


def test_a_walk_stands_at_a_moment_and_other_threads_do_not():
    moment, seen = datetime(2024, 2, 29, 13, tzinfo=UTC), []

    with clock.standing_at(moment):
        other = threading.Thread(target=lambda: seen.append(kernel.now()))
        other.start()
        other.join()
        assert kernel.now() == moment
        with clock.standing_at(moment + A_YEAR):
            assert kernel.now() == moment + A_YEAR
        assert kernel.now() == moment

    assert abs(seen[0] - timezone.now()) < SOON
    assert abs(kernel.now() - timezone.now()) < SOON


def test_without_the_setting_nothing_moves_it(settings):
    clock.move(to=datetime.now(UTC) + A_YEAR)
    settings.DIGIGOV_CLOCK = ""

    with clock.standing_at(datetime(2024, 2, 29, tzinfo=UTC)):
        assert abs(kernel.now() - timezone.now()) < SOON
    assert kernel.ahead() == timedelta(0)
