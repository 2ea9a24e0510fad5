"""The desk of those who look after money."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from digigov.kernel.money import Money
from digigov.modules.identity.testing import make_account, sign_in
from digigov.modules.organizations.testing import ORGANIZATIONS, make_holder, make_organizations
from digigov.modules.parties.testing import make_person
from digigov.modules.payments.testing import make_due, pay, settle_with
from digigov.modules.payments.testing.gateway import PATH, scripted_gateway

pytestmark = pytest.mark.django_db
KEEPER = {
    "code": "keeper",
    "name": "Keeper of the money",
    "permissions": ["payments.refund", "payments.reconcile", "payments.waive"],
}


@pytest.fixture
def gateway(settings):
    settings.DIGIGOV_ADAPTERS = {**settings.DIGIGOV_ADAPTERS, "card-gateway": PATH}
    return scripted_gateway()


@pytest.fixture(autouse=True)
def island(gateway):
    make_organizations(roles=[*ORGANIZATIONS["roles"], KEEPER])


def enter(client, *, role="keeper", unit="police-records"):
    person = make_person()
    make_holder(party_id=person, role=role, unit=unit)
    sign_in(client, make_account(party_id=person), second_factor=True)
    return person


def text_of(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


class TestPayments:
    def test_lists_those_of_the_own_units_by_reference_and_state(self, client, gateway):
        enter(client)
        paid, due, other = make_due(), make_due(), make_due(unit="treasury")
        pay(paid, gateway)

        assert other.payment.reference not in text_of(client, "/desk/payments/")
        for query in (f"q={paid.payment.reference}", f"q={paid.payment.receipt.reference}", "state=paid"):
            text = text_of(client, f"/desk/payments/?{query}")
            assert paid.payment.reference in text
            assert due.payment.reference not in text
        assert "No payments are found" in text_of(client, "/desk/payments/?q=%27%22%3Cscript%3E")

    def test_costs_no_more_queries_for_more_payments(self, client, django_assert_max_num_queries):
        enter(client)
        for _ in range(3):
            make_due()
        with django_assert_max_num_queries(30) as few:
            text_of(client, "/desk/payments/")
        for _ in range(6):
            make_due()
        with django_assert_max_num_queries(len(few) + 6):  # one fee table for each published service, remembered
            text_of(client, "/desk/payments/")

    @pytest.mark.parametrize("role", ["records-clerk", "cashier"])
    def test_refuses_officers_without_a_permission_over_money(self, client, role):
        enter(client, role=role)

        assert client.get("/desk/payments/").status_code == 403
        assert client.get("/desk/payments/differences/").status_code == 403

    def test_refuses_citizens(self, client):
        sign_in(client, make_account())

        assert client.get("/desk/payments/").status_code == 403

    def test_of_another_unit_there_is_nothing(self, client):
        enter(client, unit="treasury")

        assert client.get(f"/desk/payments/{make_due().payment_id}/").status_code == 404


class TestRefund:
    def give(self, client, due, **typed):
        return client.post(f"/desk/payments/{due.payment_id}/refund/", typed)

    def test_gives_back(self, client, gateway):
        enter(client)
        due = make_due()
        pay(due, gateway)

        assert self.give(client, due, amount="12.50", note="By the law").status_code == 302
        text = text_of(client, f"/desk/payments/{due.payment_id}/")

        assert "EC$12.50" in text
        assert "at most EC$37.50" in text

    @pytest.mark.parametrize("amount", ["", "x", "0", "-1", "1.005", "NaN", "1e99", "50.01"])
    def test_says_what_is_wrong(self, client, gateway, amount):
        enter(client)
        due = make_due()
        pay(due, gateway)

        answer = self.give(client, due, amount=amount, note="x")

        assert answer.status_code in (409, 422)
        assert "There is a problem" in answer.content.decode()

    def test_wants_to_know_why(self, client, gateway):
        enter(client)
        due = make_due()
        pay(due, gateway)

        assert self.give(client, due, amount="1", note=" ").status_code == 422


class TestWaive:
    def test_by_the_role_of_the_definition(self, client, gateway):
        enter(client, role="records-clerk")
        due = make_due()

        assert "Public assistance" in text_of(client, f"/desk/payments/{due.payment_id}/")
        client.post(f"/desk/payments/{due.payment_id}/waive/", {"ground": "0", "note": "Card seen"})

        assert due.payment.state == "waived"

    @pytest.mark.parametrize("ground", ["", "9", "x", "-1"])
    def test_wants_a_ground(self, client, ground):
        enter(client, role="records-clerk")
        due = make_due()

        answer = client.post(f"/desk/payments/{due.payment_id}/waive/", {"ground": ground})

        assert answer.status_code == 422
        assert due.payment.state == "due"

    def test_is_refused_to_others(self, client):
        enter(client, role="cashier")
        due = make_due()

        assert "Waive the fee" not in text_of(client, f"/desk/payments/{due.payment_id}/")
        assert client.post(f"/desk/payments/{due.payment_id}/waive/", {"ground": "0"}).status_code == 403


class TestDifferences:
    def test_are_listed_and_settled(self, client, gateway):
        enter(client)
        due = make_due()
        settle_with(due, gateway, captured=Money(Decimal(49), "XCD"), at=datetime.now(UTC))

        text = text_of(client, "/desk/payments/differences/")
        assert due.payment.reference in text
        settle = text.split('action="/desk/payments/differences/')[1].split('"')[0]
        client.post(f"/desk/payments/differences/{settle}", {"note": "Bank's fault", "give_back": "yes"})

        assert "Everything adds up" in text_of(client, "/desk/payments/differences/")
        assert "Bank&#39;s fault" in text_of(client, "/desk/payments/differences/?show=settled")
        assert "EC$49.00" in text_of(client, f"/desk/payments/{due.payment_id}/")
