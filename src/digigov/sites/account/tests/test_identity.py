"""Showing who one is, on the pages."""

import re
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse

from digigov.kernel.actor import system
from digigov.kernel.clock import now
from digigov.modules.assurance import commands
from digigov.modules.assurance.commands import load_plan
from digigov.modules.assurance.queries import level_of
from digigov.modules.assurance.testing import BORN, NUMBER, PHONE, make_known, make_plan, make_proved, typed
from digigov.modules.identity.testing import code_sent_to, load_messages, make_account, sign_in
from digigov.modules.organizations.testing import make_officer, make_organizations
from digigov.modules.parties.testing import make_person
from digigov.modules.registries.testing import registers_down
from digigov.sites.account.session import PROVED_AT

pytestmark = pytest.mark.django_db
TYPED = typed()


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


def prove(client):
    """As if the password had just been shown."""
    session = client.session
    session[PROVED_AT] = now().isoformat()
    session.save()


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
            ({"paper": "card"}, 422, "Choose a paper"),
            ({"number": ""}, 422, "Enter the number of the paper"),
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

    def test_without_a_telephone_on_record_the_counter_is_named(self):
        make_known(phone="", expires_on="2100-01-01")
        client, _testa = visit()
        answer = client.post(address("identity-remote"), TYPED)
        assert (answer.status_code, "hold no telephone number for you" in text_of(answer)) == (409, True)

    def test_tries_are_counted_by_the_number_however_it_is_written(self, monkeypatch):
        counted = []
        monkeypatch.setattr(
            "digigov.sites.limits.count", lambda request, name, subject="": counted.append((name, subject))
        )
        client, _testa = visit()
        for written in (NUMBER, f" {NUMBER[:3]}-{NUMBER[3:]}", ".".join(NUMBER)):
            client.post(address("identity-remote"), {**TYPED, "national_id": written, "number": ""})

        assert counted == [("prove", NUMBER)] * 3

    def test_a_country_that_proves_nobody_offers_no_way_from_home(self):
        load_plan(by=system("test"), at=now(), definition=None)
        client, _testa = visit()
        assert "From here" not in text_of(client.get(address("identity")))
        assert client.post(address("identity-remote"), TYPED).status_code == 404

    def test_where_one_was_is_offered_once(self):
        client, testa = visit()
        make_proved(testa, at=now())
        assert "Go on where you were" in text_of(client.get(address("identity") + "?next=/my/"))
        assert "Go on where you were" not in text_of(client.get(address("identity")))

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
        first = client.post(address("identity-vouch", proofing_id=proofing_id), answer).url
        assert "/security/confirm/" in first
        assert first.endswith(quote(address("identity"), safe=""))
        prove(client)
        client.post(address("identity-vouch", proofing_id=proofing_id))
        assert "Nola Paperless" in text_of(client.get(address("identity")))
        client.post(address("identity-vouch", proofing_id=proofing_id), answer)

        assert "Nola Paperless" not in text_of(client.get(address("identity")))

    def test_too_late_or_not_able_any_more_is_said(self, monkeypatch):
        client, proofing_id = self.asked()
        prove(client)
        for refusal in (commands.ProofLapsed(), commands.NotAgreed(("voucher-level",))):

            def refuse(refusal=refusal, **_asked):
                raise refusal

            monkeypatch.setattr(commands, "vouch", refuse)
            said = client.post(address("identity-vouch", proofing_id=proofing_id), {"answer": "yes"})
            assert (said.status_code, str(refusal)[:20] in text_of(said)) == (422, True)

    def test_nobody_else_sees_or_answers_it(self):
        _client, proofing_id = self.asked()
        other, _party = visit(make_person())
        prove(other)

        assert "Nola" not in text_of(other.get(address("identity")))
        refused = other.post(address("identity-vouch", proofing_id=proofing_id), {"answer": "yes"})
        assert refused.status_code == 404
