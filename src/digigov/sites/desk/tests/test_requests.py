"""The liaison officer's inbox in a browser's eyes, without JavaScript."""

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile

from digigov.kernel.clock import now
from digigov.modules.catalog.testing import load_tiny
from digigov.modules.documents.testing import make_picture
from digigov.modules.identity.testing import make_account, sign_in
from digigov.modules.organizations.testing import make_holder
from digigov.modules.parties.testing import make_person
from digigov.modules.service_requests.commands import About
from digigov.modules.service_requests.testing import make_request

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _country():
    load_tiny()


def officer(client, unit="shops", role="liaison-officer"):
    party_id = make_person(given_names="Lia")
    make_holder(party_id=party_id, unit=unit, role=role)
    sign_in(client, make_account(party_id=party_id), second_factor=True)
    return party_id


def row():
    return apps.get_model("service_requests", "Request").objects.get()


def do(client, opened, what, **given):
    return client.post(f"/desk/requests/{opened.reference}/do/", {"do": what, **given})


def test_from_the_inbox_to_the_closing_with_a_photo(client):
    officer(client)
    opened = make_request(at=now())
    assert opened.reference in client.get("/desk/requests/").content.decode()
    page = client.get(f"/desk/requests/{opened.reference}/").content.decode()
    assert "A bad smell" in page
    assert "somebody@example.org" in page

    assert do(client, opened, "acknowledge", text="Thank you").status_code == 302
    assert do(client, opened, "start", text="").status_code == 422
    assert do(client, opened, "start", text="A crew goes there").status_code == 302
    assert do(client, opened, "close", text="Done", evidence="photo").status_code == 422
    photo = SimpleUploadedFile("done.jpg", make_picture())
    assert do(client, opened, "close", text="Done", evidence="photo", files=photo).status_code == 302
    assert row().state == "answered"
    assert "Waits for the citizen (1)" in client.get("/desk/requests/?which=answered").content.decode()


def test_the_queue_and_the_case_lead_to_it(client):
    officer(client)
    opened = make_request(at=now())
    assert opened.reference in client.get("/desk/").content.decode()

    assert client.get(f"/desk/cases/{opened.reference}/").headers["Location"] == f"/desk/requests/{opened.reference}/"


def test_asking_forwarding_writing_and_showing(client):
    officer(client)
    opened = make_request(at=now())
    assert do(client, opened, "ask", text="Which stall?").status_code == 302
    assert do(client, opened, "note", text="For us").status_code == 302
    assert do(client, opened, "publish", public_text="A stall", is_public="yes").status_code == 302
    assert "A stall" in client.get(f"/requests/{opened.reference}/").content.decode()
    assert do(client, opened, "forward", unit="nowhere", reason="x").status_code == 422
    assert do(client, opened, "forward", unit="trade", reason="Theirs").status_code == 302

    assert row().unit == "trade"
    assert client.get(f"/desk/requests/{opened.reference}/").status_code == 403


def test_an_officer_of_the_unit_complained_about_sees_nothing(client):
    officer(client, unit="shops")
    opened = make_request(at=now(), category="complaint-officer", about=About(unit="shops"))

    assert opened.reference not in client.get("/desk/requests/").content.decode()
    assert opened.reference not in client.get("/desk/").content.decode()
    assert client.get(f"/desk/requests/{opened.reference}/").status_code == 403
    assert do(client, opened, "acknowledge").status_code == 403


def test_what_is_no_doing_or_no_reference_is_not_there(client):
    officer(client)
    opened = make_request(at=now())
    assert do(client, opened, "explode").status_code == 404
    assert client.get("/desk/requests/Q26-0000000-0/").status_code == 404


def test_who_answers_nothing_has_no_inbox(client):
    officer(client, role="shop-inspector")
    assert client.get("/desk/requests/").status_code == 403
