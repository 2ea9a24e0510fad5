"""Waivers, refunds, and what happens to money when a case ends."""

from dataclasses import replace
from decimal import Decimal

import pytest

from digigov.kernel.actor import ANONYMOUS, Grant
from digigov.kernel.errors import AdapterFailure, NotAllowed
from digigov.kernel.money import Money
from digigov.modules.casework.testing import UNIT
from digigov.modules.organizations.testing import make_officer, make_organizations
from digigov.modules.payments import commands, errors, policies, queries
from digigov.modules.payments.models import Difference, LedgerEntry, Refund
from digigov.modules.payments.testing import AT, make_due, make_payer, pay, start, violations

pytestmark = pytest.mark.django_db


def xcd(amount):
    return Money(Decimal(str(amount)), "XCD")


@pytest.fixture
def cashier():
    make_organizations()
    return make_officer(grants=[Grant(policies.REFUND, UNIT), Grant(policies.RECONCILE, UNIT)])


@pytest.fixture
def others(cashier):
    """Who must be refused: a stranger, a citizen, an officer of another unit, and the payer, whatever post is held."""
    return lambda due: [
        ANONYMOUS,
        make_payer(),
        make_officer(
            unit="treasury", grants=[Grant(policies.REFUND, "treasury"), Grant(policies.RECONCILE, "treasury")]
        ),
        due.payer,
        replace(cashier, party_id=due.payer.party_id),
    ]


class TestWaive:
    def test_lets_the_case_go_on(self, gateway, cashier):
        due = make_due()

        commands.waive(by=cashier, at=AT, payment_id=due.payment_id, ground=0, note="Card seen")
        commands.pass_on(at=AT, payment_id=due.payment_id)

        assert due.payment.state == "waived"
        assert due.payment.waived_because == "Public assistance\nCard seen"
        assert due.payment.passed_on_at == AT
        assert violations() == []

    def test_refuses_others(self, gateway, others):
        due = make_due()

        for by in others(due):
            with pytest.raises(NotAllowed):
                commands.waive(by=by, at=AT, payment_id=due.payment_id, ground=0)

        assert due.payment.state == "due"

    def test_knows_only_the_grounds_of_the_definition(self, gateway, cashier):
        due = make_due()

        with pytest.raises(errors.UnknownGround):
            commands.waive(by=cashier, at=AT, payment_id=due.payment_id, ground=2)

    def test_comes_too_late_when_it_is_paid(self, gateway, cashier):
        due = make_due()
        pay(due, gateway)

        with pytest.raises(errors.CannotBeWaived):
            commands.waive(by=cashier, at=AT, payment_id=due.payment_id, ground=0)


class TestRefund:
    def test_gives_back_in_parts_and_never_more_than_was_paid(self, gateway, cashier):
        due = make_due()
        pay(due, gateway)

        first = commands.refund(by=cashier, at=AT, payment_id=due.payment_id, amount=xcd("30.50"), note="By the law")
        with pytest.raises(errors.CannotBeRefunded) as refusal:
            commands.refund(by=cashier, at=AT, payment_id=due.payment_id, amount=xcd("19.51"), note="")
        commands.send_refund(at=AT, refund_id=first)

        assert "19.50" in str(refusal.value)
        assert Refund.objects.get().state == "done"
        assert sum(entry.amount for entry in LedgerEntry.objects.filter(account="card-gateway")) == Decimal("19.50")
        assert violations() == []

    @pytest.mark.parametrize("amount", ["0", "-1", "50.01"])
    def test_refuses_senseless_amounts(self, gateway, cashier, amount):
        due = make_due()
        pay(due, gateway)

        with pytest.raises(errors.CannotBeRefunded):
            commands.refund(by=cashier, at=AT, payment_id=due.payment_id, amount=xcd(amount), note="")

    def test_refuses_what_is_not_paid(self, gateway, cashier):
        with pytest.raises(errors.CannotBeRefunded):
            commands.refund(by=cashier, at=AT, payment_id=make_due().payment_id, amount=xcd(1), note="")

    def test_refuses_others(self, gateway, others):
        due = make_due()
        pay(due, gateway)

        for by in others(due):
            with pytest.raises(NotAllowed):
                commands.refund(by=by, at=AT, payment_id=due.payment_id, amount=xcd(1), note="")

        assert not Refund.objects.exists()

    def test_is_tried_again_when_the_gateway_is_down(self, gateway, cashier):
        due = make_due()
        pay(due, gateway)
        refund_id = commands.refund(by=cashier, at=AT, payment_id=due.payment_id, amount=xcd(50), note="")
        gateway.failure = AdapterFailure("down", temporary=True)

        with pytest.raises(AdapterFailure):
            commands.send_refund(at=AT, refund_id=refund_id)

        assert Refund.objects.get().state == "ordered"

    def test_goes_to_a_person_when_the_gateway_will_not(self, gateway, cashier):
        due = make_due()
        pay(due, gateway)
        refund_id = commands.refund(by=cashier, at=AT, payment_id=due.payment_id, amount=xcd(50), note="")
        gateway.failure = AdapterFailure("no", temporary=False)
        commands.send_refund(at=AT, refund_id=refund_id)

        difference = Difference.objects.get(kind="refund")
        gateway.failure = None
        commands.settle_difference(by=cashier, at=AT, difference_id=difference.id, note="Again", give_back=True)
        commands.send_refund(at=AT, refund_id=refund_id)

        assert Refund.objects.get().state == "done"
        assert violations() == []


class TestSettleDifference:
    def held(self, gateway):
        due = make_due()
        start(due)
        gateway.happen(due.attempts[0].session_id, "paid", captured=xcd(49))
        commands.ask_gateway(by=due.payer, at=AT, payment_id=due.payment_id)
        return due, Difference.objects.get()

    def test_sends_a_wrong_amount_back_so_that_the_right_one_can_be_paid(self, gateway, cashier):
        due, difference = self.held(gateway)

        commands.settle_difference(by=cashier, at=AT, difference_id=difference.id, note="Bank's fault", give_back=True)
        refund = Refund.objects.get()
        commands.send_refund(at=AT, refund_id=refund.id)
        pay(due, gateway)

        assert (refund.because, refund.amount) == ("mismatch", 49)
        assert due.payment.state == "paid"
        assert not sum(entry.amount for entry in LedgerEntry.objects.filter(account="unmatched"))
        assert violations() == []

    def test_is_settled_once(self, gateway, cashier):
        _, difference = self.held(gateway)
        commands.settle_difference(by=cashier, at=AT, difference_id=difference.id, note="x")

        with pytest.raises(errors.AlreadySettled):
            commands.settle_difference(by=cashier, at=AT, difference_id=difference.id, note="y")

    def test_refuses_others(self, gateway, others):
        due, difference = self.held(gateway)

        for by in others(due):
            with pytest.raises(NotAllowed):
                commands.settle_difference(by=by, at=AT, difference_id=difference.id, note="", give_back=True)

        assert due.payment.state == "held"
        assert not Refund.objects.exists()


class TestWhenTheCaseEnds:
    def test_withdrawn_while_paying_nothing_is_due_any_more(self, gateway):
        due = make_due()
        start(due)

        commands.settle_closed_case(at=AT, case_id=due.case_id, outcome="withdrawn", at_step="pay")
        gateway.happen(due.attempts[0].session_id, "paid")
        commands.call_back(at=AT, attempt_id=due.attempts[0].id)

        assert due.payment.state == "cancelled"
        assert Refund.objects.get().because == "surplus"
        assert violations() == []

    @pytest.mark.parametrize(
        ("outcome", "at_step", "back"),
        [("withdrawn", "review", 25), ("refused", "review", "12.50"), ("granted", "x", 0)],
    )
    def test_gives_back_by_the_rule_of_the_definition_once(self, gateway, outcome, at_step, back):
        due = make_due()
        pay(due, gateway)

        for _ in range(2):
            commands.settle_closed_case(at=AT, case_id=due.case_id, outcome=outcome, at_step=at_step)

        assert sum(refund.amount for refund in Refund.objects.all()) == Decimal(str(back))

    @pytest.mark.parametrize(("step", "back"), [("pay", 50), ("review", 25)])
    def test_says_beforehand_what_a_withdrawal_gives_back(self, gateway, step, back):
        due = make_due()
        assert queries.goes_back_if_withdrawn(case_id=due.case_id, at_step=step) is None
        pay(due, gateway)

        said = queries.goes_back_if_withdrawn(case_id=due.case_id, at_step=step)
        commands.settle_closed_case(at=AT, case_id=due.case_id, outcome="withdrawn", at_step=step)

        assert said == (xcd(50), xcd(back))
        assert [each.amount for each in Refund.objects.all()] == [back]

    @pytest.mark.parametrize(("given", "step", "back"), [(10, "pay", 40), (10, "review", 25), (40, "review", 10)])
    def test_says_what_goes_back_beside_what_an_officer_gave(self, gateway, cashier, given, step, back):
        due = make_due()
        pay(due, gateway)
        commands.refund(by=cashier, at=AT, payment_id=due.payment_id, amount=xcd(given), note="")

        said = queries.goes_back_if_withdrawn(case_id=due.case_id, at_step=step)
        commands.settle_closed_case(at=AT, case_id=due.case_id, outcome="withdrawn", at_step=step)

        assert said == (xcd(50), xcd(back))
        assert [each.amount for each in Refund.objects.exclude(because="officer")] == [back]

    def test_says_that_nothing_goes_back_twice_by_a_rule(self, gateway):
        due = make_due()
        pay(due, gateway)
        commands.settle_closed_case(at=AT, case_id=due.case_id, outcome="refused", at_step="review")

        assert queries.goes_back_if_withdrawn(case_id=due.case_id, at_step="pay") == (xcd(50), xcd(0))

    def test_gives_back_no_more_than_is_left(self, gateway, cashier):
        due = make_due()
        pay(due, gateway)
        commands.refund(by=cashier, at=AT, payment_id=due.payment_id, amount=xcd(40), note="")

        commands.settle_closed_case(at=AT, case_id=due.case_id, outcome="withdrawn", at_step="review")

        assert sum(refund.amount for refund in Refund.objects.all()) == 50

    @pytest.mark.parametrize("order", [("close", "leave"), ("leave", "close")])
    def test_what_came_in_the_moment_the_step_was_left_goes_back_whole(self, gateway, order):
        due = make_due()
        start(due)
        gateway.happen(due.attempts[0].session_id, "paid")
        commands.ask_gateway(by=due.payer, at=AT, payment_id=due.payment_id)

        for each in order:
            if each == "close":
                commands.settle_closed_case(at=AT, case_id=due.case_id, outcome="withdrawn", at_step="review")
            else:
                commands.settle_left_step(at=AT, step_id=due.payment.step_id)

        assert sum(refund.amount for refund in Refund.objects.all()) == 50
