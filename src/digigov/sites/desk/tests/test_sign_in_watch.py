"""Signs of misuse: who sees them, and what it takes to be done with one."""

import pytest
from django.apps import apps
from django.test import Client

from digigov.kernel.clock import now
from digigov.modules.identity.testing import make_account, sign_in
from digigov.modules.organizations.testing import ORGANIZATIONS, make_holder, make_organizations
from digigov.modules.parties.testing import make_person

pytestmark = pytest.mark.django_db
PAGE = "/desk/sign-in-watch/"


@pytest.fixture(autouse=True)
def _country():
    roles = [*ORGANIZATIONS["roles"], {"code": "watcher", "name": "W", "permissions": ["identity.watch"]}]
    make_organizations(roles=roles)


def officer(role):
    client = Client()
    person = make_holder(party_id=make_person(), unit="treasury", role=role)
    sign_in(client, make_account(party_id=person), second_factor=True)
    return client


def test_shows_what_nobody_has_looked_at_and_lets_go_of_it_with_a_note():
    account = make_account(party_id=make_person(given_names="Watched", family_name="Person"))
    Concern = apps.get_model("identity", "Concern")
    concern = Concern.objects.create(kind="number-moved", account_id=account, noted_at=now())
    Concern.objects.create(kind="many-recoveries", account_id=None, noted_at=now())
    client = officer("watcher")

    page = client.get(PAGE).content.decode()
    assert "Watched Person" in page
    assert "gave up within three months" in page
    assert "All accounts together" in page

    again = client.post(PAGE, {"concern": str(concern.id), "note": " "})
    assert (again.status_code, "Write in a few words" in again.content.decode()) == (422, True)
    assert client.post(PAGE, {"concern": str(concern.id), "note": "A new family telephone"}).url == PAGE
    assert "Watched Person" not in client.get(PAGE).content.decode()
    assert client.post(PAGE, {"concern": str(concern.id), "note": "A new family telephone"}).status_code == 404


def test_what_is_no_line_gets_a_sentence():
    assert officer("watcher").post(PAGE, {"concern": "x", "note": "A note"}).status_code == 422


def test_nobody_else_sees_it():
    assert officer("cashier").get(PAGE).status_code == 403
