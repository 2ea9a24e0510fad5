"""A request from the report to the citizen's answer, and who may do what."""

from datetime import timedelta

import pytest
from django.apps import apps

from digigov.kernel.actor import ANONYMOUS, system
from digigov.kernel.errors import InvalidInput, NotAllowed, NotFound
from digigov.kernel.paging import Page
from digigov.modules.audit.commands import Purpose
from digigov.modules.casework import commands as casework
from digigov.modules.casework import queries as cases
from digigov.modules.service_requests import commands, policies, queries
from digigov.modules.service_requests.commands import Reporter
from digigov.modules.service_requests.models import Entry, Request
from digigov.modules.service_requests.testing import (
    AT,
    HERE,
    MACHINE,
    agent,
    liaison,
    make_country,
    make_evidence,
    make_request,
)

pytestmark = pytest.mark.django_db
LIA = liaison()
Case, Task = apps.get_model("casework", "Case"), apps.get_model("casework", "Task")
Message, Line = apps.get_model("notifications", "Message"), apps.get_model("audit", "Entry")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def _country():
    make_country()


def row(opened) -> Request:
    return Request.objects.get(id=opened.id)


def told(opened) -> list[str]:
    return list(
        Message.objects.filter(case_id=row(opened).case_id).order_by("made_at", "id").values_list("template", flat=True)
    )


def close(opened, *, by=LIA, at=AT, **other):
    given = {"evidence": "photo", "text": "Cleaned", "file_ids": [make_evidence(by)], **other}
    commands.close_request(by=by, at=at, request_id=opened.id, **given)


class TestOpening:
    def test_is_a_case_of_the_unit_that_answers_with_a_clock_in_its_hours(self):
        opened = make_request()

        request = row(opened)
        assert (request.unit, request.ministry, request.owner) == ("shops", "trade", "trade")
        case = Case.objects.get(id=request.case_id)
        assert (case.reference, case.unit, case.step) == (opened.reference, "shops", "acknowledge")
        task = Task.objects.get(case=case)
        assert (task.role, task.unit, task.due_at) == ("liaison-officer", "shops", request.acknowledge_due_at)
        assert request.acknowledge_due_at == AT + 4 * HOUR + HOUR  # ten o'clock, closed from noon to one
        assert told(opened) == ["request-received"]

    def test_keeps_nothing_of_the_code_but_a_digest(self):
        opened = make_request()

        assert opened.code not in str(Request.objects.filter(id=opened.id).values())
        assert queries.find_by_code(reference=opened.reference, code=opened.code).id == opened.id
        assert queries.find_by_code(reference=opened.reference, code="BBBBBBBB") is None

    def test_needs_the_place_and_the_own_answers(self):
        with pytest.raises(InvalidInput) as refusal:
            make_request(answers={"description": "A smell"})

        assert set(refusal.value.errors) == {"place", "smells"}
        assert not Request.objects.exists()

    def test_refuses_a_point_outside_the_country(self):
        with pytest.raises((commands.NotOutThere, InvalidInput)):
            make_request(answers={"place": {**HERE, "latitude": 48.85, "longitude": 2.35}, "smells": True})

        assert not Request.objects.exists()

    def test_refuses_what_nobody_offers(self):
        with pytest.raises(NotFound):
            make_request(category="volcano")

    def test_for_somebody_else_is_for_agents_of_the_owner(self):
        for_ana = {"reporter": Reporter(party_id=LIA.party_id)}
        with pytest.raises(NotAllowed):
            make_request(by=liaison("trade"), **for_ana)

        assert row(make_request(by=agent(), **for_ana)).reporter_id == LIA.party_id


class TestAnswering:
    def test_acknowledged_worked_on_and_closed_with_evidence_waits_for_the_citizen(self):
        opened = make_request()

        commands.acknowledge_request(by=LIA, at=AT + HOUR, request_id=opened.id, text="We go there tomorrow.")
        assert row(opened).state == "acknowledged"
        commands.start_work(by=LIA, at=AT + HOUR, request_id=opened.id, text="A crew is on its way.")
        assert Case.objects.get(id=row(opened).case_id).step == "answer"
        close(opened, at=AT + 2 * HOUR)

        request = row(opened)
        assert (request.state, request.confirm_by) == ("answered", AT + 2 * HOUR + 7 * DAY)
        assert Case.objects.get(id=request.case_id).step == "confirm"
        assert told(opened) == ["request-received", "request-acknowledged", "request-news", "request-answered"]

    def test_can_be_closed_at_once_and_counts_as_acknowledged(self):
        opened = make_request()
        close(opened)

        assert row(opened).acknowledged_at == AT

    def test_refuses_to_close_without_evidence_of_the_kind_asked_for(self):
        opened = make_request()
        for given in ({"file_ids": []}, {"evidence": "written", "text": "It was done on Monday by the crew"}):
            with pytest.raises(commands.NoEvidence):
                close(opened, **given)
        with pytest.raises(commands.NoEvidence):  # somebody else's photo
            close(opened, file_ids=[make_evidence(liaison("trade"))])

        assert row(opened).state == "open"

    def test_refuses_officers_of_other_units_and_citizens(self):
        opened = make_request()
        for stranger in (ANONYMOUS, agent(), liaison("another-unit")):
            with pytest.raises(NotAllowed):
                commands.acknowledge_request(by=stranger, at=AT, request_id=opened.id)

        assert row(opened).state == "open"

    def test_refuses_the_reporter_who_is_the_officer(self):
        opened = make_request(by=MACHINE, reporter=Reporter(party_id=LIA.party_id))
        with pytest.raises(commands.AboutYourOffice):
            commands.acknowledge_request(by=LIA, at=AT, request_id=opened.id)

    def test_cannot_be_finished_from_the_queue_alone(self):
        opened = make_request()
        task = Task.objects.get(case_id=row(opened).case_id)
        with pytest.raises(InvalidInput):
            casework.complete_task(by=LIA, at=AT, task_id=task.id, outcome="acknowledged")

        assert row(opened).state == "open"

    def test_a_second_officer_comes_too_late(self):
        opened = make_request()
        close(opened)
        with pytest.raises(commands.NotNow):
            close(opened)

    def test_asking_stops_the_clock_until_the_reply(self):
        opened = make_request()
        due = row(opened).answer_due_at
        commands.ask_reporter(by=LIA, at=AT, request_id=opened.id, text="Which stall?")
        assert Task.objects.get(case_id=row(opened).case_id).due_at is None
        assert commands.watch_requests(by=MACHINE, at=AT + 6 * DAY) == 0

        commands.reply_to_request(by=MACHINE, at=AT + 6 * DAY, request_id=opened.id, text="The third", channel="sms")
        assert row(opened).answer_due_at == due + 6 * DAY
        assert row(opened).asked_at is None

    def test_nobody_can_be_asked_who_left_no_address(self):
        opened = make_request(reporter=Reporter())
        with pytest.raises(commands.NobodyToAsk):
            commands.ask_reporter(by=LIA, at=AT, request_id=opened.id, text="Which stall?")

    def test_forwarded_is_another_units_and_the_owner_and_the_promise_stay(self):
        opened = make_request()
        due, owner = row(opened).answer_due_at, row(opened).owner
        commands.forward_request(by=LIA, at=AT + HOUR, request_id=opened.id, unit="trade", reason="Not our market.")

        request = row(opened)
        assert (request.unit, request.owner, request.answer_due_at) == ("trade", owner, due)
        assert Task.objects.get(case_id=request.case_id, state="open").unit == "trade"
        with pytest.raises(NotAllowed):
            commands.acknowledge_request(by=LIA, at=AT, request_id=opened.id)
        commands.acknowledge_request(by=liaison("trade"), at=AT, request_id=opened.id)

    def test_is_not_forwarded_without_a_reason_or_to_itself(self):
        opened = make_request()
        for given in (
            {"unit": "trade", "reason": " "},
            {"unit": "shops", "reason": "x"},
            {"unit": "moon", "reason": "x"},
        ):
            with pytest.raises(InvalidInput):
                commands.forward_request(by=LIA, at=AT, request_id=opened.id, **given)


class TestTheCitizensAnswer:
    def test_yes_closes_it_and_it_ends_when_it_can_be_opened_no_more(self):
        opened = make_request()
        close(opened)
        commands.confirm_request(by=MACHINE, at=AT + DAY, request_id=opened.id, is_done=True)
        commands.confirm_request(by=MACHINE, at=AT + DAY, request_id=opened.id, is_done=True)  # the link pressed twice

        assert (row(opened).state, row(opened).said) == ("closed", "yes")
        assert cases.is_step_open(row(opened).step_id)
        commands.watch_requests(by=MACHINE, at=AT + 32 * DAY)
        assert Case.objects.get(id=row(opened).case_id).state == "closed"
        with pytest.raises(commands.TooLateToReopen):
            commands.reopen_request(by=MACHINE, at=AT + 32 * DAY, request_id=opened.id, text="Again", channel="sms")

    def test_no_opens_it_again_with_new_clocks(self):
        opened = make_request()
        close(opened)
        commands.confirm_request(by=MACHINE, at=AT + DAY, request_id=opened.id, is_done=False, text="Still dirty")

        request = row(opened)
        assert (request.state, request.reopened, request.said) == ("acknowledged", 1, "no")
        assert request.answer_due_at > AT + DAY
        assert Case.objects.get(id=request.case_id).step == "act"
        close(opened, at=AT + 2 * DAY)
        assert row(opened).state == "answered"

    def test_silence_closes_it_after_its_days_and_not_before(self):
        opened = make_request()
        close(opened)
        assert commands.watch_requests(by=MACHINE, at=AT + 6 * DAY) == 0
        assert commands.watch_requests(by=MACHINE, at=AT + 7 * DAY) == 1

        assert (row(opened).state, row(opened).said) == ("closed", "silent")

    def test_a_reply_on_any_channel_opens_it_again(self):
        opened = make_request()
        close(opened)
        commands.watch_requests(by=MACHINE, at=AT + 7 * DAY)
        commands.reopen_request(
            by=system("sms"), at=AT + 20 * DAY, request_id=opened.id, text="Not done", channel="sms"
        )

        assert row(opened).state == "acknowledged"
        entry = Entry.objects.get(request_id=opened.id, kind="reopened")
        assert (entry.values["channel"], entry.values["was_closed"]) == ("sms", True)

    def test_is_the_reporters_alone(self):
        opened = make_request()
        close(opened)
        for stranger in (ANONYMOUS, LIA, agent("another-unit")):
            with pytest.raises(NotAllowed):
                commands.confirm_request(by=stranger, at=AT, request_id=opened.id, is_done=True)
        assert row(opened).state == "answered"

    def test_the_link_of_an_earlier_closing_works_no_more(self):
        opened = make_request()
        close(opened)
        link = policies.link_for(row(opened))
        assert queries.find_by_link(link).id == opened.id
        commands.confirm_request(by=MACHINE, at=AT, request_id=opened.id, is_done=False)
        for bad in (link, link + "x", "", "Q26-0000001-1.0"):
            with pytest.raises(commands.LinkWorksNoMore):
                queries.find_by_link(bad)


class TestTheLadder:
    def test_tells_each_rung_once_and_marks_the_task(self):
        opened = make_request()
        due = row(opened).acknowledge_due_at
        assert commands.watch_requests(by=MACHINE, at=due) == 0  # the first rung comes four hours later
        assert commands.watch_requests(by=MACHINE, at=due + 2 * DAY) == 1
        assert commands.watch_requests(by=MACHINE, at=due + 2 * DAY) == 0

        entry = Entry.objects.get(request_id=opened.id, kind="escalated")
        assert (entry.values["role"], entry.values["clock"]) == ("shop-supervisor", "open")
        assert Task.objects.get(case_id=row(opened).case_id).is_escalated

    def test_begins_anew_with_the_next_clock(self):
        opened = make_request()
        commands.watch_requests(by=MACHINE, at=AT + 5 * DAY)
        commands.acknowledge_request(by=LIA, at=AT + 5 * DAY, request_id=opened.id)

        assert row(opened).rung == 0
        assert not Task.objects.get(case_id=row(opened).case_id, state="open").is_escalated


def test_an_officer_who_looks_is_noted():
    opened = make_request(by=MACHINE, reporter=Reporter(party_id=agent().party_id))
    seen = queries.get_request(viewer=LIA, at=AT, reference=opened.reference, purpose=Purpose("answer-request"))

    assert seen.may_answer
    assert Line.objects.filter(kind="read", action="service_requests.read", party_id=LIA.party_id).count() == 1
    inbox = queries.list_inbox(viewer=LIA, at=AT, filters=queries.InboxFilters(), page=Page())
    assert [line.reference for line in inbox] == [opened.reference]
