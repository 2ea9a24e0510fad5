from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from django.db import connection

from digigov.kernel.actor import ANONYMOUS, Actor
from digigov.kernel.errors import DomainError, NotAllowed
from digigov.kernel.ids import new_id
from digigov.kernel.paging import Page
from digigov.modules.appointments import commands, queries
from digigov.modules.appointments.models import Appointment
from digigov.modules.appointments.testing import OFFICE, make_meeting
from digigov.modules.casework import commands as casework
from digigov.modules.casework import queries as cases
from digigov.modules.notifications import queries as notifications
from digigov.modules.notifications.testing import make_template
from digigov.modules.organizations.testing import make_officer, make_organizations
from digigov.modules.parties.testing import make_person

AT = datetime(2026, 6, 1, 15, tzinfo=UTC)
NINE = datetime(2026, 6, 8, 13, tzinfo=UTC)  # 9:00 in Castries, a Monday
TEN = NINE + timedelta(hours=1)


def citizen(party_id=None):
    return Actor(kind="citizen", name="Ana", account_id=new_id(), party_id=party_id or new_id())


def book(by, step_id, starts_at=NINE, **changes):
    return commands.book_appointment(by=by, at=AT, step_id=step_id, office=OFFICE, starts_at=starts_at, **changes)


@pytest.fixture
def ana(db):
    make_organizations()
    for key in ("your-turn", "appointment"):
        make_template(key, subject="{{ reference }}", email="{{ step_title }}", sms=None, values=["reference"])
    return citizen(make_person())


@pytest.fixture
def meeting(ana):
    return make_meeting(applicant_id=ana.party_id)


class TestBooking:
    def test_keeps_the_time_and_passes_the_turn(self, ana, meeting):
        case_id, step_id = meeting
        before = cases.public_status(case_id).turn

        appointment_id = book(ana, step_id)

        assert (before, cases.public_status(case_id).turn) == ("applicant", "officer")
        assert queries.find_booked(step_id).starts_at == NINE
        assert queries.find_booked(step_id).id == appointment_id
        told = [each.template for each in notifications.list_of_case(case_id=case_id, page=Page())]
        assert told == ["appointment", "your-turn"]

    def test_an_officer_may_do_it_for_an_inspection(self, ana):
        _, step_id = make_meeting("inspect", applicant_id=ana.party_id)

        book(make_officer(), step_id)

        assert queries.find_booked(step_id).kind == "inspect"

    def test_once(self, ana, meeting):
        book(ana, meeting[1])

        with pytest.raises(commands.AlreadyBooked):
            book(ana, meeting[1], TEN)

    @pytest.mark.parametrize(
        "starts_at",
        [
            NINE + timedelta(minutes=5),  # between two slots
            NINE.replace(hour=3),  # before the office opens
            datetime(2026, 6, 7, 13, tzinfo=UTC),  # a Sunday
            datetime(2026, 6, 4, 13, tzinfo=UTC),  # Corpus Christi
            datetime(2026, 6, 1, 19, tzinfo=UTC),  # today
            datetime(2026, 9, 7, 13, tzinfo=UTC),  # too far ahead
        ],
    )
    def test_only_times_that_are_offered(self, ana, meeting, starts_at):
        with pytest.raises(commands.NoSuchSlot):
            book(ana, meeting[1], starts_at)

    def test_only_at_an_office_of_the_step(self, ana, meeting):
        with pytest.raises(commands.NoSuchSlot):
            commands.book_appointment(by=ana, at=AT, step_id=meeting[1], office="elsewhere", starts_at=NINE)

    def test_a_time_is_given_as_often_as_the_office_serves_at_once(self, ana):
        meetings = [make_meeting(at_once=2)[1] for _ in range(3)]
        clerk = make_officer()
        book(clerk, meetings[0])
        book(clerk, meetings[1])

        with pytest.raises(commands.SlotTaken):
            book(clerk, meetings[2])

    def test_not_when_the_case_has_gone_on(self, ana, meeting):
        casework.withdraw_case(by=ana, at=AT, case_id=meeting[0])

        with pytest.raises(commands.NothingToArrange):
            book(ana, meeting[1])


class TestChanging:
    def test_moving_frees_the_old_time(self, ana, meeting):
        appointment_id = book(ana, meeting[1])

        commands.move_appointment(by=ana, at=AT, appointment_id=appointment_id, office=OFFICE, starts_at=TEN)
        book(make_officer(), make_meeting()[1], NINE)

        assert queries.find_booked(meeting[1]).starts_at == TEN

    def test_cancelling_gives_the_turn_back(self, ana, meeting):
        appointment_id = book(ana, meeting[1])

        commands.cancel_appointment(by=ana, at=AT, appointment_id=appointment_id)
        assert cases.public_status(meeting[0]).turn == "applicant"
        book(ana, meeting[1], TEN)

        assert [each.state for each in queries.list_of_case(meeting[0])] == ["booked", "cancelled"]

    def test_not_once_it_has_begun(self, ana, meeting):
        appointment_id = book(ana, meeting[1])

        for command in (commands.cancel_appointment,):
            with pytest.raises(commands.TooLateToChange):
                command(by=ana, at=NINE, appointment_id=appointment_id)

    def test_the_end_of_the_step_ends_it(self, ana, meeting):
        book(ana, meeting[1])
        clerk = make_officer()
        task = queries_of_task(clerk)
        casework.complete_task(by=clerk, at=NINE, task_id=task, outcome="held")

        for _ in range(2):
            commands.close_appointment(at=NINE + timedelta(hours=1), step_id=meeting[1])

        assert [each.state for each in queries.list_of_case(meeting[0])] == ["held"]


def queries_of_task(officer):
    return next(iter(cases.list_queue(viewer=officer, at=AT, filters=cases.QueueFilters(), page=Page()))).task_id


class TestOffer:
    def test_shows_a_week_of_free_times(self, ana, meeting):
        book(make_officer(), make_meeting()[1], NINE)

        offer = queries.get_offer(viewer=ana, step_id=meeting[1])
        week = queries.list_free_days(viewer=ana, at=AT, step_id=meeting[1], office=OFFICE, start=NINE.date())

        assert [office.code for office in offer.offices] == [OFFICE]
        assert [len(day.starts) for day in week] == [16, 17, 17, 17, 17, 0, 0]
        assert NINE not in week[0].starts

    @pytest.mark.parametrize("days", [91, 366, 5 * 366], ids=["a quarter", "a year", "as far as a rehearsal goes"])
    def test_when_the_clock_has_moved_there_are_new_times_and_none_of_before(self, ana, meeting, days):
        there = AT + timedelta(days=days)

        week = queries.list_free_days(viewer=ana, at=there, step_id=meeting[1], office=OFFICE, start=NINE.date())

        found = [start for day in week for start in day.starts]
        assert found and min(found) > there
        with pytest.raises(commands.NoSuchSlot):
            commands.book_appointment(by=ana, at=there, step_id=meeting[1], office=OFFICE, starts_at=NINE)
        commands.book_appointment(by=ana, at=there, step_id=meeting[1], office=OFFICE, starts_at=found[0])


ACTORS = {
    "stranger": lambda: ANONYMOUS,
    "citizen": citizen,
    "officer of another unit": lambda: make_officer(unit="treasury"),
    "officer of another role": lambda: make_officer(role="inspector"),
}
COMMANDS = {
    "book": lambda by, step_id, other: book(by, other, TEN),
    "move": lambda by, step_id, other: commands.move_appointment(
        by=by, at=AT, appointment_id=queries.find_booked(step_id).id, office=OFFICE, starts_at=TEN
    ),
    "cancel": lambda by, step_id, other: commands.cancel_appointment(
        by=by, at=AT, appointment_id=queries.find_booked(step_id).id
    ),
    "offer": lambda by, step_id, other: queries.get_offer(viewer=by, step_id=step_id),
    "free days": lambda by, step_id, other: queries.list_free_days(viewer=by, at=AT, step_id=step_id, office=OFFICE),
}


@pytest.mark.parametrize("who", ACTORS)
@pytest.mark.parametrize("command", COMMANDS)
def test_refused_and_nothing_changed(command, who, ana, meeting):
    book(ana, meeting[1])
    _, other = make_meeting(applicant_id=ana.party_id)
    before = list(Appointment.objects.values())

    with pytest.raises(NotAllowed):
        COMMANDS[command](ACTORS[who](), meeting[1], other)

    assert list(Appointment.objects.values()) == before
    assert cases.public_status(meeting[0]).turn == "officer"


def test_a_place_is_never_given_twice(fresh_database):
    make_organizations()
    clerk, steps = make_officer(), [make_meeting(at_once=2)[1] for _ in range(6)]
    start = Barrier(len(steps))

    def run(step_id):
        try:
            start.wait()
            return book(clerk, step_id) and "booked"
        except DomainError as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(steps)) as pool:
        answers = list(pool.map(run, steps))

    rows = list(Appointment.objects.filter(state="booked").values_list("starts_at", "lane"))
    assert len(rows) == answers.count("booked") == len(set(rows))
    assert 1 <= len(rows) <= 2
    assert set(answers) <= {"booked", "slot-taken"}
