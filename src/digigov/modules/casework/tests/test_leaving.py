"""What an officer had in hand goes back to the queue when the post is left; what another post still lets them do stays."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.apps import apps

from digigov.kernel.actor import system
from digigov.modules.casework import commands
from digigov.modules.casework.models import Task, TimelineEntry
from digigov.modules.casework.subscribers import post_left, relative_declared
from digigov.modules.casework.testing import MACHINE, OPENED_AT, make_case, make_workflow
from digigov.modules.organizations import commands as organizations
from digigov.modules.organizations.events import PostLeft, RelativeDeclared
from digigov.modules.organizations.testing import make_officer, make_organizations, make_post
from digigov.modules.parties.testing import make_person

pytestmark = pytest.mark.django_db
AT = datetime(2026, 6, 2, 14, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _office():
    make_organizations()
    make_workflow()


@pytest.fixture
def clerk():
    return make_officer(party_id=make_person())


def claimed(by):
    task = Task.objects.get(case_id=make_case(), state="open")
    commands.claim_task(by=by, at=OPENED_AT, task_id=task.id)
    return task


def seat_of(officer):
    return apps.get_model("organizations", "Assignment").objects.get(party_id=officer.party_id)


def holder_of(task):
    return Task.objects.values_list("claimed_by", flat=True).get(id=task.id)


def end(officer, *, at=AT):
    organizations.end_assignment(by=system("test"), at=AT, assignment_id=seat_of(officer).id, ends_at=at)


def told(officer):
    """What the job does that the event becomes."""
    post_left(PostLeft(party_id=officer.party_id, left_at=AT))


def test_what_was_in_hand_is_nobody_s_again(clerk):
    task = claimed(clerk)

    end(clerk)
    commands.release_claims_of(by=MACHINE, at=AT, party_id=clerk.party_id)

    assert holder_of(task) is None
    line = TimelineEntry.objects.filter(case_id=task.case_id, kind="left-behind").get()
    assert (line.by_kind, line.is_public) == ("system", False)


def test_a_colleague_takes_it_next(clerk):
    task, colleague = claimed(clerk), make_officer(party_id=make_person())
    end(clerk)

    commands.release_claims_of(by=MACHINE, at=AT, party_id=clerk.party_id)
    commands.claim_task(by=colleague, at=AT, task_id=task.id)

    assert holder_of(task) == colleague.party_id


def test_moving_within_the_same_role_keeps_what_was_in_hand(clerk):
    task = claimed(clerk)
    organizations.move(by=system("test"), at=AT, assignment_id=seat_of(clerk).id, to_post_id=make_post())

    assert commands.release_claims_of(by=MACHINE, at=AT, party_id=clerk.party_id) == 0
    assert holder_of(task) == clerk.party_id


def test_whoever_still_holds_the_post_keeps_everything(clerk):
    task = claimed(clerk)

    told(clerk)

    assert holder_of(task) == clerk.party_id


def test_a_last_day_that_was_entered_counts_when_it_has_passed(clerk):
    task = claimed(clerk)
    end(clerk, at=AT + timedelta(hours=1))

    assert commands.release_claims_left(by=MACHINE, at=AT) == 0
    assert commands.release_claims_left(by=MACHINE, at=AT + timedelta(hours=1)) == 1
    assert holder_of(task) is None
    assert commands.release_claims_left(by=MACHINE, at=AT + timedelta(hours=2)) == 0


def test_a_stand_in_gives_back_what_is_left_after_the_last_day(clerk):
    deputy = make_person()
    organizations.assign(
        by=system("test"),
        at=OPENED_AT,
        post_id=seat_of(clerk).post_id,
        party_id=deputy,
        standing_in_for=clerk.party_id,
        starts_on=date(2026, 6, 1),
        ends_on=date(2026, 6, 1),
    )
    task = Task.objects.get(case_id=make_case(), state="open")
    Task.objects.filter(id=task.id).update(claimed_by=deputy)

    commands.release_claims_left(by=MACHINE, at=AT)

    assert holder_of(task) is None


def test_a_case_of_somebody_declared_as_a_relative_goes_back_whoever_declared_it(clerk):
    cousin = make_person()
    mine, other = claimed(clerk), claimed(clerk)
    type(mine.case).objects.filter(id=mine.case_id).update(applicant_id=cousin)
    organizations.declare_relative(by=system("test"), at=AT, party_id=cousin, relative_id=clerk.party_id)

    relative_declared(RelativeDeclared(party_id=cousin, relative_id=clerk.party_id))

    assert holder_of(mine) is None
    assert holder_of(other) == clerk.party_id


def test_an_abolished_post_is_left_too(clerk):
    task = claimed(clerk)
    organizations.abolish_post(by=system("test"), at=AT, post_id=seat_of(clerk).post_id)

    commands.release_claims_left(by=MACHINE, at=AT)

    assert holder_of(task) is None
