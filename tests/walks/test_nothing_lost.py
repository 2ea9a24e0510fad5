"""Another device, two tabs, a service that changed meanwhile, two presses: nothing is lost, and there is one application."""

import re
import shutil

import pytest
from django.apps import apps
from django.conf import settings
from django.test import Client

from digigov.kernel.actor import system
from digigov.kernel.clock import now
from digigov.kernel.published import forget_all
from digigov.modules.catalog import queries as catalog
from digigov.modules.catalog.commands import load_pack
from digigov.modules.forms import queries as forms
from digigov.modules.identity.testing import PASSWORD, make_account
from digigov.modules.parties.queries import contact_of
from digigov.modules.parties.testing import make_person
from digigov.rehearsal.walks.citizen import Citizen, typed
from digigov.rehearsal.walks.worked import worked

SERVICE = "police-certificate-of-character"
FOLDER = settings.PACK / "services/home-affairs" / SERVICE


class Person:
    """Somebody with an account, an example's answers, and as many browsers as it takes."""

    def __init__(self):
        party_id = make_person()
        make_account(party_id=party_id)
        self.address = contact_of(party_id).email
        self.answers = worked(FOLDER / "examples/plain.yaml")["answers"]
        self.form = forms.get_form(SERVICE, catalog.get_service(SERVICE).version)

    def browser(self):
        client = Client()
        assert self.sign_in(client).status_code == 302
        return Citizen(client)

    def sign_in(self, client, wanted="/my/"):
        boxes = {"address": self.address, "password": PASSWORD, "next": wanted}
        return client.post("/account/sign-in/", boxes)

    def fill_in_until(self, citizen, page_id):
        """Answer page after page up to one; returns its address."""
        place = citizen.follow(citizen.begin(SERVICE))
        while f"/page/{page_id}/" not in place:
            page = forms.page_of(self.form, re.search(r"/page/([a-z0-9-]+)/", place)[1])
            place = citizen.answer_page(place, page, self.answers)
        return place

    def finish(self, citizen, place):
        return citizen.hand_in(citizen.go_on(place, self.form, self.answers), self.form)


@pytest.fixture
def person(country):
    return Person()


@pytest.fixture(autouse=True)
def one_application(country):
    yield
    assert apps.get_model("applications", "Application").objects.count() == 1


def test_somebody_goes_on_from_another_device(person):
    left_at = person.fill_in_until(person.browser(), "purpose")
    elsewhere = person.browser()

    page = elsewhere.client.get("/my/").content.decode()
    draft = re.search(r"/apply/draft/[0-9a-f-]{36}/", page)[0]

    assert elsewhere.follow(draft) == left_at
    assert person.finish(elsewhere, draft)


def test_two_tabs_fill_in_one_form(person):
    one = person.browser()
    place = person.fill_in_until(one, "purpose")
    other = Citizen(one.client)
    person.finish(other, place)

    late = one.client.post(place, typed(forms.page_of(person.form, "purpose"), person.answers))

    assert late.status_code == 409
    page = late.content.decode()
    assert "is not part of it" in page
    assert re.search(r'href="/my/applications/[A-Z0-9-]+/"', page)


def test_of_two_answers_in_two_tabs_the_later_counts(person):
    citizen = person.browser()
    place = person.fill_in_until(citizen, "purpose")

    for answer in ("work-here", "volunteering"):
        citizen.client.get(place)
        assert citizen.client.post(place, {"purpose": answer}).status_code == 302

    shown = citizen.client.get(place).content.decode()
    assert re.search(r'value="volunteering"[^>]*checked', shown)
    assert person.finish(citizen, place)


def test_two_presses_hand_in_once(person):
    citizen = person.browser()
    check = citizen.go_on(citizen.begin(SERVICE), person.form, person.answers)

    first = citizen.hand_in(check, person.form)
    again = citizen.client.post(check, {question.id: "yes" for question in person.form.declarations})

    assert again.status_code == 302
    assert first in citizen.client.get(citizen.follow(again["Location"])).content.decode()


def test_a_service_that_changes_meanwhile(person, tmp_path):
    citizen = person.browser()
    check = citizen.go_on(citizen.begin(SERVICE), person.form, person.answers)
    shutil.copytree(settings.PACK, tmp_path / "lca")
    form = tmp_path / "lca/services/home-affairs" / SERVICE / "form.yaml"
    form.write_text(form.read_text().replace("What is your full name?", "What is your whole name?"))
    load_pack(by=system("test"), at=now(), path=tmp_path / "lca")
    forget_all()

    answer = citizen.client.post(check, {question.id: "yes" for question in person.form.declarations})
    place = citizen.follow(answer["Location"])

    page = citizen.client.get(place).content.decode()
    assert "This form has changed since you began" in page or "/page/" in place
    assert person.finish(citizen, place)
