"""Queues and what may be seen; the number of queries never grows."""

import pytest
from django.db import connection

from digigov.kernel.actor import Grant
from digigov.kernel.errors import NotAllowed
from digigov.kernel.paging import Page
from digigov.modules.audit import queries as audit
from digigov.modules.audit.commands import Purpose
from digigov.modules.casework import commands, queries
from digigov.modules.casework.queries import QueueFilters
from digigov.modules.casework.testing import make_case, make_workflow
from digigov.modules.casework.tests.conftest import AT, case_of, citizen, open_task
from digigov.modules.organizations import commands as organizations
from digigov.modules.organizations.testing import make_officer
from digigov.modules.parties.testing import make_person

LATER = AT.replace(month=7)
PURPOSE = Purpose("decide-case")


def references(viewer, *, page=None, at=AT, **filters):
    found = queries.list_queue(viewer=viewer, at=at, filters=QueueFilters(**filters), page=page or Page())
    return [line.reference for line in found]


@pytest.fixture
def cases(island):
    """Due in the order of their making."""
    make_workflow(service="other-service")
    days = enumerate(("test-service", "test-service", "other-service", "test-service"), start=2)
    return [case_of(make_case(service=s, title=f"Title {day}", at=AT.replace(day=day))) for day, s in days]


class TestListQueue:
    def test_shows_what_is_due_first(self, cases, clerk):
        assert references(clerk) == [case.reference for case in cases]

    def test_filters(self, cases, clerk):
        one, two, three, four = cases
        commands.claim_task(by=clerk, at=AT, task_id=open_task(two.id).id)

        assert references(clerk, who="mine") == [two.reference]
        assert references(clerk, who="unclaimed") == [one.reference, three.reference, four.reference]
        assert references(clerk, service="other-service") == [three.reference]
        assert references(clerk, role="inspector") == []
        assert references(clerk, text=four.reference.lower().replace("-", " ")) == [four.reference]
        assert references(clerk, text="title 3") == [two.reference]
        assert references(clerk, overdue=True) == []
        assert references(clerk, overdue=True, at=LATER) == [case.reference for case in cases]

    def test_pages(self, cases, clerk):
        pages = [references(clerk, page=Page(number=n, size=3)) for n in (1, 2, 3)]

        assert pages == [[case.reference for case in cases[:3]], [cases[3].reference], []]
        assert queries.list_queue(viewer=clerk, at=AT, filters=QueueFilters(), page=Page(size=3)).has_next

    def test_others_see_nothing_of_it(self, cases):
        assert references(make_officer(unit="treasury")) == []
        with pytest.raises(NotAllowed):
            references(citizen())

    def test_merges_the_posts_of_one_officer(self, cases):
        both = make_officer(unit="police")

        assert references(both) == [case.reference for case in cases]

    def test_finds_by_the_applicants_name_but_not_in_a_nameless_service(self, cases, clerk):
        found = case_of(make_case(applicant_id=make_person(given_names="Zoë", family_name="Mango")))

        assert references(clerk, text="mango zo") == [found.reference]
        assert references(clerk, text="mango", nameless=frozenset({"test-service"})) == []

    def test_leaves_own_and_relatives_cases_to_colleagues(self, cases, clerk):
        sister = make_person()
        organizations.declare_relative(by=clerk, at=AT, party_id=clerk.party_id, relative_id=sister)
        for applicant in (clerk.party_id, sister):
            make_case(applicant_id=applicant)

        assert references(clerk) == [case.reference for case in cases]
        assert queries.count_queue(viewer=clerk, at=AT).unclaimed == len(cases)

    def test_four_queries_whatever_the_number_of_cases(self, cases, clerk, django_assert_max_num_queries):
        for day in range(8, 20):
            make_case(at=AT.replace(day=day))
        references(clerk)

        with django_assert_max_num_queries(4):
            assert len(references(clerk)) == 16

    def test_the_queue_is_read_from_its_index(self, cases, clerk):
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute(
                "EXPLAIN SELECT id FROM casework_task WHERE unit = 'police-records' AND role = 'records-clerk'"
                " AND state = 'open' ORDER BY due_at, id LIMIT 26"
            )
            plan = "\n".join(row[0] for row in cursor.fetchall())

        assert "casework_queue" in plan
        assert "Sort" not in plan


class TestSupervising:
    def test_workload_by_officer(self, cases, clerk):
        boss, colleague = make_officer(role="records-supervisor"), make_officer()
        for case, officer in zip(cases, (clerk, clerk, colleague), strict=False):
            commands.claim_task(by=officer, at=AT, task_id=open_task(case.id).id)

        load = queries.workload(viewer=boss, at=LATER)

        assert [(each.party_id, each.open, each.overdue) for each in load] == [
            (clerk.party_id, 2, 2),
            (colleague.party_id, 1, 1),
            (None, 1, 1),
        ]
        assert len(queries.list_overdue(viewer=boss, at=LATER, page=Page())) == 4
        assert len(queries.list_in_hand(viewer=boss, party_id=clerk.party_id, page=Page())) == 2

    def test_is_for_supervisors(self, cases, clerk):
        elsewhere = make_officer(unit="treasury", role="records-supervisor")

        assert queries.workload(viewer=elsewhere, at=AT) == ()
        for ask in (queries.workload, lambda **who: queries.list_overdue(page=Page(), **who)):
            with pytest.raises(NotAllowed):
                ask(viewer=clerk, at=AT)


class TestGetCase:
    def test_shows_all_and_writes_who_looked(self, case_id, clerk):
        commands.add_note(by=clerk, at=AT, case_id=case_id, text="Called the applicant")

        view = queries.get_case(viewer=clerk, at=AT, case_id=case_id, purpose=PURPOSE)

        assert [choice.outcome for choice in view.choices] == ["approve", "ask-more", "refuse"]
        assert [(choice.needs_reason, choice.asks, choice.bulk) for choice in view.choices] == [
            (False, False, True),
            (False, True, False),
            (True, False, False),
        ]
        assert [note.text for note in view.notes] == ["Called the applicant"]
        auditor = make_officer(role="cashier", grants=[Grant(audit.READ_THE_TRAIL)])
        newest = next(iter(audit.list_of_case(viewer=auditor, case_id=case_id, page=Page())))
        assert (newest.kind, newest.purpose, newest.actor_name) == ("read", "decide-case", clerk.name)

    @pytest.mark.parametrize(
        "who", [citizen, lambda: make_officer(unit="treasury"), lambda: make_officer(role="inspector")]
    )
    def test_refuses_those_with_no_part_in_it(self, who, case_id):
        viewer = who()
        for ask in (
            lambda: queries.get_case(viewer=viewer, at=AT, case_id=case_id, purpose=PURPOSE),
            lambda: queries.timeline(viewer=viewer, at=AT, case_id=case_id, page=Page()),
        ):
            with pytest.raises(NotAllowed):
                ask()

    def test_nor_is_the_own_case_shown_at_the_desk(self, island, clerk):
        with pytest.raises(commands.OwnOrRelativesCase):
            queries.get_case(viewer=clerk, at=AT, case_id=make_case(applicant_id=clerk.party_id), purpose=PURPOSE)

    def test_the_number_of_queries_does_not_grow_with_the_story(self, case_id, clerk, django_assert_max_num_queries):
        for n in range(30):
            commands.add_note(by=clerk, at=AT, case_id=case_id, text=f"Note {n}")

        with django_assert_max_num_queries(12):
            queries.get_case(viewer=clerk, at=AT, case_id=case_id, purpose=PURPOSE)


class TestApplicantsView:
    def test_hides_what_is_internal_and_who_the_officer_is(self, case_id, clerk):
        commands.complete_task(by=clerk, at=AT, task_id=open_task(case_id).id, outcome="approve", note="Secret")

        lines = list(queries.public_timeline(case_id=case_id, page=Page()))

        assert [line.kind for line in lines] == ["closed", "step-started", "opened"]
        assert {line.by_name for line in lines} == {""}

    def test_lists_the_own_cases_only(self, island):
        ana = citizen()
        case_id = make_case(applicant_id=ana.party_id)

        mine = queries.list_cases_of(viewer=ana, at=AT, party_id=ana.party_id, page=Page())

        assert [(line.case_id, line.step_title) for line in mine] == [(case_id, "We check your application")]
        with pytest.raises(NotAllowed):
            queries.list_cases_of(viewer=citizen(), at=AT, party_id=ana.party_id, page=Page())
