"""The desk in a browser's eyes, without JavaScript."""

import re
from datetime import UTC, datetime

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from digigov.kernel.actor import system
from digigov.kernel.clock import now
from digigov.modules.appointments.testing import make_meeting
from digigov.modules.casework import commands, queries
from digigov.modules.casework.testing import PLAIN, REASON, make_case, make_workflow
from digigov.modules.catalog import queries as catalog
from digigov.modules.catalog.commands import load_pack
from digigov.modules.documents.testing import make_file
from digigov.modules.identity.testing import make_account, sign_in
from digigov.modules.organizations.testing import make_holder, make_organizations
from digigov.modules.parties.testing import make_person

AT = datetime(2026, 6, 1, 15, tzinfo=UTC)


@pytest.fixture
def island(db):
    make_organizations()
    make_workflow()


def officer_at(client, *, given_names="Ora", **post):
    """Sign in somebody with a post; returns the person's id."""
    party_id = make_person(given_names=given_names)
    make_holder(party_id=party_id, **post)
    sign_in(client, make_account(party_id=party_id), second_factor=True)
    return party_id


@pytest.fixture
def clerk(island, client):
    return officer_at(client)


@pytest.fixture
def case_id(island):
    return make_case(applicant_id=make_person(given_names="Ana"), facts={"answers": {"purpose": "travel"}})


def reference_of(case_id):
    return queries.public_status(case_id).reference


def text_of(answer):
    assert answer.status_code == 200, answer.content.decode()[:3000]
    return answer.content.decode()


def task_of(case_id, client):
    """The id of the task as the case's page names it."""
    text = client.get(f"/desk/cases/{reference_of(case_id)}/").content.decode()
    return text.split("/desk/tasks/")[1].split("/")[0]


class TestQueue:
    def test_shows_cases_with_their_clocks(self, client, clerk, case_id):
        text = text_of(client.get("/desk/"))

        assert reference_of(case_id) in text
        assert "late" in text  # due in June
        assert "Next case" in text

    def test_next_case_takes_it_and_opens_it(self, client, clerk, case_id):
        answer = client.post("/desk/next/", follow=True)

        assert answer.redirect_chain[-1][0] == f"/desk/cases/{reference_of(case_id)}/"
        assert "What do you decide?" in text_of(answer)
        assert "Nothing is left" in text_of(client.post("/desk/next/", follow=True))
        assert reference_of(case_id) in text_of(client.get("/desk/?who=mine"))
        assert reference_of(case_id) not in text_of(client.get("/desk/?who=unclaimed"))

    def test_finds_a_reference(self, client, clerk, case_id):
        other = make_case()

        text = text_of(client.get("/desk/", {"q": reference_of(case_id).replace("-", " ")}))

        assert reference_of(case_id) in text
        assert reference_of(other) not in text

    def test_names_who_asks_and_finds_by_name(self, client, clerk, case_id):
        other = make_case(applicant_id=make_person(given_names="Ti Jean", family_name="Breadfruit"))

        assert "Ana Fictional" in text_of(client.get("/desk/"))
        found = text_of(client.get("/desk/", {"q": "breadfruit ti"}))
        assert reference_of(other) in found
        assert reference_of(case_id) not in found

    def test_the_person_sees_once_a_day_that_an_officer_read_the_name(self, client, clerk):
        person = make_person()
        make_case(applicant_id=person)
        for _ in range(3):
            client.get("/desk/")

        lines = apps.get_model("audit", "Entry").objects.filter(subject_id=person, action="parties.names-listed")
        assert [(line.kind, line.party_id, line.purpose) for line in lines] == [("read", clerk, "work-through-queue")]

    def test_does_not_name_who_reported_something_without_need_of_an_account(self, client, island, monkeypatch):
        load_pack(by=system("test"), at=now(), path=settings.PACK)
        report = "infrastructure-defect-report"
        unit, version = "works", catalog.get_service(report).version
        officer_at(client, unit=unit, role="works-engineer")
        who = make_person(given_names="Zephirin")
        case_id = make_case(service=report, version=version, unit=unit, applicant_id=who)

        shown, found = (text_of(client.get("/desk/", {"q": q})) for q in ("", "zephirin"))

        assert reference_of(case_id) in shown
        assert "Zephirin" not in shown
        assert reference_of(case_id) not in found

    def test_says_when_a_name_is_too_common(self, client, clerk, case_id, monkeypatch):
        monkeypatch.setattr("digigov.modules.casework.queue.MOST_NAMED", 0)

        assert "Very many people have that name." in text_of(client.get("/desk/", {"q": "Ana"}))

    def test_leaves_out_the_own_case(self, client, clerk):
        own = make_case(applicant_id=clerk)

        assert reference_of(own) not in text_of(client.get("/desk/"))

    def test_bulk_asks_first(self, client, clerk, case_id):
        task = task_of(case_id, client)
        chosen = {"task": [task], "outcome": "approve"}

        assert "are you sure?" in text_of(client.post("/desk/bulk/", chosen))
        assert queries.public_status(case_id).state == "open"
        assert "One case was decided." in text_of(client.post("/desk/bulk/", {**chosen, "confirmed": "yes"}))
        assert queries.public_status(case_id).outcome == "granted"


class TestCase:
    def test_shows_who_asks_and_what_was_answered(self, client, clerk, case_id):
        text = text_of(client.get(f"/desk/cases/{reference_of(case_id)}/"))

        assert "Ana Fictional" in text
        assert "travel" in text
        assert "Take this case" in text

    def test_shows_all_evidence_page_by_page_and_asks_no_more_for_much(
        self, client, clerk, case_id, django_assert_max_num_queries
    ):
        address, files = f"/desk/cases/{reference_of(case_id)}/", apps.get_model("documents", "File")
        file = files.objects.get(id=make_file(name="first.jpg"))
        names = ["plan-1.pdf", *(f"plan-{number}.pdf" for number in range(2, 436))]
        rows = [
            files(sha256=file.sha256, size=9, media_type="application/pdf", name=name, origin="sent", stored_at=AT)
            for name in names
        ]
        few, many = rows[:1], rows[1:]
        for row in rows:
            row.case_id = case_id
        files.objects.bulk_create(few)
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        files.objects.bulk_create(many)

        with django_assert_max_num_queries(len(captured)):
            found = [text_of(client.get(address))]
        while 'rel="next"' in found[-1]:
            found.append(text_of(client.get(f"{address}?page={len(found) + 1}")))

        assert [name for text in found for name in re.findall(r"plan-\d+\.pdf \(", text)] == [f"{n} (" for n in names]

    def test_on_a_phone_a_link_leads_past_the_answers(self, client, clerk, case_id):
        address = f"/desk/cases/{reference_of(case_id)}/"
        free = text_of(client.get(address))
        client.post(f"/desk/tasks/{task_of(case_id, client)}/claim/")
        mine = text_of(client.get(address))

        assert 'href="#step">To take this case<' in free
        assert 'href="#step">To the decision<' in mine
        assert 'id="step"' in mine

    def test_the_end_is_called_as_its_definition_calls_it(self, client, clerk, island):
        steps = [{**step, "title": "Mended"} if step["id"] == "done" else step for step in PLAIN]
        make_workflow(steps, service="mending")
        case_id = make_case(service="mending")
        client.post(f"/desk/tasks/{task_of(case_id, client)}/decide/", {"outcome": "approve"})

        page = text_of(client.get(f"/desk/cases/{reference_of(case_id)}/"))

        assert page.count("Mended") == 2, "beside the reference, and as the last line of the story"
        assert "Granted" not in page

    def test_take_decide_and_it_is_closed(self, client, clerk, case_id):
        task = task_of(case_id, client)
        client.post(f"/desk/tasks/{task}/claim/")

        answer = client.post(f"/desk/tasks/{task}/decide/", {"outcome": "approve", "note": "All in order"}, follow=True)

        text = text_of(answer)
        assert "Granted" in text
        assert "All in order" in text
        assert "What do you decide?" not in text

    def test_says_what_is_missing_and_keeps_what_was_typed(self, client, clerk, case_id):
        task = task_of(case_id, client)
        client.post(f"/desk/tasks/{task}/claim/")

        nothing = client.post(f"/desk/tasks/{task}/decide/", {"note": "Hm"})
        no_ground = client.post(f"/desk/tasks/{task}/decide/", {"outcome": "refuse", "note": "Hm"})
        no_words = client.post(f"/desk/tasks/{task}/decide/", {"outcome": "ask-more", "request-ask-more": ""})

        assert [answer.status_code for answer in (nothing, no_ground, no_words)] == [422, 422, 422]
        assert "Choose what you decide." in nothing.content.decode()
        assert 'href="#reason-refuse"' in no_ground.content.decode()
        assert ">Hm</textarea>" in no_ground.content.decode()
        assert 'href="#request-ask-more"' in no_words.content.decode()

    def test_refuses_on_a_ground_and_asks_for_more(self, client, clerk, case_id):
        other = make_case()
        for each, what in (
            (case_id, {"outcome": "refuse", "reason-refuse": REASON["id"]}),
            (other, {"outcome": "ask-more", "request-ask-more": "Bring proof", "files-ask-more": "1"}),
        ):
            task = task_of(each, client)
            client.post(f"/desk/tasks/{task}/claim/")
            assert client.post(f"/desk/tasks/{task}/decide/", what).status_code == 302

        assert queries.public_status(case_id).outcome == "refused"
        assert queries.public_status(other).request == {"text": "Bring proof", "questions": [], "files": 1}
        assert "Bring proof" in text_of(client.get(f"/desk/cases/{reference_of(other)}/"))

    def test_findings_are_questions_like_any_other(self, client, clerk):
        found = {"id": "record_found", "type": "yes_no", "label": "Is there a record?"}
        make_workflow([{**PLAIN[0], "findings": [found], "with": {}}, *PLAIN[1:]], version=2)
        case_id = make_case(version=2, applicant_id=make_person())
        task = task_of(case_id, client)
        client.post(f"/desk/tasks/{task}/claim/")

        missing = client.post(f"/desk/tasks/{task}/decide/", {"outcome": "approve"})
        done = client.post(f"/desk/tasks/{task}/decide/", {"outcome": "approve", "record_found": "no"}, follow=True)

        assert missing.status_code == 422
        assert 'href="#record_found' in missing.content.decode()
        assert "Is there a record?" in text_of(done)

    def test_notes(self, client, clerk, case_id):
        address = f"/desk/cases/{reference_of(case_id)}/"

        assert client.post(f"{address}notes/", {"text": " "}).status_code == 422
        assert "Called her" in text_of(client.post(f"{address}notes/", {"text": "Called her"}, follow=True))

    def test_give_back(self, client, clerk, case_id):
        task = task_of(case_id, client)
        client.post(f"/desk/tasks/{task}/claim/")
        client.post(f"/desk/tasks/{task}/release/")

        assert "Take this case" in text_of(client.get(f"/desk/cases/{reference_of(case_id)}/"))

    def test_the_story_and_the_trail(self, client, island, case_id):
        officer_at(client)
        address = f"/desk/cases/{reference_of(case_id)}/"

        assert "Handed in" in text_of(client.get(f"{address}history/"))
        assert client.get(f"{address}trail/").status_code == 403

    def test_an_appointment_is_arranged_on_the_telephone(self, client, clerk):
        case_id, step_id = make_meeting("inspect", applicant_id=make_person())
        address = f"/desk/cases/{reference_of(case_id)}/"
        assert "No time has been chosen yet." in text_of(client.get(address))

        page = text_of(client.get(f"{address}appointment/"))
        start = page.split('name="starts_at" value="')[1].split('"')[0]
        text = text_of(
            client.post(f"{address}appointment/", {"office": "police-records-office", "starts_at": start}, follow=True)
        )

        assert "Criminal Records Office" in text
        assert "No time has been chosen yet." not in text
        assert client.post(f"{address}appointment/", {"office": "x", "starts_at": "x"}).status_code == 422
        client.post(f"{address}appointment/cancel/")
        assert "No time has been chosen yet." in text_of(client.get(address))


class TestSupervising:
    def test_sees_the_workload_and_hands_on(self, client, island, case_id):
        to = make_person(given_names="Mina")
        make_holder(party_id=to)
        officer_at(client, role="records-supervisor")
        assert "Nothing waits here." in text_of(client.get("/desk/"))

        nobody = text_of(client.get("/desk/workload/nobody/"))
        assert reference_of(case_id) in nobody
        task = nobody.split('name="task" value="')[1].split('"')[0]
        answer = client.post("/desk/workload/hand-on/", {"task": [task], "to": str(to), "next": "/desk/overdue/"})
        assert answer["Location"] == "/desk/overdue/"

        assert "Mina Fictional" in text_of(client.get("/desk/workload/"))
        assert reference_of(case_id) in text_of(client.get(f"/desk/workload/{to}/"))
        assert reference_of(case_id) in text_of(client.get("/desk/overdue/"))

    def test_says_which_could_not_be_handed_on(self, client, island, case_id):
        to = make_case(applicant_id=(relative := make_person(given_names="Mina")))
        make_holder(party_id=relative)
        officer_at(client, role="records-supervisor")
        tasks = re.findall(r'name="task" value="([^"]+)"', text_of(client.get("/desk/workload/nobody/")))

        text = text_of(client.post("/desk/workload/hand-on/", {"task": tasks, "to": str(relative)}))

        assert "One case was handed on." in text
        assert f"{reference_of(to)}: This case is your own" in text
        assert client.post("/desk/workload/hand-on/", {"to": str(relative)}).status_code == 302

    def test_others_are_refused(self, client, clerk):
        assert client.post("/desk/workload/hand-on/").status_code == 403
        for page in ("workload/", "workload/nobody/", "overdue/"):
            assert client.get(f"/desk/{page}").status_code == 403


class TestWhoMayComeIn:
    @pytest.mark.parametrize("second_factor", [True, False])
    def test_a_citizen_may_not(self, client, island, case_id, second_factor):
        sign_in(client, make_account(), second_factor=second_factor)

        for page in ("", f"cases/{reference_of(case_id)}/", f"cases/{reference_of(case_id)}/history/"):
            assert client.get(f"/desk/{page}").status_code == 403

    def test_a_stranger_is_asked_to_sign_in(self, client, island):
        assert client.get("/desk/").status_code == 302

    def test_an_officer_of_another_unit_sees_nothing_of_it(self, client, island, case_id):
        officer_at(client, unit="treasury", role="cashier")

        assert reference_of(case_id) not in text_of(client.get("/desk/"))
        assert client.get(f"/desk/cases/{reference_of(case_id)}/").status_code == 403
        assert client.post(f"/desk/cases/{reference_of(case_id)}/notes/", {"text": "x"}).status_code == 403

    def test_nor_does_the_own_case_open(self, client, clerk):
        case_id = make_case(applicant_id=clerk)

        answer = client.get(f"/desk/cases/{reference_of(case_id)}/")

        assert answer.status_code == 403
        assert "A colleague must take it." in answer.content.decode()

    @pytest.mark.parametrize("reference", ["A26-0000001-0", "nonsense", "%00", "'--"])
    def test_a_reference_that_is_none(self, client, clerk, reference):
        assert client.get(f"/desk/cases/{reference}/").status_code == 404


class TestNumberOfQueries:
    def test_does_not_grow_with_the_queue(self, client, clerk, django_assert_max_num_queries):
        for _ in range(12):
            make_case()
        client.get("/desk/")

        with django_assert_max_num_queries(18):
            client.get("/desk/")

    def test_nor_with_the_case(self, client, clerk, case_id, django_assert_max_num_queries):
        address = f"/desk/cases/{reference_of(case_id)}/"
        for n in range(20):
            commands.add_entry(by=system("test"), at=AT, case_id=case_id, kind="paid", values={"n": n})
        client.get(address)

        with django_assert_max_num_queries(30):
            client.get(address)
