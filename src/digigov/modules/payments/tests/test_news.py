"""What this room hears and what it tells, through the queue as it is."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
import yaml
from django.apps import apps
from django.conf import settings
from procrastinate.contrib.django.models import ProcrastinateJob

from digigov.kernel.actor import system
from digigov.kernel.clock import now
from digigov.kernel.events import deliver
from digigov.kernel.ids import new_id
from digigov.kernel.paging import Page
from digigov.modules.casework import commands as casework
from digigov.modules.casework.testing import make_case
from digigov.modules.documents import commands as documents
from digigov.modules.documents.queries import list_issued
from digigov.modules.notifications import queries as notifications
from digigov.modules.notifications.commands import load_messages
from digigov.modules.notifications.definitions import MessageTemplate
from digigov.modules.organizations.testing import make_officer, make_organizations
from digigov.modules.parties.queries import names_of
from digigov.modules.parties.testing import make_person
from digigov.modules.payments import commands, jobs
from digigov.modules.payments.models import Refund
from digigov.modules.payments.testing import STEPS, make_due, make_service, pay, start

pytestmark = pytest.mark.django_db
TASKS = {"deliver_event": deliver, **{task.name: task for task in vars(jobs).values() if hasattr(task, "name")}}


@pytest.fixture(autouse=True)
def island(gateway):
    make_organizations()
    load_messages(
        by=system("test"),
        at=now(),
        service=None,
        version=1,
        definitions=[
            MessageTemplate.model_validate(yaml.safe_load((settings.PACK / "messages" / f"{name}.yaml").read_text()))
            for name in ("paid", "refunded", "withdrawn", "payment-due", "fee-waived", "waiver-refused")
        ],
    )


def run_jobs():
    """What the worker would do now, in this room and with its news; each twice, for it happens at least once."""
    done = set()
    while todo := [j for j in ProcrastinateJob.objects.order_by("id") if j.id not in done and j.task_name in TASKS]:
        for job in todo:
            done.add(job.id)
            if not job.args.get("to", "payments").startswith("payments"):
                continue
            TASKS[job.task_name](**job.args)
            TASKS[job.task_name](**job.args)


def told(due):
    return told_of(due.case_id)


def told_of(case_id):
    return [each.template for each in notifications.list_of_case(case_id=case_id, page=Page())]


def test_paid_from_the_webhook_to_the_message(gateway):
    due = make_due(party_id=make_person())
    start(due)
    gateway.happen(due.attempts[0].session_id, "paid")
    commands.take_webhook(
        at=datetime.now(UTC),
        headers={"Gateway-Signature": "good"},
        body=b'{"id": "evt_1", "kind": "payment.paid", "session": "%s", "amount": 5000}'
        % due.attempts[0].session_id.encode(),
    )
    run_jobs()

    assert due.payment.state == "paid"
    assert due.payment.passed_on_at
    assert told(due) == ["paid"]
    (planned,) = [job for job in ProcrastinateJob.objects.all() if job.task_name == "documents.make_document"]
    documents.make_document(by=system("test"), at=datetime.now(UTC), document_id=UUID(planned.args["document_id"]))
    (paper,) = list_issued(case_id=due.case_id, at=datetime.now(UTC))
    assert paper.reference == due.payment.receipt.reference
    (kept,) = apps.get_model("documents", "IssuedDocument").objects.filter(reference=paper.reference)
    rows = str(kept.values)
    for said in (names_of([due.payer.party_id])[due.payer.party_id], due.payment.case_reference, "EC$50.00"):
        assert said in rows


def test_a_withdrawn_case_gives_the_money_back_and_says_so(gateway):
    due = make_due(party_id=make_person())
    pay(due, gateway)

    casework.withdraw_case(by=due.payer, at=datetime.now(UTC), case_id=due.case_id, reason="Changed my mind")
    run_jobs()

    refund = Refund.objects.get()
    assert (refund.because, refund.amount, refund.state) == ("withdrawn", 25, "done")
    assert told(due).count("refunded") == 1


def test_withdrawn_before_paying_closes_the_card_page(gateway):
    due = make_due(party_id=make_person())
    start(due)

    casework.withdraw_case(by=due.payer, at=datetime.now(UTC), case_id=due.case_id, reason="Changed my mind")
    run_jobs()

    assert due.payment.state == "cancelled"
    assert gateway.sessions[due.attempts[0].session_id].state == "cancelled"


class TestDue:
    def late(self):
        """The fee falls due after an officer has looked at the case."""
        review = {**STEPS[1], "id": "look", "reasons": [], "next": {"fine": "pay"}}
        service = make_service(steps=(review, {**STEPS[0], "within": 5}, *STEPS[1:]))
        case_id = make_case(service=service, applicant_id=make_person())
        task = apps.get_model("casework", "Task").objects.get(case_id=case_id)
        by, at = make_officer(), now()
        casework.claim_task(by=by, at=at, task_id=task.id)
        casework.complete_task(by=by, at=at, task_id=task.id, outcome="fine")
        return case_id

    def test_a_fee_that_falls_due_later_is_told_once(self):
        case_id = self.late()

        run_jobs()

        assert told_of(case_id) == ["payment-due"]

    def test_who_was_helped_at_a_counter_is_told_where_to_pay(self):
        case_id = make_case(service=make_service(), applicant_id=make_person(), assisted_by=new_id())

        run_jobs()

        assert told_of(case_id) == ["payment-due"]


class TestWaiver:
    def asked(self):
        due = make_due(party_id=make_person())
        commands.ask_for_waiver(by=due.payer, at=now(), payment_id=due.payment_id, ground=0, reason="Assistance")
        return due

    def test_granted_is_told_once(self):
        due = self.asked()
        commands.waive(by=make_officer(), at=now(), payment_id=due.payment_id, ground=0)

        run_jobs()

        assert told(due) == ["fee-waived"]

    def test_refused_is_told_with_its_reason(self):
        due = self.asked()
        commands.refuse_waiver(by=make_officer(), at=now(), payment_id=due.payment_id, reason="The letter is too old")

        run_jobs()

        assert told(due) == ["waiver-refused"]
