"""With reference and code: choose and move a time, withdraw, and read of a refusal until when one may appeal."""

import re
from datetime import datetime, timedelta

import pytest
from django.test import Client

from digigov.kernel.clock import local_date, now
from digigov.modules.applications.testing import hand_in, make_citizen, make_draft, plain_answers
from digigov.modules.appointments import queries as appointments
from digigov.modules.casework import queries as cases
from digigov.modules.catalog.testing import make_service
from digigov.modules.identity.testing import make_account, sign_in
from digigov.modules.organizations import queries as organizations
from digigov.modules.parties.testing import make_person
from digigov.sites.portal.tests.test_track import END, REVIEW, case_of, handed_in, table

pytestmark = pytest.mark.django_db

MEET = {
    "id": "come",
    "type": "meet",
    "title": "Come and see us",
    "role": "shop-officer",
    "within": 5,
    "next": {"held": "check"},
    "labels": {"held": "Held"},
    "with": {"offices": ["shops-office"], "minutes": 30},
}
ARRANGE = "/track/application/appointment/"


def opened(client, first):
    owner, done = handed_in(first)
    client.post("/track/", {"reference": done.reference, "code": done.code})
    return owner, done


def starts_in(answer):
    return re.findall(r'name="starts_at" value="([^"]+)"', answer.text)


def booked(owner, done):
    return appointments.find_booked(cases.public_status(case_of(owner, done)).step_id)


class TestAppointment:
    def test_choose_see_move_and_give_back(self, client):
        owner, done = opened(client, MEET)
        assert ARRANGE in client.get("/track/application/").text
        first, second = starts_in(client.get(ARRANGE))[:2]

        assert client.post(ARRANGE, {"office": "shops-office", "starts_at": first}).url == "/track/application/"
        page = client.get("/track/application/").text
        assert "You have an appointment" in page and "Shops office, 1 Market Street" in page
        assert "Move or cancel this appointment" in page

        client.post(ARRANGE, {"office": "shops-office", "starts_at": second})
        assert booked(owner, done).starts_at == datetime.fromisoformat(second)
        assert client.post(f"{ARRANGE}cancel/").url == ARRANGE
        assert booked(owner, done) is None

    def test_its_owner_sees_time_and_place_with_an_account(self, client):
        owner, done = opened(client, MEET)
        client.post(ARRANGE, {"office": "shops-office", "starts_at": starts_in(client.get(ARRANGE))[0]})
        mine = Client()
        sign_in(mine, make_account(party_id=owner.party_id))

        page = mine.get(f"/my/applications/{done.reference}/").text

        assert "Shops office, 1 Market Street" in page
        assert f"/my/applications/{done.reference}/appointment/" in page

    def test_without_the_code_there_is_nothing(self, client):
        owner, done = handed_in(MEET)

        assert client.get(ARRANGE).url == "/track/"
        assert client.post(ARRANGE, {"office": "shops-office"}).url == "/track/"
        assert client.post(f"{ARRANGE}cancel/").url == "/track/"
        assert booked(owner, done) is None

    def test_where_the_office_chooses_the_time_the_applicant_only_reads_it(self, client):
        by_office = {**MEET, "type": "inspect", "with": {**MEET["with"], "chosen_by": "office"}}
        owner, done = opened(client, by_office)

        assert ARRANGE not in client.get("/track/application/").text
        assert client.get(ARRANGE).status_code == 403
        assert (
            client.post(ARRANGE, {"office": "shops-office", "starts_at": "2026-12-01T09:00-04:00"}).status_code == 403
        )
        assert booked(owner, done) is None


class TestWithdraw:
    def test_is_asked_and_done(self, client):
        owner, done = opened(client, {**REVIEW, "id": "look", "next": {"fine": "check"}})
        assert "/track/application/withdraw/" in client.get("/track/application/").text
        assert "Withdraw this application?" in client.get("/track/application/withdraw/").text

        assert client.post("/track/application/withdraw/", {"reason": "Sold"}).url == "/track/application/"

        assert cases.public_status(case_of(owner, done)).outcome == "withdrawn"
        assert "Withdrawn by you" in client.get("/track/application/").text
        assert table("audit", "Entry").filter(action="casework.case-closed", actor_name=f"code of {done.reference}")

    def test_once_is_enough(self, client):
        opened(client, {**REVIEW, "id": "look", "next": {"fine": "check"}})
        client.post("/track/application/withdraw/")

        assert client.post("/track/application/withdraw/").status_code == 409
        assert client.get("/track/application/withdraw/").status_code == 409

    def test_not_without_the_code(self, client):
        owner, done = handed_in()

        assert client.post("/track/application/withdraw/").url == "/track/"
        assert cases.public_status(case_of(owner, done)).state == "open"


def refused(counted):
    """An application that was refused by the machine's own step; its owner and reference."""
    owner = make_citizen()
    draft_id = make_draft(owner)
    appeal = {"to": "the Shops Tribunal", "within_days": 10, "law": "Shops Act, section 9", "counted": counted}
    refusal = {
        "id": "no",
        "type": "refuse",
        "title": "We must refuse",
        "role": "system",
        "reasons": [{"id": "late", "text": "Too late.", "law": "Shops Act, section 4"}],
        "next": {"refused": "refused"},
    }
    end = {"id": "refused", "type": "end", "title": "Not this time", "role": "system", "with": {"outcome": "refused"}}
    make_service(described={"appeal": appeal}, workflow={"steps": [refusal, end]})
    table("applications", "Draft").filter(id=draft_id).update(version=2, answers=plain_answers(), seen_pages=["age"])
    return owner, hand_in(owner, draft_id, at=now())


class TestAppeal:
    @pytest.mark.parametrize("counted", ["calendar", "working"])
    def test_the_last_day_is_counted_as_the_definition_says(self, client, counted):
        owner, done = refused(counted)
        today = local_date(now())
        last = today + timedelta(days=10) if counted == "calendar" else organizations.working_days().add(today, 10)
        client.post("/track/", {"reference": done.reference, "code": done.code})

        page = client.get("/track/application/").text

        assert last != today and f"{last.day} {last:%B %Y}" in page
        assert "the Shops Tribunal" in page and "Shops Act, section 9" in page

    def test_says_when_that_day_has_passed(self, client):
        owner, done = refused("calendar")
        long_ago = now() - timedelta(days=11)
        table("casework", "Case").filter(id=case_of(owner, done)).update(closed_at=long_ago)
        client.post("/track/", {"reference": done.reference, "code": done.code})

        assert "That day has passed" in client.get("/track/application/").text


def test_an_end_is_called_as_its_definition_calls_it(client):
    mended = {**END, "title": "Mended"}
    owner = make_citizen()
    draft_id = make_draft(owner)
    thanks = {"id": "thanks", "type": "tell", "title": "Thanks", "role": "system", "next": {"told": "done"},
              "with": {"message": "closed"}}  # fmt: skip
    make_service(workflow={"steps": [thanks, mended]})
    table("applications", "Draft").filter(id=draft_id).update(version=2, answers=plain_answers(), seen_pages=["age"])
    done = hand_in(owner, draft_id)
    sign_in(client, make_account(party_id=owner.party_id))

    page, mine = client.get(f"/my/applications/{done.reference}/").text, client.get("/my/").text

    assert page.count("Mended") >= 2, "as where it stands, and as the last line of the story"
    assert "Mended" in mine
    assert "granted" not in page + mine


@pytest.mark.parametrize("is_told", [True, False])
def test_whoever_wants_no_news_gets_none(is_told):
    owner = make_citizen(make_person(email="ana@example.org"))
    draft_id = make_draft(owner)
    thanks = {"id": "thanks", "type": "tell", "title": "Thanks", "role": "system", "next": {"told": "done"},
              "with": {"message": "closed"}}  # fmt: skip
    when = {"fact": "answers.size", "is" if is_told else "is_not": plain_answers()["size"]}
    make_service(workflow={"steps": [thanks, END], "tell_when": when})
    table("applications", "Draft").filter(id=draft_id).update(version=2, answers=plain_answers(), seen_pages=["age"])

    hand_in(owner, draft_id)

    assert table("notifications", "Message").exists() is is_told
