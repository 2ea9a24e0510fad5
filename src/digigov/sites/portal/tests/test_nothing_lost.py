"""What somebody typed, began or opened is there again after signing in."""

import re

import pytest
from django.apps import apps
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from digigov.kernel.clock import now
from digigov.modules.applications.testing import hand_in, make_citizen, make_draft
from digigov.modules.catalog.testing import load_tiny, make_service
from digigov.modules.documents.testing import make_picture
from digigov.modules.identity.testing import PASSWORD, load_messages, make_account
from digigov.modules.parties.testing import make_person
from digigov.sites.portal import shown_codes

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
        assert "You were signed in or out meanwhile" in page
        assert client.post(address, {"name_of_shop": "The Long Name of a Shop"}).status_code == 302
        assert "You were signed in or out meanwhile" not in client.get(address).text

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


class TestSignedInInAnotherWindow:
    """The form was loaded before, so what proves that it is ours is no longer right."""

    @pytest.fixture
    def strict(self):
        return Client(enforce_csrf_checks=True, headers={"origin": "http://testserver"})

    def begun(self, strict):
        service(anonymous=True)
        strict.get("/apply/shop-licence/")
        address = strict.post("/apply/shop-licence/", self.token(strict)).url + "page/shop/"
        strict.get(address)
        return address, self.token(strict)

    def token(self, strict):
        return {"csrfmiddlewaretoken": strict.cookies[settings.CSRF_COOKIE_NAME].value}

    def sign_in(self, strict, person):
        make_account(party_id=person)
        boxes = {"address": "ada@example.org", "password": PASSWORD, "next": "/my/", **self.token(strict)}
        assert strict.post("/account/sign-in/", boxes).url == "/my/"

    def test_what_was_typed_is_there_again_and_goes_in_the_second_time(self, strict, person):
        address, before = self.begun(strict)
        self.sign_in(strict, person)

        sent = strict.post(address, {"name_of_shop": "Long Typed Name", **before})

        assert sent.url == address
        page = strict.get(address).text
        assert 'value="Long Typed Name"' in page and "You were signed in or out meanwhile" in page
        assert strict.post(address, {"name_of_shop": "Long Typed Name", **self.token(strict)}).status_code == 302

    @pytest.mark.parametrize("origin", ["https://evil.example", None])
    def test_another_sites_form_types_nothing_here(self, strict, person, origin):
        address, before = self.begun(strict)
        self.sign_in(strict, person)
        headers = {"origin": origin} if origin else {}
        evil = Client(enforce_csrf_checks=True, headers=headers)
        evil.cookies = strict.cookies

        assert evil.post(address, {"name_of_shop": "Forged", **before}).status_code == 403
        assert "Forged" not in strict.get(address).text

    def test_a_browser_without_cookies_is_told_so(self, strict):
        address, _ = self.begun(strict)

        refused = Client(enforce_csrf_checks=True, headers={"origin": "http://testserver"}).post(address)

        assert refused.status_code == 403 and "refuses cookies" in refused.text


class TestCodeOfWhatWasHandedIn:
    def test_is_shown_again_for_a_quarter_of_an_hour_and_forgotten(self, client, monkeypatch):
        service(anonymous=True)
        draft = client.post("/apply/shop-licence/").url
        client.post(f"{draft}page/shop/", {"name_of_shop": "Corner"})
        client.post(f"{draft}page/paper/", {"paper-new": SimpleUploadedFile("p.jpg", make_picture(), "image/jpeg")})
        place = client.post(f"{draft}check/").url
        shown = re.compile(r">\s*([A-Z0-9]{8})\s*<")
        code = shown.search(client.get(place).text)[1]
        assert code in client.get(place).text, "a page that was lost on the way"

        monkeypatch.setattr(shown_codes, "now", lambda: now() + shown_codes.PATIENCE)

        assert code not in client.get(place).text
        assert code not in str(dict(client.session.items()))

    @pytest.mark.parametrize("is_told", [True, False])
    def test_says_whether_it_was_sent(self, client, is_told):
        service(anonymous=True)
        when = {"fact": "answers.name_of_shop", "is" if is_told else "is_not": "Corner"}
        make_service(
            form={"pages": [NAME]},
            workflow={**WORKFLOW, "tell_when": when},
            described={"eligibility": [], "anonymous": True},
        )
        draft = client.post("/apply/shop-licence/").url
        client.post(f"{draft}page/shop/", {"name_of_shop": "Corner"})

        done = client.get(client.post(f"{draft}check/").url).text

        assert ("We have sent both to you" in done) is is_told
        assert ("Write both down" in done) is not is_told


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
