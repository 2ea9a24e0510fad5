"""What government knows about me, on the pages: mine alone, whole, and with a copy."""

import json
import re
from html import unescape
from io import BytesIO

import pikepdf
import pytest

from digigov.kernel.clock import now
from digigov.modules.applications.testing import hand_in, make_citizen, make_draft
from digigov.modules.identity.testing import load_messages, make_account, sign_in
from digigov.modules.parties.testing import make_person
from digigov.modules.privacy.queries import holdings
from digigov.sites.account.session import PROVED_AT

pytestmark = pytest.mark.django_db
COPY = "/account/my-data/copy/"


def text_of(answer):
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())))


@pytest.fixture
def me(client):
    load_messages()
    party_id = make_person(
        given_names="Testa", family_name="Fictional", email="testa@example.org", phone="+17585550123"
    )
    sign_in(client, make_account(party_id=party_id))
    return party_id


def prove(client):
    session = client.session
    session[PROVED_AT] = now().isoformat()
    session.save()


def test_every_room_stands_on_the_overview_with_how_much_it_holds(client, me):
    shown = text_of(client.get("/account/my-data/"))

    for holding in holdings().values():
        assert holding.title in shown
    assert "Who you are and how to reach you 2 records" in shown
    assert "Your payments nothing" in shown


def test_a_room_says_what_why_by_which_law_and_how_long(client, me):
    shown = text_of(client.get("/account/my-data/held/parties/"))

    for words in (
        "Given names Testa",
        "E-mail address testa@example.org",
        "What for",
        "Data Protection Act",
        "How long",
        "Put it right",
    ):
        assert words in shown


@pytest.mark.parametrize("room", sorted(holdings()))
def test_each_room_can_be_drawn_and_pages_end(client, me, room):
    assert client.get(f"/account/my-data/held/{room}/").status_code == 200
    assert "Nothing is held here." in text_of(client.get(f"/account/my-data/held/{room}/?page=9999"))


def test_what_no_room_is_called_is_not_found(client, me):
    assert client.get("/account/my-data/held/treasure/").status_code == 404


def test_registers_tell_only_who_has_shown_who_they_are(client, me):
    for answer in (client.get("/account/my-data/registers/"), client.post("/account/my-data/registers/")):
        assert "only to whoever has shown who they are" in text_of(answer)


def test_a_copy_is_given_after_a_fresh_proof_and_written_down(client, me):
    assert client.post(COPY).status_code == 302
    prove(client)
    assert "Load the copy to read" in text_of(client.get(COPY))

    answer = client.post(COPY)

    told = json.loads(answer.content)
    assert answer["Content-Disposition"].startswith("attachment")
    assert told["schema"] == "digigov-own-data/1"
    assert [each["room"] for each in told["holdings"]] == list(holdings())
    _person, reached = told["holdings"][0]["records"]
    assert reached["values"]["email"] == "testa@example.org"
    assert "Loaded a copy of all that is held of you" in text_of(client.get("/account/who-looked/"))


def test_it_holds_what_was_handed_in_and_nothing_of_anybody_else(client, me):
    from_me, other = make_draft_of(me), make_draft_of(make_person(given_names="Otha", email="otha@example.org"))
    prove(client)

    body = client.post(COPY).content.decode()

    assert from_me in body
    assert other not in body
    assert "otha@example.org" not in body


def make_draft_of(party_id):
    by = make_citizen(party_id)
    return hand_in(by, make_draft(by)).reference


def test_no_secret_stands_in_it(client, me):
    prove(client)
    told = json.loads(client.post(COPY).content)
    body = json.dumps([each["records"] for each in told["holdings"]] + [told["trail"]])

    for secret in ("digest", "password", "secret", "credential", "code_hash", "holder_hash"):
        assert secret not in body


def test_the_copy_to_read_is_a_tagged_pdf_and_no_text_becomes_typst(client, me):
    nasty = make_draft_of(me)
    client.post(
        "/account/home-address/",
        {"address-line1": "#panic() *1* @x $y$", "address-community": "Babonneau", "address-district": "Castries"},
    )
    prove(client)

    answer = client.post(COPY, {"as": "pdf"})

    with pikepdf.open(BytesIO(answer.content)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.docinfo["/Title"]) == "My data"
    assert answer["Content-Type"] == "application/pdf"
    assert nasty
