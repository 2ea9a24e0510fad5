"""The payer's pages: over to the card page, back to the true state, the receipt."""

import re
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.conf import settings as configured

from digigov.kernel.errors import AdapterFailure
from digigov.kernel.money import Money
from digigov.modules.identity.testing import make_account, sign_in
from digigov.modules.organizations.testing import make_officer, make_organizations
from digigov.modules.parties.testing import make_person
from digigov.modules.payments import commands
from digigov.modules.payments.testing import Due, make_due
from digigov.modules.payments.testing.gateway import PATH, scripted_gateway

pytestmark = pytest.mark.django_db


@pytest.fixture
def gateway(settings):
    settings.DIGIGOV_ADAPTERS = {**settings.DIGIGOV_ADAPTERS, "card-gateway": PATH}
    return scripted_gateway()


@pytest.fixture
def due(client, gateway):
    """A payment that is due, and its payer signed in."""
    make_organizations()
    payer = make_person()
    sign_in(client, make_account(party_id=payer))
    return make_due(party_id=payer)


def page(due: Due, name: str = "") -> str:
    return f"/pay/{due.payment_id}/{name}"


def start(client, due):
    return client.post(page(due, "start/"))


def session_of(due):
    return due.attempts[-1].session_id


class TestPay:
    def test_says_what_for_how_much_and_by_what_law(self, client, due):
        answer = client.get(page(due))

        for words in ("Fee for a certificate", "EC$50.00", "Fees Act, section 2", "Visa or Mastercard"):
            assert words in answer.content.decode()

    def test_has_no_field_for_a_card(self, client, due):
        inputs = re.findall(r'<input[^>]*name="([^"]+)"', client.get(page(due)).content.decode())

        assert set(inputs) <= {"csrfmiddlewaretoken", "language", "next", "code"}

    def test_its_form_may_lead_to_the_card_page_and_nowhere_else(self, client, due, gateway):
        policy = client.get(page(due)).headers["Content-Security-Policy"]

        assert f"form-action 'self' {gateway.pages_origin};" in f"{policy};"

    def test_leads_over(self, client, due, gateway):
        answer = start(client, due)

        assert answer.status_code == 303
        assert answer.headers["Location"].startswith(gateway.pages_origin)
        assert due.attempts[0].return_url == f"{configured.ADDRESS}{page(due, 'back/')}"

    def test_a_link_is_not_enough_to_start(self, client, due):
        assert client.get(page(due, "start/")).status_code == 405
        assert due.attempts == []

    def test_says_that_nothing_was_charged_when_the_card_service_is_down(self, client, due, gateway):
        gateway.failure = AdapterFailure("down", temporary=True)

        answer = start(client, due)

        assert answer.status_code == 503
        assert "Nothing was charged" in answer.content.decode()

    def test_strangers_are_asked_to_sign_in_and_others_find_nothing(self, client, due):
        client.logout()
        for name in ("", "back/", "receipt/"):
            assert (
                client.get(page(due, name)).headers["Location"]
                == f"/account/sign-in/?next=%2Fpay%2F{due.payment_id}%2F"
            )
        assert client.post(page(due, "start/")).headers["Location"].startswith("/account/sign-in/")

        sign_in(client, make_account())
        for name in ("", "back/", "receipt/"):
            assert client.get(page(due, name)).status_code == 404
        assert start(client, due).status_code == 404
        assert due.attempts == []

    def test_an_officer_of_another_unit_finds_nothing(self, client, due):
        person = make_person()
        make_officer(party_id=person, unit="treasury", role="cashier")
        sign_in(client, make_account(party_id=person), second_factor=True)

        assert client.get(page(due)).status_code == 404

    def test_of_a_case_without_an_applicant_whoever_holds_the_address_may_pay(self, client, gateway):
        due = make_due(anonymous=True)

        assert client.get(page(due)).status_code == 200
        assert start(client, due).status_code == 303


class TestBack:
    @pytest.fixture(autouse=True)
    def started(self, client, due):
        start(client, due)

    def look(self, client, due):
        answer = client.get(page(due, "back/"))
        assert answer.status_code == 200
        return answer.content.decode()

    def test_paid_shows_the_receipt(self, client, due, gateway):
        gateway.happen(session_of(due), "paid")

        text = self.look(client, due)

        assert "Payment received" in text
        assert due.payment.receipt.reference in text
        receipt = client.get(page(due, "receipt/")).content.decode()
        assert all(words in receipt for words in ("Visa ending 4242", "EC$50.00", "Criminal Records", "Testa"))

    def test_declined_says_why_and_offers_another_try(self, client, due, gateway):
        gateway.happen(session_of(due), "declined", failure="insufficient-funds")

        text = self.look(client, due)

        assert "not enough money" in text
        assert "Go to the card page" in text

    def test_a_bank_that_has_not_answered_is_waited_for(self, client, due, gateway):
        gateway.happen(session_of(due), "pending")

        assert "still waiting for your bank" in self.look(client, due)
        assert client.get(page(due)).headers["Location"] == page(due, "back/")

    def test_a_closed_tab_is_not_paid_yet(self, client, due):
        assert "not paid yet" in self.look(client, due)

    def test_a_gateway_that_is_down_is_said_so(self, client, due, gateway):
        gateway.failure = AdapterFailure("down", temporary=True)

        assert "We do not know yet" in self.look(client, due)

    def test_another_amount_is_looked_at(self, client, due, gateway):
        gateway.happen(session_of(due), "paid", captured=Money(Decimal(1), "XCD"))

        assert "Do not pay again" in self.look(client, due)
        assert start(client, due).headers["Location"] == page(due, "back/")

    def test_what_goes_back_is_shown(self, client, due, gateway):
        gateway.happen(session_of(due), "paid")
        self.look(client, due)
        commands.settle_closed_case(at=datetime.now(UTC), case_id=due.case_id, outcome="withdrawn", at_step="pay")

        assert "EC$50.00 is on its way back" in self.look(client, due)

    def test_in_kweyol_too(self, client, due):
        client.cookies[configured.LANGUAGE_COOKIE_NAME] = "acf"

        assert self.look(client, due)
