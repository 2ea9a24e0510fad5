"""What registers say of oneself: each for itself, with the age of an answer of before, and whatever one of them does."""

import re
from html import unescape

import pytest

from digigov.kernel.clock import now
from digigov.modules.assurance.testing import make_proved
from digigov.modules.catalog.testing import load_tiny
from digigov.modules.identity.testing import load_messages, make_account, sign_in
from digigov.modules.parties.testing import make_person
from digigov.modules.registries.testing import empty_registers, make_row, registers_down

pytestmark = pytest.mark.django_db
PLACE = "/account/my-data/registers/"
NUMBER = "9100001"


def text_of(answer):
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())))


@pytest.fixture
def me(client):
    load_tiny()
    load_messages()
    empty_registers()
    party_id = make_person(given_names="Testa", family_name="Fictional")
    make_proved(party_id, number=NUMBER, at=now())
    sign_in(client, make_account(party_id=party_id))
    return party_id


def test_nothing_is_asked_before_the_person_asks(client, me):
    assert "They are asked now" in text_of(client.get(PLACE))


def test_a_register_that_is_down_is_said_and_what_it_said_before_has_its_age(client, me):
    make_row("people", NUMBER, {"full_name": {"given": "Testa", "family": "Fictional"}, "born_on": "1990-02-03"})
    known = text_of(client.post(PLACE))
    assert "Testa Fictional" in known
    assert "Saturday 3 February 1990" in known

    with registers_down():
        again = text_of(client.post(PLACE))

    assert "This is what it said on" in again
    assert "Testa Fictional" in again


def test_a_register_that_never_answered_is_said(client, me):
    with registers_down():
        assert "This register cannot be asked now" in text_of(client.post(PLACE))
