"""Showing who one is, on the pages."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from digigov.kernel.clock import now
from digigov.modules.assurance import commands
from digigov.modules.assurance.queries import level_of
from digigov.modules.assurance.testing import BORN, LICENCE, NUMBER, PHONE, make_known, make_plan, make_proved
from digigov.modules.identity.testing import code_sent_to, load_messages, make_account, sign_in
from digigov.modules.organizations.testing import make_officer, make_organizations
from digigov.modules.parties.testing import make_person
from digigov.modules.registries.testing import registers_down
from digigov.sites.account.session import PROVED_AT

pytestmark = pytest.mark.django_db
TYPED = {
    "national_id": NUMBER,
    "born_on-day": "12",
    "born_on-month": "4",
    "born_on-year": "1991",
    "paper": "licence",
    "number": LICENCE,
}


@pytest.fixture(autouse=True)
def _country():
    load_messages()
    make_organizations()
    make_plan()
    make_known(expires_on="2100-01-01")


def visit(party_id=None):
    party_id = party_id or make_person(given_names="Testa", family_name="Fictional")
    client = Client()
    sign_in(client, make_account(party_id=party_id))
    return client, party_id


def address(name, **ids):
    return reverse(f"account:{name}", kwargs=ids or None)


def text_of(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


class TestFromHome:
    def test_two_papers_and_a_code_and_on_to_where_one_was(self):
        client, testa = visit()
        client.get(address("identity") + "?next=/my/")

        sent = client.post(address("identity-remote"), TYPED)
        assert sent.url == address("identity-code")
        assert "••••99" in text_of(client.get(sent.url))
        done = client.post(sent.url, {"code": code_sent_to(PHONE)})

        assert (done.url, level_of(testa, at=now())) == ("/my/", 1)
        assert "You have shown who you are" in text_of(client.get(address("identity")))
        assert "You have shown who you are" in text_of(client.get(address("home")))

    def test_where_to_go_on_is_a_page_of_ours(self):
        client, _testa = visit()
        client.get(address("identity") + "?next=https://evil.example/")
        client.post(address("identity-remote"), TYPED)

        assert client.post(address("identity-code"), {"code": code_sent_to(PHONE)}).url.startswith("/")

    @pytest.mark.parametrize(
        ("wrong", "status", "said"),
        [
            ({"number": "1"}, 422, "does not agree with what the registers hold"),
            ({"born_on-day": "31", "born_on-month": "2"}, 422, "Enter the day, month and year"),
            ({"born_on-day": "", "born_on-month": "", "born_on-year": ""}, 422, "Enter the date of birth"),
            ({"national_id": ""}, 422, "Enter the number on the national ID card"),
            ({"paper": "card"}, 422, "Choose the second paper"),
            ({"number": ""}, 422, "Enter the number of the second paper"),
        ],
        ids=str,
    )
    def test_what_is_wrong_is_said_and_what_was_typed_is_kept(self, wrong, status, said):
        client, testa = visit()

        answer = client.post(address("identity-remote"), {**TYPED, **wrong})
        assert (answer.status_code, said in text_of(answer)) == (status, True)
        assert 'value="1991"' in answer.content.decode() or wrong.get("born_on-year") == ""
        assert level_of(testa, at=now()) == 0

    def test_a_register_that_does_not_answer_is_said_with_503(self):
        client, _testa = visit()
        with registers_down():
            answer = client.post(address("identity-remote"), TYPED)
        assert (answer.status_code, "do not answer" in text_of(answer)) == (503, True)

    def test_a_wrong_code_is_said(self):
        client, _testa = visit()
        client.post(address("identity-remote"), TYPED)
        wrong = "000000" if code_sent_to(PHONE) != "000000" else "111111"

        assert "not the code" in text_of(client.post(address("identity-code"), {"code": wrong}))

    def test_without_a_check_there_is_no_code_to_type(self):
        client, _testa = visit()
        assert client.get(address("identity-code")).url == address("identity")

    def test_a_check_that_waits_can_be_given_up(self):
        client, _testa = visit()
        client.post(address("identity-remote"), TYPED)
        assert "We have sent a code" in text_of(client.get(address("identity")))
        client.post(address("identity-stop"))
        assert "We have sent a code" not in text_of(client.get(address("identity")))

    def test_a_stranger_signs_in_first(self):
        for name in ("identity", "identity-remote", "identity-code"):
            assert "/sign-in/" in Client().get(address(name)).url


class TestVouching:
    def asked(self):
        client, voucher = visit(make_person())
        make_proved(voucher, number="9100055", at=now())
        by = make_officer(unit="treasury", role="cashier", party_id=make_person())
        nola = make_person(given_names="Nola", family_name="Paperless")
        asked = {"party_id": nola, "born_on": BORN, "voucher_number": "9100055", "known_for": 3}
        return client, commands.begin_vouched(by=by, at=now(), **asked)

    def test_who_it_is_and_yes_or_no(self):
        client, proofing_id = self.asked()
        page = text_of(client.get(address("identity")))
        assert "Nola Paperless" in page and "3 years" in page

        answer = {"answer": "yes"}
        assert "/security/confirm/" in client.post(address("identity-vouch", proofing_id=proofing_id), answer).url
        session = client.session
        session[PROVED_AT] = now().isoformat()
        session.save()
        client.post(address("identity-vouch", proofing_id=proofing_id), answer)

        assert "Nola Paperless" not in text_of(client.get(address("identity")))

    def test_nobody_else_sees_or_answers_it(self):
        _client, proofing_id = self.asked()
        other, _party = visit(make_person())
        session = other.session
        session[PROVED_AT] = now().isoformat()
        session.save()

        assert "Nola" not in text_of(other.get(address("identity")))
        refused = other.post(address("identity-vouch", proofing_id=proofing_id), {"answer": "yes"})
        assert refused.status_code == 404
