"""A day at a time, and what falls due on the way happens. No worker: jobs are looked at in the queue, and done by hand."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from digigov.kernel.clock import ahead, now
from digigov.kernel.queue import later
from digigov.modules.operations.testing import make_waiting_again
from digigov.rehearsal import clock, moving, wishes

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
SOON = timedelta(seconds=5)


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("DIGIGOV_VAR", str(tmp_path))


def waiting():
    return set(ProcrastinateJob.objects.filter(status="todo").values_list("task_name", flat=True))


class TestStep:
    def test_it_goes_a_day_and_starts_what_has_a_turn_on_it(self):
        since = now()

        there = moving.step(since=since, to=since + 3 * DAY)

        assert there == since + DAY
        assert abs(ahead() - DAY) < SOON
        daily = {each.task.name for each in app.periodic_registry.periodic_tasks.values()}
        assert waiting() == daily
        assert {"payments.reconcile", "applications.expire_drafts", "casework.watch_deadlines"} <= daily

    def test_the_last_step_is_as_short_as_it_must_be(self):
        since = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)
        names = {each.task.name for each in moving.due_between(since, since + timedelta(minutes=16))}

        assert "payments.reconcile" in names, "06:15"
        assert "applications.expire_drafts" not in names, "06:20"

    def test_work_planned_for_later_comes_forward(self):
        job = make_waiting_again(at=now())
        sooner, much_later = timedelta(hours=20), timedelta(days=3)
        for plan in (sooner, much_later):
            with connection.cursor() as cursor:
                cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = now() + %s WHERE id = %s", [plan, job])
            moving.step(since=now(), to=now() + DAY)
            left = ProcrastinateJob.objects.get(id=job).scheduled_at - datetime.now(UTC)
            assert abs(left - (plan - DAY)) < timedelta(minutes=1)

    def test_taken_twice_it_moves_once(self):
        since = now()

        moving.step(since=since, to=since + 3 * DAY)
        moving.step(since=since, to=since + 3 * DAY)

        assert abs(ahead() - DAY) < SOON


class TestTakeStep:
    def take(self):
        """As the worker does with the step that waits. Returns whether there was one."""
        job = ProcrastinateJob.objects.filter(task_name=moving.STEP_CLOCK, status="todo").first()
        if job is None:
            return False
        ProcrastinateJob.objects.filter(id=job.id)._raw_delete(using="default")
        given = {key: datetime.fromisoformat(job.args[key]) for key in ("since", "to")}
        moving.take_step(job_id=job.id, **given, waited=job.args.get("waited", 0.0))
        return True

    def all_else_is_done(self):
        ProcrastinateJob.objects.exclude(task_name=moving.STEP_CLOCK)._raw_delete(using="default")

    def test_it_arrives_day_by_day(self):
        to, days = now() + timedelta(days=3, hours=2), []
        moving.begin(to=to)

        while moving.find_move():
            self.take()
            days.append(round(ahead() / DAY, 1))
            self.all_else_is_done()

        assert days == [1, 2, 3, 3.1, 3.1]
        assert abs(now() - to) < SOON

    def test_no_day_begins_before_the_work_of_the_last_is_done(self, monkeypatch):
        monkeypatch.setattr(moving, "PATIENCE", 0.0)
        moving.begin(to=now() + 2 * DAY)
        self.take()
        assert moving.count_other_work(None) > 0

        self.take()

        assert abs(ahead() - DAY) < SOON
        assert moving.find_move() is not None

    def test_work_that_does_not_end_stops_the_move(self, monkeypatch):
        monkeypatch.setattr(moving, "PATIENCE", 0.0)
        later("casework.watch_deadlines", timestamp=0)

        with pytest.raises(moving.WorkDoesNotEnd):
            moving.take_step(job_id=None, since=now(), to=now() + DAY, waited=moving.LONGEST_DAY + 1)

        assert abs(ahead()) < SOON


class TestBegin:
    @pytest.mark.parametrize("days", [-1, 0, 367])
    def test_not_backwards_and_not_too_far(self, days):
        with pytest.raises(moving.ClockCannotMove):
            moving.begin(to=now() + timedelta(days=days))

    def test_not_past_what_was_looked_at(self):
        clock.move(to=now() + timedelta(days=5 * 366 - 10))

        with pytest.raises(moving.ClockCannotMove):
            moving.begin(to=now() + timedelta(days=20))

    def test_one_move_at_a_time(self):
        moving.begin(to=now() + DAY)

        with pytest.raises(moving.ClockMovesAlready):
            moving.begin(to=now() + DAY)


class TestWishes:
    AT = datetime(2027, 12, 31, 13, 30, tzinfo=UTC)  # half past nine in Castries

    @pytest.mark.parametrize(
        ("wish", "is_there"),
        [
            ("2h", "2027-12-31T11:30"),
            ("1d", "2028-01-01T09:30"),
            ("90 D", "2028-03-30T09:30"),
            ("2m", "2028-02-29T09:30"),
            ("1y", "2028-12-31T09:30"),
            ("2028-03-01", "2028-03-01T08:00"),
        ],
    )
    def test_as_the_calendar_has_it(self, wish, is_there):
        there = wishes.moment_of(wish, at=self.AT)

        assert f"{wishes.local(there):%Y-%m-%dT%H:%M}" == is_there

    @pytest.mark.parametrize("wish", ["", "soon", "-1d", "1d2h", "2028-02-30", "99999d", "9999y", "1w"])
    def test_what_is_no_moment(self, wish):
        with pytest.raises(wishes.NotAMoment):
            wishes.moment_of(wish, at=self.AT)


class TestPages:
    def test_a_button_sets_out(self, client):
        answer = client.post("/rehearsal/clock/", {"ahead": "1y"}, follow=True)

        move = moving.find_move()
        assert move is not None and move.to.year == now().year + 1
        assert "On its way to" in answer.content.decode()

    def test_a_wrong_day_is_said(self, client):
        answer = client.post("/rehearsal/clock/", {"to": "yesterday"})

        assert answer.status_code == 422
        assert "Say how far" in answer.content.decode()
        assert moving.find_move() is None

    def test_every_page_says_what_day_it_is_there(self, client):
        day = now().replace(year=now().year + 2, month=3, day=4, hour=15)
        clock.move(to=day)

        assert f"Today here is 4 March {day.year}." in client.get("/").content.decode()
