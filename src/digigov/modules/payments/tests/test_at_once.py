"""Everything at the same time, on a database that really commits."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import DatabaseError, connection, connections, transaction

from digigov.kernel.ids import new_id
from digigov.modules.payments import commands
from digigov.modules.payments.models import Attempt, GatewayEvent, LedgerEntry, Payment, Receipt, Refund
from digigov.modules.payments.testing import AT, make_due, make_service, pay, start, violations
from digigov.modules.payments.testing.gateway import message

pytestmark = pytest.mark.usefixtures("fresh_database")
GOOD = {"Gateway-Signature": "good"}


def at_once(*calls):
    """Each call in a thread of its own, all let go at the same moment; their answers or refusals."""
    gate = Barrier(len(calls))

    def run(call):
        try:
            gate.wait(timeout=120)
            return call()
        except Exception as refusal:
            return type(refusal).__name__
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as threads:
        return list(threads.map(run, calls))


@pytest.fixture
def started(gateway):
    due = make_due()
    start(due)
    gateway.happen(due.attempts[0].session_id, "paid")
    return due, due.attempts[0]


def test_two_tabs_lead_to_one_page(gateway):
    due = make_due()

    urls = at_once(*[lambda: start(due)] * 6)

    assert len(set(urls)) == 1
    assert Attempt.objects.count() == 1


def test_the_same_webhook_twice_is_kept_once(started):
    _, attempt = started
    body = message(attempt.session_id)

    answers = at_once(*[lambda: commands.take_webhook(at=AT, headers=GOOD, body=body)] * 4)

    assert Counter(answers) == {True: 1, False: 3}
    assert GatewayEvent.objects.count() == 1


def test_webhooks_and_the_payers_return_give_one_receipt(started):
    due, attempt = started

    def job():
        commands.ask_attempt(at=AT, attempt_id=attempt.id)

    def back():
        commands.ask_gateway(by=due.payer, at=AT, payment_id=due.payment_id)

    answers = at_once(job, job, back, back)
    told = at_once(*[lambda: commands.pass_on(at=AT, payment_id=due.payment_id)] * 3)

    assert set(answers) | set(told) == {None}
    assert (Receipt.objects.count(), LedgerEntry.objects.count()) == (1, 2)
    assert violations(AT + timedelta(hours=1)) == []


def test_receipts_have_no_gap_though_many_pay_and_some_are_rolled_back(gateway):
    service = make_service()
    dues = [make_due(service=service) for _ in range(8)]
    for due in dues:
        start(due)
        gateway.happen(due.attempts[0].session_id, "paid")

    def settle(due, fails):
        def call():
            with transaction.atomic():
                commands.ask_attempt(at=AT, attempt_id=due.attempts[0].id)
                if fails:
                    raise RuntimeError

        return call

    answers = at_once(*[settle(due, number % 3 == 0) for number, due in enumerate(dues)])

    assert Counter(answers) == {None: 5, "RuntimeError": 3}
    assert sorted(Receipt.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5]


def test_a_fee_is_waived_or_paid_and_money_never_lost(started):
    due, attempt = started

    def pays():
        commands.ask_attempt(at=AT, attempt_id=attempt.id)

    def leaves():
        commands.settle_left_step(at=AT, step_id=due.payment.step_id)

    at_once(pays, leaves, pays, leaves)

    assert sum(refund.amount for refund in Refund.objects.all()) == 50
    assert violations() == []


def test_one_refund_is_sent_and_booked_once(gateway):
    due = make_due()
    pay(due, gateway)
    at_once(*[lambda: commands.settle_closed_case(at=AT, case_id=due.case_id, outcome="withdrawn", at_step="pay")] * 4)
    refund = Refund.objects.get()

    at_once(*[lambda: commands.send_refund(at=AT, refund_id=refund.id)] * 4)

    assert [line.amount.amount for line in gateway.lines] == [50, -50]
    assert violations() == []


def test_the_database_refuses_books_that_do_not_balance(gateway):
    due = make_due()
    pay(due, gateway)

    with pytest.raises(DatabaseError), transaction.atomic():
        LedgerEntry.objects.create(
            booking=new_id(), account="x", amount=Decimal(1), currency="XCD", attempt=due.attempts[0], at=AT
        )

    assert LedgerEntry.objects.count() == 2


@pytest.mark.parametrize("table", ["ledgerentry", "receipt", "gatewayevent", "feetableversion"])
@pytest.mark.parametrize(
    "statement", ["UPDATE payments_{} SET id = id", "DELETE FROM payments_{}", "TRUNCATE payments_{}"]
)
def test_the_application_cannot_change_the_books(statement, table):
    with pytest.raises(DatabaseError, match="permission denied"), connection.cursor() as cursor:
        cursor.execute(statement.format(table))


def test_a_payment_is_paid_by_one_attempt_only(started):
    due, attempt = started
    commands.ask_attempt(at=AT, attempt_id=attempt.id)

    with pytest.raises(DatabaseError), transaction.atomic():
        Attempt.objects.create(payment=Payment.objects.get(), state="paid", started_at=AT)
