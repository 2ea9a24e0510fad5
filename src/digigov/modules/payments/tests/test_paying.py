"""From what is due to the receipt, by every way a card can go."""

from datetime import timedelta
from decimal import Decimal

import pytest

from digigov.kernel.actor import ANONYMOUS, system
from digigov.kernel.errors import AdapterFailure, NotAllowed, NotFound
from digigov.kernel.ids import new_id
from digigov.kernel.money import Money
from digigov.kernel.references import parse_reference
from digigov.modules.casework.testing import UNIT
from digigov.modules.notifications.testing import make_template, told
from digigov.modules.organizations.testing import make_officer, make_organizations
from digigov.modules.parties.testing import make_person
from digigov.modules.payments import commands, errors
from digigov.modules.payments.models import Attempt, Difference, LedgerEntry, Payment, Receipt, Refund
from digigov.modules.payments.testing import (
    AT,
    RETURN,
    STEPS,
    make_due,
    make_payer,
    make_service,
    pay,
    start,
    violations,
)

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(minutes=11)


def ask(due, at=AT):
    commands.ask_gateway(by=due.payer, at=at, payment_id=due.payment_id)


class TestAskForPayment:
    def test_asks_for_what_the_table_says(self):
        payment = make_due().payment

        assert (payment.state, payment.money) == ("due", Money(Decimal(50), "XCD"))
        assert parse_reference(payment.reference) == payment.reference

    def test_goes_straight_on_when_the_table_says_zero(self):
        due = make_due(answers={"purpose": "charity"})

        assert due.payment.state == "free"
        with pytest.raises(errors.NothingToPay):
            commands.start_payment(by=due.payer, at=AT, payment_id=due.payment_id, return_url=RETURN)

    def test_tells_of_a_fee_that_falls_due_later_and_not_of_one_due_on_handing_in(self):
        make_template("payment-due", values=["reference"], subject="Pay for {{ reference }}", email="-", sms=None)
        hello = {"id": "hello", "type": "tell", "title": "Hello", "role": "system", "with": {"message": "hello"}}
        at_once, later = make_person(), make_person()

        make_due(party_id=at_once)
        make_due(party_id=later, service=make_service(steps=({**hello, "next": {"told": "pay"}}, *STEPS)))

        assert (told(at_once, "payment-due"), told(later, "payment-due")) == (0, 1)

    def test_a_published_table_never_changes(self):
        service = make_service()
        table = commands.due.FeeTable.model_validate({"fees": []})

        with pytest.raises(errors.AlreadyPublished):
            commands.publish_fees(by=system("test"), at=AT, service=service, version=1, table=table)


class TestStartPayment:
    def test_leads_to_the_card_page(self, gateway):
        due = make_due()

        url = start(due)

        assert url.startswith(gateway.pages_origin)
        assert due.payment.state == "started"
        assert [attempt.state for attempt in due.attempts] == ["open"]

    def test_pressed_twice_leads_to_the_same_page(self, gateway):
        due = make_due()

        assert start(due) == start(due)
        assert len(due.attempts) == 1

    @pytest.mark.parametrize("who", ["stranger", "citizen", "officer"])
    def test_refuses_everybody_but_the_payer(self, gateway, who):
        due = make_due()
        make_organizations()
        by = {"stranger": ANONYMOUS, "citizen": make_payer(), "officer": make_officer(unit="treasury")}[who]

        with pytest.raises(NotAllowed):
            start(due, by=by)

        assert (due.payment.state, due.attempts, gateway.calls) == ("due", [], [])

    def test_does_not_know_another_payment(self, gateway):
        with pytest.raises(NotFound):
            commands.start_payment(by=make_payer(), at=AT, payment_id=new_id(), return_url=RETURN)

    def test_charges_nothing_when_the_gateway_is_down_and_goes_on_later(self, gateway):
        due = make_due()
        gateway.failure = AdapterFailure("down", temporary=True)

        with pytest.raises(errors.CardPaymentsAreDown):
            start(due)
        assert [attempt.state for attempt in due.attempts] == ["intended"]

        gateway.failure = None
        start(due)
        assert [attempt.state for attempt in due.attempts] == ["open"]

    def test_makes_a_new_try_when_the_page_is_used_up(self, gateway):
        due = make_due()
        first = start(due)
        gateway.happen(due.attempts[0].session_id, "expired")

        assert start(due) != first
        assert [attempt.state for attempt in due.attempts] == ["expired", "open"]

    def test_says_that_it_is_paid_even_if_nobody_knew(self, gateway):
        due = make_due()
        start(due)
        gateway.happen(due.attempts[0].session_id, "paid")

        with pytest.raises(errors.AlreadyPaid):
            start(due)

        assert due.payment.state == "paid"

    def test_waits_for_a_bank_that_thinks_but_not_for_ever(self, gateway):
        due = make_due()
        start(due)
        gateway.happen(due.attempts[0].session_id, "pending")

        with pytest.raises(errors.BankHasNotAnswered):
            start(due)

        start(due, at=LATER)
        assert [attempt.state for attempt in due.attempts] == ["pending", "open"]


class TestSettle:
    def test_paid_gives_a_receipt_and_tells_the_case(self, gateway):
        due = make_due()
        pay(due, gateway)

        receipt = Receipt.objects.get(payment_id=due.payment_id)
        assert due.payment.state == "paid"
        assert (receipt.number, receipt.reference[:3]) == (1, "R26")
        assert {entry.account: entry.amount for entry in LedgerEntry.objects.all()} == {
            "card-gateway": Decimal(50),
            f"fees:{UNIT}": Decimal(-50),
        }
        assert violations(LATER) == []

    def test_is_harmless_when_repeated(self, gateway):
        due = make_due()
        pay(due, gateway)
        commands.ask_attempt(at=AT, attempt_id=due.attempts[0].id)
        commands.pass_on(at=AT, payment_id=due.payment_id)

        assert Receipt.objects.count() == 1
        assert LedgerEntry.objects.count() == 2

    @pytest.mark.parametrize("state", ["declined", "cancelled", "expired"])
    def test_a_failed_try_leaves_the_fee_due(self, gateway, state):
        due = make_due()
        start(due)
        gateway.happen(due.attempts[0].session_id, state, failure="insufficient-funds")
        ask(due)

        assert due.payment.state == "failed"
        pay(due, gateway)
        assert due.payment.state == "paid"
        assert violations(LATER) == []

    def test_another_amount_is_not_paid_but_held_for_a_person(self, gateway):
        due = make_due()
        start(due)
        gateway.happen(due.attempts[0].session_id, "paid", captured=Money(Decimal(49), "XCD"))
        ask(due)

        difference = Difference.objects.get()
        assert due.payment.state == "held"
        assert (difference.kind, difference.ours, difference.theirs) == ("amount", 50, 49)
        assert LedgerEntry.objects.get(account="unmatched").amount == -49
        with pytest.raises(errors.PersonIsLooking):
            start(due)
        assert violations(LATER) == []

    def test_a_late_success_after_another_try_succeeded_goes_back(self, gateway):
        due = make_due()
        start(due)
        slow = due.attempts[0].session_id
        gateway.happen(slow, "pending")
        ask(due)
        start(due, at=LATER)
        gateway.happen(due.attempts[1].session_id, "paid")
        ask(due, at=LATER)
        gateway.happen(slow, "paid")
        commands.ask_attempt(at=LATER, attempt_id=due.attempts[0].id)

        refund = Refund.objects.get()
        commands.send_refund(at=LATER, refund_id=refund.id)
        commands.send_refund(at=LATER, refund_id=refund.id)

        assert [attempt.state for attempt in due.attempts] == ["surplus", "paid"]
        assert (refund.because, refund.amount) == ("surplus", 50)
        assert [(line.kind, line.amount.amount) for line in gateway.lines][-1] == ("refund", -50)
        assert len(gateway.lines) == 3
        assert Payment.objects.get().state == "paid"
        assert violations(LATER) == []

    def test_what_was_paid_on_a_waived_fee_goes_back(self, gateway):
        make_organizations()
        due = make_due()
        start(due)
        commands.waive(by=make_officer(), at=AT, payment_id=due.payment_id, ground=0)
        gateway.happen(due.attempts[0].session_id, "paid")
        commands.call_back(at=AT, attempt_id=due.attempts[0].id)

        assert due.payment.state == "waived"
        assert Refund.objects.get().because == "surplus"

    def test_a_page_nobody_should_pay_on_is_called_back(self, gateway):
        make_organizations()
        due = make_due()
        start(due)
        commands.waive(by=make_officer(), at=AT, payment_id=due.payment_id, ground=0)
        commands.call_back(at=AT, attempt_id=due.attempts[0].id)

        assert [attempt.state for attempt in due.attempts] == ["cancelled"]
        assert gateway.sessions[due.attempts[0].session_id].state == "cancelled"

    def test_an_attempt_that_the_gateway_never_heard_of_is_told_again(self, gateway):
        due = make_due()
        gateway.failure = AdapterFailure("down", temporary=True)
        with pytest.raises(errors.CardPaymentsAreDown):
            start(due)
        gateway.failure = None

        found = commands.list_overdue_work(at=AT + timedelta(minutes=3))
        commands.ask_attempt(at=AT, attempt_id=found.attempts[0])

        assert [attempt.state for attempt in due.attempts] == [Attempt.State.OPEN]
