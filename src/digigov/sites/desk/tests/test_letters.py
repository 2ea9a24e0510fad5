"""A code by post, from the page that asks for it to the one that takes it, by way of the post room."""

import re
import subprocess

import pytest
from django.test import Client

from digigov.kernel.clock import now
from digigov.modules.assurance.queries import level_of
from digigov.modules.assurance.testing import make_known, make_plan, typed
from digigov.modules.catalog.testing import load_tiny
from digigov.modules.identity.testing import load_messages, make_account, sign_in
from digigov.modules.organizations.testing import ORGANIZATIONS, make_holder, make_organizations
from digigov.modules.parties.testing import make_person

pytestmark = pytest.mark.django_db
LIST = "/desk/letters/"
CODE = re.compile(r"[A-Z2-9]{4}-[A-Z2-9]{4}")


@pytest.fixture(autouse=True)
def _country():
    load_tiny()
    load_messages()
    roles = [*ORGANIZATIONS["roles"], {"code": "post", "name": "P", "permissions": ["assurance.post"]}]
    make_organizations(roles=roles)
    make_plan()
    make_known(expires_on="2100-01-01")


def officer(role):
    client = Client()
    person = make_holder(party_id=make_person(), unit="treasury", role=role)
    sign_in(client, make_account(party_id=person), second_factor=True)
    return client


def visit():
    client, party_id = Client(), make_person(given_names="Testa", family_name="Fictional")
    sign_in(client, make_account(party_id=party_id))
    return client, party_id


def test_asked_for_printed_sent_and_entered():
    client, testa = visit()
    assert client.post("/account/identity/remote/", typed(way="letter")).url == "/account/identity/"
    assert "A letter with a code goes to the address" in client.get("/account/identity/").content.decode()

    post_room = officer("post")
    listed = post_room.get(LIST).content.decode()
    assert "Testa Fictional" in listed
    assert "4 Test Street" not in listed
    pdf = post_room.post(re.search(r"/desk/letters/[0-9a-f-]{36}/print/", listed)[0])
    assert (pdf.status_code, pdf["Content-Type"]) == (200, "application/pdf")
    assert pdf["Content-Disposition"].startswith("attachment")
    words = subprocess.run(["pdftotext", "-", "-"], input=pdf.content, capture_output=True, check=True).stdout.decode()
    assert "4 Test Street" in words
    code = CODE.search(re.sub(r"\s", "", words))[0]
    listed = post_room.get(LIST).content.decode()
    assert code not in listed
    assert post_room.post(re.search(r"/desk/letters/[0-9a-f-]{36}/sent/", listed)[0]).url == LIST
    assert "No letter waits" in post_room.get(LIST).content.decode()

    wrong = client.post("/account/identity/letter/", {"code": "AAAA-AAAA"})
    assert (wrong.status_code, "This is not the code in the letter" in wrong.content.decode()) == (422, True)
    assert client.post("/account/identity/letter/", {"code": code}).status_code == 302
    assert level_of(testa, at=now()) == 1


def test_whoever_waits_for_none_is_led_back():
    client, _testa = visit()

    assert client.get("/account/identity/letter/").url == "/account/identity/"


def test_the_list_is_the_post_rooms_alone():
    assert officer("cashier").get(LIST).status_code == 403
