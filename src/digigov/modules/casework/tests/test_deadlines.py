"""The clock of each step: reminders, escalation, and going on alone."""

from datetime import UTC, datetime

import pytest

from digigov.kernel.actor import system
from digigov.kernel.paging import Page
from digigov.modules.casework import commands, queries
from digigov.modules.casework.models import StepRun, Task, TimelineEntry
from digigov.modules.casework.testing import PLAIN, make_case, make_workflow
from digigov.modules.casework.tests.conftest import AT, case_of, open_task
from digigov.modules.notifications import queries as notifications
from digigov.modules.notifications.commands import load_messages
from digigov.modules.notifications.definitions import MessageTemplate
from digigov.modules.organizations.testing import make_officer
from digigov.modules.parties.testing import make_person

CLOCK = system("clock")
EVE, LATE = datetime(2026, 6, 3, 21, tzinfo=UTC), datetime(2026, 6, 5, 21, tzinfo=UTC)  # due on the 5th, 16:30 local


def watch(at):
    return commands.watch_deadlines(by=CLOCK, at=at)


def kinds(case_id):
    return list(TimelineEntry.objects.filter(case_id=case_id).order_by("id").values_list("kind", flat=True))


@pytest.fixture
def messages(db):
    load_messages(
        by=CLOCK,
        at=AT,
        service=None,
        version=1,
        definitions=[
            MessageTemplate(id=each, subject="{{ name }}", email="{{ step_title }} {{ due }} {{ request }}")
            for each in ("reminder", "task-due", "your-turn", "closed", "withdrawn")
        ],
    )


def told(case_id):
    """(message, to whom), in the order of telling."""
    lines = notifications.list_of_case(case_id=case_id, page=Page())
    return [(line.template, line.subject) for line in reversed(list(lines))]


class TestOfficersStep:
    def test_nothing_happens_before_its_time(self, case_id):
        assert watch(AT) == 0

    def test_reminds_once_then_escalates_once(self, case_id, messages):
        boss = make_officer(role="records-supervisor")
        make_officer(party_id=make_person(given_names="Ora"))

        assert [watch(at) for at in (EVE, EVE, LATE, LATE)] == [1, 0, 1, 0]

        assert [k for k in kinds(case_id) if k in ("reminded", "deadline-missed", "escalated")] == [
            "reminded",
            "deadline-missed",
            "escalated",
        ]
        assert told(case_id) == [("task-due", "Ora Fictional")]
        assert queries.count_queue(viewer=boss, at=LATE).escalated == 1
        commands.complete_task(by=boss, at=LATE, task_id=open_task(case_id).id, outcome="approve")
        assert case_of(case_id).outcome == "granted"

    def test_whoever_has_the_task_is_reminded_alone(self, case_id, messages):
        mine = make_officer(party_id=make_person(given_names="Mina"))
        make_officer(party_id=make_person(given_names="Ora"))
        commands.claim_task(by=mine, at=AT, task_id=open_task(case_id).id)

        watch(EVE)

        assert told(case_id) == [("task-due", "Mina Fictional")]


class TestApplicantsStep:
    @pytest.fixture
    def ana(self, island, messages):
        return make_person(given_names="Ana")

    @pytest.fixture
    def asked(self, ana, clerk):
        case_id = make_case(applicant_id=ana)
        commands.complete_task(
            by=clerk,
            at=AT,
            task_id=open_task(case_id).id,
            outcome="ask-more",
            request=commands.Request(text="Bring proof", files=1),
        )
        return case_id

    def test_is_told_reminded_and_the_case_lapses(self, asked):
        run = StepRun.objects.get(case_id=asked, key="more")

        watch(run.watch_at)
        watch(run.due_at)
        watch(run.due_at)

        assert told(asked) == [(each, "Ana Fictional") for each in ("your-turn", "reminder", "closed")]
        assert case_of(asked).outcome == "lapsed"
        assert StepRun.objects.get(id=run.id).outcome == "missed"

    def test_public_status_says_whose_turn_and_until_when(self, asked):
        status = queries.public_status(asked)

        assert (status.turn, status.step_title) == ("applicant", "We need something from you")
        assert status.request == {"text": "Bring proof", "questions": [], "files": 1}
        assert status.due_at is not None

    def test_a_missing_message_does_not_stop_the_case(self, island, clerk):
        make_workflow([*PLAIN[:1], {**PLAIN[1], "with": {"message": "unheard-of"}}, *PLAIN[2:]], version=2)
        case_id = make_case(version=2, applicant_id=make_person())

        commands.complete_task(
            by=clerk, at=AT, task_id=open_task(case_id).id, outcome="ask-more", request=commands.Request(text="Well?")
        )

        assert case_of(case_id).step == "more"
        assert "not-told" in kinds(case_id)


def test_remind_does_it_at_the_deadline_and_leaves_the_task_open(island):
    make_workflow([{**PLAIN[0], "missed": {"do": "remind"}}, *PLAIN[1:]], version=2)
    case_id = make_case(version=2)

    assert [watch(LATE), watch(LATE)] == [1, 0]

    assert kinds(case_id)[-2:] == ["deadline-missed", "reminded"]
    assert Task.objects.get(case_id=case_id).state == "open"
