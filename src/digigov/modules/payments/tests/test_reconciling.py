"""What was lost is found."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from digigov.kernel.actor import system
from digigov.kernel.clock import local_date
from digigov.kernel.money import Money
from digigov.modules.casework.commands import finish_step
from digigov.modules.payments import commands
from digigov.modules.payments.models import Difference, Payment, ReceiptCounter, Reconciliation
from digigov.modules.payments.ports import StatementLine
from digigov.modules.payments.testing import AT, make_due, pay, start, violations

pytestmark = pytest.mark.django_db
MINUTES = timedelta(minutes=3)


def reconcile():
    now = datetime.now(UTC)
    commands.reconcile_day(at=now, day=local_date(now))
    return {(found.kind, found.theirs) for found in Difference.objects.all()}


def test_overdue_work_is_what_a_lost_webhook_or_job_left(gateway):
    asked, refunding, told = make_due(), make_due(), make_due()
    start(asked)
    pay(refunding, gateway)
    commands.settle_closed_case(at=AT, case_id=refunding.case_id, outcome="withdrawn", at_step="pay")
    start(told)
    gateway.happen(told.attempts[0].session_id, "paid")
    commands.ask_attempt(at=AT, attempt_id=told.attempts[0].id)

    assert commands.list_overdue_work(at=AT) == commands.reconciling.OverdueWork((), (), ())
    found = commands.list_overdue_work(at=AT + MINUTES)

    assert found.attempts == (asked.attempts[0].id,)
    assert len(found.refunds) == 1
    assert found.payments == (told.payment_id,)


def test_a_quiet_day_has_no_differences(gateway):
    due = make_due()
    pay(due, gateway)

    assert reconcile() == set()
    run = Reconciliation.objects.get()
    assert (run.lines, run.theirs, run.ours) == (1, 50, 50)


def test_a_payment_that_nobody_told_of_is_found_on_the_statement(gateway):
    due = make_due()
    start(due)
    gateway.happen(due.attempts[0].session_id, "paid")

    assert reconcile() == set()
    assert due.payment.state == "paid"
    assert violations() == []


def test_money_that_we_know_nothing_of_is_listed_once(gateway):
    gateway.lines.append(StatementLine("line_x", "capture", "ses_x", "P1", Money(Decimal(7), "XCD"), datetime.now(UTC)))

    assert reconcile() == {("unknown-here", Decimal(7))}
    assert reconcile() == {("unknown-here", Decimal(7))}
    assert Difference.objects.count() == 1


def test_money_that_they_know_nothing_of_is_listed(gateway):
    due = make_due()
    pay(due, gateway)
    gateway.lines.clear()

    assert reconcile() == {("unknown-there", None)}


class TestFindViolations:
    def test_a_step_that_went_on_without_its_fee(self, gateway):
        due = make_due()
        finish_step(by=system("test"), at=AT, step_id=due.payment.step_id, outcome="paid")

        assert [found.rule for found in violations()] == ["step went on without its fee"]

    def test_what_was_not_done_in_time(self, gateway):
        due = make_due()
        start(due)
        gateway.happen(due.attempts[0].session_id, "paid")
        commands.ask_attempt(at=AT, attempt_id=due.attempts[0].id)
        commands.settle_left_step(at=AT, step_id=due.payment.step_id)

        assert violations() == []
        assert {found.rule for found in violations(AT + timedelta(hours=1))} == {
            "paid, and the case was not told",
            "refund ordered and not sent",
        }

    def test_a_receipt_that_is_missing_and_one_that_is_left_out(self, gateway):
        due, other = make_due(), make_due()
        for each in (due, other):
            pay(each, gateway)
        ReceiptCounter.objects.update(last=3)
        Payment.objects.filter(id=other.payment_id).update(state="due")

        assert {found.rule for found in violations()} >= {"receipts have a gap", "receipt without being paid"}
