"""With reference and code, without an account and without JavaScript: see, send what was asked for, pay, open the papers."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from digigov.kernel.actor import Grant
from digigov.kernel.clock import now
from digigov.modules.applications import queries
from digigov.modules.applications.testing import hand_in, make_citizen, make_draft, plain_answers
from digigov.modules.casework import queries as casework
from digigov.modules.catalog.testing import load_tiny, make_service
from digigov.modules.documents.testing import make_file, make_issued, make_picture, make_template
from digigov.modules.identity.testing import make_account, sign_in
from digigov.modules.parties.testing import make_person
from digigov.modules.payments.testing.gateway import PATH, scripted_gateway
from digigov.sites.carried import OPENED
from digigov.sites.portal.by_code import PATIENCE

pytestmark = pytest.mark.django_db

END = {"id": "done", "type": "end", "title": "Done", "role": "system", "with": {"outcome": "granted"}}
REVIEW = {"id": "check", "type": "review", "title": "We check", "role": "shop-officer", "labels": {"fine": "Fine"}}
ASK = {
    "id": "more",
    "type": "ask",
    "title": "We need something more",
    "role": "applicant",
    "next": {"answered": "check"},
    "with": {"questions": ["floor"], "files": 2},
}
PAY = {
    "id": "pay",
    "type": "pay",
    "title": "Payment",
    "role": "applicant",
    "with": {"fee": "licence"},
    "next": {"paid": "check"},
}


def table(room, name):
    return apps.get_model(room, name).objects


def handed_in(first=ASK):
    """An application that waits in its first step for its applicant; its owner, reference and code."""
    owner = make_citizen()
    draft_id = make_draft(owner)
    make_service(workflow={"steps": [first, {**REVIEW, "next": {"fine": "done"}}, END]})
    table("applications", "Draft").filter(id=draft_id).update(version=2, answers=plain_answers(), seen_pages=["age"])
    return owner, hand_in(owner, draft_id)


@pytest.fixture
def asked(client):
    """The same, opened by code in the test's browser."""
    owner, done = handed_in()
    opened = client.post("/track/", {"reference": done.reference, "code": done.code.lower()})
    assert opened.url == "/track/application/"
    return owner, done


def photo(name="proof.jpg"):
    return SimpleUploadedFile(name, make_picture(), "image/jpeg")


def case_of(owner, done):
    return queries.get_application(viewer=owner, reference=done.reference).case_id


def trail(**wanted):
    return table("audit", "Entry").filter(**wanted)


class TestAnswer:
    def test_what_was_asked_for_is_sent_and_the_case_goes_on(self, client, asked):
        owner, done = asked
        assert "/track/application/answer/" in client.get("/track/application/").text

        sent = client.post("/track/application/answer/", {"floor": "40", "file_ids-new": photo(), "message": "Here."})

        assert sent.url == "/track/application/"
        status = casework.public_status(case_of(owner, done))
        assert status.step == "check"
        file = table("documents", "File").get()
        assert (file.case_id, file.holder_id) == (status.case_id, owner.party_id)
        assert trail(action="casework.request-answered").get().actor_name == f"code of {done.reference}"
        assert client.get(f"/files/{file.id}/").status_code == 404, "sent, and no longer the sender's"

    def test_what_was_said_before_is_not_shown(self, client, asked):
        page = client.get("/track/application/answer/").text

        assert "How many square metres?" in page
        assert not re.search(r'name="floor"[^>]*value="\d', page)
        assert "Ana" not in page + client.get("/track/application/").text

    def test_a_good_file_beside_a_bad_one_stays_for_the_next_try(self, client, asked):
        bad = SimpleUploadedFile("virus.exe", b"MZ", "image/jpeg")

        again = client.post("/track/application/answer/", {"floor": "40", "file_ids-new": [photo(), bad]})

        assert again.status_code == 422
        assert "proof.jpg" in again.text
        kept = re.search(r'name="file_ids" value="([^"]+)"', again.text)[1]
        assert client.post("/track/application/answer/", {"floor": "40", "file_ids": kept}).status_code == 302

    def test_somebody_elses_file_is_not_taken(self, client, asked):
        theirs = make_file()

        refused = client.post("/track/application/answer/", {"floor": "40", "file_ids": str(theirs)})

        assert refused.status_code == 404
        assert table("documents", "File").get().case_id is None
        assert casework.public_status(case_of(*asked)).step == "more"

    def test_asked_once_answered_once(self, client, asked):
        client.post("/track/application/answer/", {"floor": "40"})

        assert client.post("/track/application/answer/", {"floor": "50"}).status_code == 409

    @pytest.mark.parametrize("page", ["", "answer/", "papers/0190a000-0000-7000-8000-000000000000/"])
    def test_without_the_code_there_is_nothing(self, page):
        owner, done = handed_in()
        stranger = Client()
        stranger.post("/track/", {"reference": done.reference, "code": "BCDFGHJK"})

        assert stranger.get(f"/track/application/{page}").url == "/track/"
        assert stranger.post("/track/application/answer/", {"floor": "40"}).url == "/track/"
        assert casework.public_status(case_of(owner, done)).step == "more"


class TestPapers:
    def test_an_issued_paper_opens_and_the_trail_says_by_code(self, client, asked):
        make_template()
        make_issued(case_id=case_of(*asked), holder_id=asked[0].party_id)
        address = re.search(r"/track/application/papers/[^/]+/", client.get("/track/application/").text)[0]

        paper = client.get(address)

        assert (paper.status_code, paper.headers["Content-Type"]) == (200, "application/pdf")
        assert "no-store" in paper.headers["Cache-Control"]
        assert trail(action="documents.file-opened").get().actor_name == f"code of {asked[1].reference}"

    def test_no_other_file_does(self, client, asked):
        make_template()
        make_issued(holder_id=asked[0].party_id)
        another_case = table("documents", "File").get()
        sent_with_it = make_file(by=asked[0])
        table("documents", "File").filter(id=sent_with_it).update(case_id=case_of(*asked))

        for each in (another_case.id, sent_with_it):
            assert client.get(f"/track/application/papers/{each}/").status_code == 404
        assert not trail(action="documents.file-opened").exists()


class TestPay:
    def test_whoever_has_the_code_can_pay(self, client, settings):
        settings.DIGIGOV_ADAPTERS = {**settings.DIGIGOV_ADAPTERS, "card-gateway": PATH}
        gateway = scripted_gateway()
        _, done = handed_in(PAY)
        client.post("/track/", {"reference": done.reference, "code": done.code})
        address = re.search(r"/pay/[0-9a-f-]{36}/", client.get("/track/application/").text)[0]
        assert Client().get(address).url.startswith("/account/sign-in/"), "not for somebody without the code"

        card_page = client.post(f"{address}start/")
        gateway.happen(card_page.url.rpartition("/")[2], "paid")

        assert "Payment received" in client.get(f"{address}back/").text
        assert client.get(f"{address}receipt/").status_code == 200

    def test_not_another_applications_fee(self, client, settings):
        settings.DIGIGOV_ADAPTERS = {**settings.DIGIGOV_ADAPTERS, "card-gateway": PATH}
        _, mine = handed_in(PAY)
        load_tiny()
        other = make_citizen()
        hand_in(other, make_draft(other))
        theirs = table("payments", "Payment").get(payer_id=other.party_id)
        client.post("/track/", {"reference": mine.reference, "code": mine.code})

        assert client.get(f"/pay/{theirs.id}/").url.startswith("/account/sign-in/")
        assert client.post(f"/pay/{theirs.id}/start/").url.startswith("/account/sign-in/")


class TestClosing:
    def test_closes_when_asked_to(self, client, asked):
        assert client.post("/track/close/").url == "/track/"
        assert client.get("/track/application/").url == "/track/"

    def test_closes_by_itself(self, client, asked):
        session = client.session
        session[OPENED] = {**session[OPENED], "at": (now() - PATIENCE - timedelta(seconds=1)).isoformat()}
        session.save()

        assert client.get("/track/application/").url == "/track/"

    def test_what_somebody_handed_in_themself_is_not_offered_to_be_taken(self, client, asked):
        sign_in(client, make_account())

        assert "Make this application mine" not in client.get("/track/application/").text


class TestJoin:
    @pytest.fixture
    def taken(self, client):
        """Taken over, by the code, by the account of somebody of the same name."""
        written, me = (make_person(given_names="Marie", family_name="Papaya") for _ in range(2))
        agent = replace(make_citizen(), kind="officer", grants=frozenset({Grant("counter.assist")}))
        done = hand_in(agent, make_draft(agent, party_id=written, agreement="spoken"))
        sign_in(client, make_account(party_id=me))
        client.post("/track/", {"reference": done.reference, "code": done.code})
        assert client.post("/track/take-over/").url == "/track/join/"
        return written, me, done

    def test_says_what_is_joined_and_joins_it(self, client, taken):
        written, me, done = taken
        page = client.get("/track/join/").text
        assert "Marie Papaya" in page and "Yes, this is me" in page

        assert client.post("/track/join/", {"same": "yes"}).url == f"/my/applications/{done.reference}/"

        assert table("parties", "Person").get(id=written).joined_into == me
        assert client.get(f"/my/applications/{done.reference}/").status_code == 200

    def test_no_leaves_them_two(self, client, taken):
        written, _, done = taken

        assert client.post("/track/join/", {"same": "no"}).url == f"/my/applications/{done.reference}/"

        assert table("parties", "Person").get(id=written).joined_into is None
        assert client.get("/track/join/").url == "/track/"
