"""Errands to the gateway, each harmless when repeated, and the watch that finds what was lost."""

from datetime import timedelta
from uuid import UUID

from procrastinate.contrib.django import app

from digigov.kernel.clock import local_date, now
from digigov.kernel.queue import UPKEEP, later, with_back_off
from digigov.modules.payments import commands

PATIENT = with_back_off(10)


@app.task(name="payments.ask", queue="payments", retry=PATIENT)
def ask(attempt_id: str) -> None:
    commands.ask_attempt(at=now(), attempt_id=UUID(attempt_id))


@app.task(name="payments.call_back", queue="payments", retry=PATIENT)
def call_back(attempt_id: str) -> None:
    commands.call_back(at=now(), attempt_id=UUID(attempt_id))


@app.task(name="payments.send_refund", queue="payments", retry=PATIENT)
def send_refund(refund_id: str) -> None:
    commands.send_refund(at=now(), refund_id=UUID(refund_id))


@app.task(name="payments.pass_on", queue="payments", retry=PATIENT)
def pass_on(payment_id: str) -> None:
    commands.pass_on(at=now(), payment_id=UUID(payment_id))


@app.periodic(cron="* * * * *")
@app.task(name="payments.watch", queue="payments", queueing_lock="payments.watch", retry=UPKEEP)
def watch(timestamp: int) -> None:
    """What a webhook or a lost job should have done is done now."""
    found = commands.list_overdue_work(at=now())
    for job, name, ids in (
        ("payments.ask", "attempt_id", found.attempts),
        ("payments.send_refund", "refund_id", found.refunds),
        ("payments.pass_on", "payment_id", found.payments),
    ):
        if ids:
            later(job, *({name: each} for each in ids))


@app.periodic(cron="15 6 * * *")  # 02:15 in Saint Lucia
@app.task(name="payments.reconcile", queue="payments", retry=PATIENT)
def reconcile(timestamp: int) -> None:
    """Yesterday's statement."""
    commands.reconcile_day(at=now(), day=local_date(now()) - timedelta(days=1))
