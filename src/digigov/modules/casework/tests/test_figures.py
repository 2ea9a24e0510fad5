"""Figures of a ministry: by service and together, nobody by name, the same number of queries for many as for few."""

from datetime import UTC, datetime, timedelta

import pytest

from digigov.kernel.actor import ANONYMOUS, Actor, Grant
from digigov.kernel.errors import NotAllowed
from digigov.kernel.ids import new_id
from digigov.kernel.paging import Page
from digigov.modules.audit.commands import Purpose
from digigov.modules.casework import commands, policies, queries
from digigov.modules.casework.models import Case, Task
from digigov.modules.casework.queries import Figures
from digigov.modules.casework.testing import make_case, make_workflow
from digigov.modules.organizations.testing import ORGANIZATIONS, make_officer, make_organizations

pytestmark = pytest.mark.django_db
AT = datetime(2026, 6, 22, 14, tzinfo=UTC)
SINCE, BEFORE = AT - timedelta(days=30), AT - timedelta(days=40)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _ministry():
    secretary = {
        "code": "secretary",
        "name": "Permanent secretary",
        "permissions": ["casework.see-figures", "staff.manage"],
        "appoints": ["records-supervisor"],
    }
    make_organizations(roles=[*ORGANIZATIONS["roles"], secretary])
    make_workflow()
    make_workflow(service="other-service")


@pytest.fixture
def secretary():
    return make_officer(role="secretary", unit="home-affairs")


def case(*, outcome="", opened=AT - 5 * DAY, closed=AT - DAY, due=AT + DAY, **given):
    case_id = make_case(at=opened, **given)
    ended = {"state": "closed", "outcome": outcome, "closed_at": closed} if outcome else {}
    Case.objects.filter(id=case_id).update(due_at=due, **ended)
    return case_id


def figures(viewer):
    return tuple(queries.list_figures(viewer=viewer, at=AT, since=SINCE, page=Page()))


def test_count_what_came_was_decided_kept_and_is_late(secretary):
    case(outcome="granted")
    case(outcome="refused", due=AT - 2 * DAY)  # decided a day late
    case(outcome="closed", opened=BEFORE)
    case(outcome="withdrawn")  # received, decided by nobody
    case(outcome="granted", opened=BEFORE, closed=BEFORE + DAY)  # long ago
    case()
    case(opened=BEFORE, due=AT - DAY)  # open and late
    case(service="other-service", due=None)
    case(service="other-service", unit="treasury")  # another ministry's

    plain = Figures(service="test-service", received=4, decided=3, in_time=2, open=2, late=1)
    assert figures(secretary) == (Figures("other-service", 1, 0, 0, 1, 0), plain)
    assert queries.total_figures(viewer=secretary, at=AT, since=SINCE) == Figures("", 5, 3, 2, 3, 1)
    assert plain.share_in_time == 66
    assert figures(secretary)[0].share_in_time is None


def test_take_one_query_whatever_there_is(secretary, django_assert_num_queries):
    for number in range(4):
        make_workflow(service=f"service-{number}")
        case(service=f"service-{number}", outcome="granted")

    with django_assert_num_queries(1):
        assert len(figures(secretary)) == 4


@pytest.mark.parametrize(
    "viewer",
    [
        lambda: ANONYMOUS,
        lambda: Actor(kind="citizen", account_id=new_id(), party_id=new_id()),
        lambda: make_officer(),
        lambda: make_officer(role="records-supervisor"),
    ],
)
def test_are_refused_without_the_permission(viewer):
    for ask in (queries.list_figures, queries.total_figures):
        more = {"page": Page()} if ask is queries.list_figures else {}
        with pytest.raises(NotAllowed):
            ask(viewer=viewer(), at=AT, since=SINCE, **more)


def test_of_another_ministry_are_not_in_them():
    case(outcome="granted")
    elsewhere = make_officer(unit="treasury", role="cashier", grants=[Grant(policies.SEE_FIGURES, "treasury")])

    assert figures(elsewhere) == ()


def test_whoever_sees_them_reads_no_case_and_decides_none(secretary):
    case_id = case()
    task = Task.objects.get(case_id=case_id, state="open")
    refused = (
        lambda: queries.get_case(viewer=secretary, at=AT, case_id=case_id, purpose=Purpose("work-on-case", case_id)),
        lambda: queries.timeline(viewer=secretary, at=AT, case_id=case_id, page=Page()),
        lambda: queries.workload(viewer=secretary, at=AT),
        lambda: commands.claim_task(by=secretary, at=AT, task_id=task.id),
        lambda: commands.complete_task(by=secretary, at=AT, task_id=task.id, outcome="approve"),
        lambda: commands.add_note(by=secretary, at=AT, case_id=case_id, text="Hurry"),
    )
    for attempt in refused:
        with pytest.raises(NotAllowed):
            attempt()

    assert Task.objects.get(id=task.id).claimed_by is None
    assert queries.list_queue(viewer=secretary, at=AT, filters=queries.QueueFilters(), page=Page()).items == ()
