"""What somebody typed, began or opened is there again after signing in."""

import re

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from digigov.modules.applications.testing import hand_in, make_citizen, make_draft
from digigov.modules.catalog.testing import load_tiny, make_service
from digigov.modules.documents.testing import make_picture
from digigov.modules.identity.testing import PASSWORD, load_messages, make_account
from digigov.modules.parties.testing import make_person

pytestmark = pytest.mark.django_db
PAPER = {"id": "paper", "title": "Paper", "questions": [{"id": "paper", "type": "file", "label": "The paper"}]}
NAME = {
    "id": "shop",
    "title": "Shop",
    "questions": [{"id": "name_of_shop", "type": "text", "label": "What is its name?"}],
}
WORKFLOW = {
    "steps": [
        {"id": "check", "type": "review", "title": "Check", "role": "shop-officer", "labels": {"ok": "Fine"},
         "next": {"ok": "end"}},
        {"id": "end", "type": "end", "title": "Done", "role": "system", "with": {"outcome": "granted"}},
    ]
}  # fmt: skip


@pytest.fixture
def person():
    return make_person(email="ada@example.org")


def sign_in(client, person, wanted="/my/"):
    if not apps.get_model("identity", "Account").objects.filter(party_id=person).exists():
        make_account(party_id=person)
    boxes = {"address": "ada@example.org", "password": PASSWORD, "next": wanted}
    return client.post("/account/sign-in/", boxes)


def service(**described):
    load_tiny()
    load_messages()
    make_service(form={"pages": [NAME, PAPER]}, workflow=WORKFLOW, described={"eligibility": [], **described})


class TestSessionRanOut:
    def test_a_page_that_was_being_filled_in(self, client, person):
        service()
        sign_in(client, person)
        address = client.post("/apply/shop-licence/").url + "page/shop/"
        client.session.flush()

        sent = client.post(address, {"name_of_shop": "The Long Name of a Shop"})
        assert sent.url.startswith("/account/sign-in/?next=%2Fapply%2Fdraft%2F")
        assert sign_in(client, person, address).url == address
        page = client.get(address).text

        assert 'value="The Long Name of a Shop"' in page
        assert "You were signed out meanwhile" in page
        assert client.post(address, {"name_of_shop": "The Long Name of a Shop"}).status_code == 302
        assert "You were signed out meanwhile" not in client.get(address).text

    def test_it_is_shown_to_nobody_else(self, client, person):
        service()
        sign_in(client, person)
        address = client.post("/apply/shop-licence/").url + "page/shop/"
        client.session.flush()
        client.post(address, {"name_of_shop": "Secret"})
        other = make_person(email="eve@example.org")
        make_account(party_id=other)

        client.post("/account/sign-in/", {"address": "eve@example.org", "password": PASSWORD, "next": address})

        assert client.get(address).status_code == 404

    def test_an_answer_to_the_office_is_kept_too(self, client, person):
        ask = {"id": "more", "type": "ask", "title": "More", "role": "applicant", "next": {"answered": "check"},
               "with": {"questions": ["floor"]}}  # fmt: skip
        me = make_citizen(person)
        draft_id = make_draft(me)
        make_service(workflow={"steps": [ask, *WORKFLOW["steps"]]})
        apps.get_model("applications", "Draft").objects.filter(id=draft_id).update(version=2)
        address = f"/my/applications/{hand_in(me, draft_id).reference}/answer/"

        assert client.post(address, {"floor": "77", "message": "From my phone"}).url.startswith("/account/sign-in/")
        sign_in(client, person, address)
        page = client.get(address).text

        assert 'value="77"' in page and "From my phone" in page


class TestBegunWithoutAnAccount:
    def test_becomes_ones_own_with_its_files(self, client, person):
        service(anonymous=True)
        draft = client.post("/apply/shop-licence/").url
        client.post(f"{draft}page/shop/", {"name_of_shop": "Corner"})
        photo = SimpleUploadedFile("photo.jpg", make_picture(), "image/jpeg")
        assert client.post(f"{draft}page/paper/", {"paper-new": photo}).status_code == 302

        sign_in(client, person)

        assert draft in client.get("/my/").text
        other_device = Client()
        sign_in(other_device, person)
        page = other_device.get(f"{draft}page/paper/").text
        assert "photo.jpg" in page
        held = apps.get_model("documents", "File").objects.get()
        assert held.holder_id == person


class TestOpenedByCode:
    def test_stays_open_to_be_taken_over(self, client, person):
        service(anonymous=True)
        draft = client.post("/apply/shop-licence/").url
        client.post(f"{draft}page/shop/", {"name_of_shop": "Corner"})
        client.post(f"{draft}page/paper/", {"paper-new": SimpleUploadedFile("p.jpg", make_picture(), "image/jpeg")})
        done = client.get(client.post(f"{draft}check/").url).text
        reference, code = re.search(r"A\d\d-\d{7}-\d", done)[0], re.search(r">\s*([A-Z0-9]{8})\s*<", done)[1]
        browser = Client()
        browser.post("/track/", {"reference": reference, "code": code})

        sign_in(browser, person)

        assert "Make this application mine" in browser.get("/track/application/").text
        assert browser.post("/track/take-over/").url == f"/my/applications/{reference}/"
