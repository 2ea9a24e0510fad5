"""Where somebody is signed in: shown, and ended there."""

from datetime import timedelta

import pytest
from django.test import Client

from digigov.kernel.clock import now
from digigov.modules.identity.queries import name_of_visit
from digigov.modules.identity.testing import make_account
from digigov.modules.parties.testing import make_person
from digigov.sites.account.session import PROVED_AT
from digigov.sites.account.tests.test_pages import actor, address, show_password

pytestmark = pytest.mark.django_db


def test_one_other_visit_is_ended_by_its_button(client):
    make_account(party_id=make_person(email="me@example.org"))
    other, third = Client(), Client()
    for each in (client, other, third):
        show_password(each, "me@example.org")
    page = client.get(address("security")).content.decode()
    name = name_of_visit(other.session.session_key)
    assert page.count('name="visit"') == 2
    assert f'value="{name}"' in page

    client.post(address("sign-out-everywhere"), {"visit": name})

    assert [actor(each).is_signed_in for each in (client, other, third)] == [True, False, True]
    assert client.post(address("sign-out-everywhere"), {"visit": name}).status_code == 404


def test_signing_out_elsewhere_asks_for_the_password_again(client):
    make_account(party_id=make_person(email="me@example.org"))
    other = Client()
    for each in (client, other):
        show_password(each, "me@example.org")
    session = client.session
    session[PROVED_AT] = (now() - timedelta(minutes=11)).isoformat()
    session.save()

    answer = client.post(address("sign-out-everywhere"))

    assert answer.url.startswith(address("confirm"))
    assert actor(other).is_signed_in
