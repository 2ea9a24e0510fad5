"""Fees and payments for the tests of other rooms."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from typing import Any
from uuid import UUID

from procrastinate.contrib.django.models import ProcrastinateJob

from digigov.kernel.actor import Actor, system
from digigov.kernel.ids import new_id
from digigov.kernel.money import Money
from digigov.modules.casework.testing import ROLE, UNIT, make_case, make_workflow
from digigov.modules.payments import commands, jobs, queries
from digigov.modules.payments.definitions import FeeTable
from digigov.modules.payments.models import Attempt, Difference, GatewayEvent, Payment
from digigov.modules.payments.testing.gateway import ScriptedGateway

AT = datetime(2026, 6, 1, 14, tzinfo=UTC)
RETURN = "https://window.example/back/"
FEE = {
    "id": "certificate",
    "label": "Fee for a certificate",
    "law": "Fees Act, section 2",
    "rows": [{"when": {"fact": "answers.purpose", "is": "charity"}, "amount": 0}, {"amount": 50}],
    "refunds": [
        {"on": "withdrawn", "at": ["pay"], "percent": 100},
        {"on": "withdrawn", "percent": 50},
        {"on": "refused", "percent": 25},
    ],
    "waiver": {"role": ROLE, "grounds": ["Public assistance", "Issued wrongly the first time"]},
}
STEPS = (
    {
        "id": "pay",
        "type": "pay",
        "title": "You pay",
        "role": "applicant",
        "next": {"paid": "review"},
        "with": {"fee": "certificate"},
    },
    {
        "id": "review",
        "type": "review",
        "title": "We check",
        "role": ROLE,
        "next": {"approve": "done", "refuse": "refused"},
        "reasons": [{"id": "no", "text": "Not allowed", "law": "Fees Act, section 3"}],
    },
    {"id": "done", "type": "end", "title": "Granted", "role": "system", "with": {"outcome": "granted"}},
    {"id": "refused", "type": "end", "title": "Refused", "role": "system", "with": {"outcome": "refused"}},
)
ERRANDS = ("payments.ask", "payments.call_back", "payments.send_refund", "payments.pass_on")
_services = count(1)


@dataclass(frozen=True, slots=True)
class Due:
    """A case that waits in its pay step, and who must pay."""

    case_id: UUID
    payment_id: UUID
    payer: Actor

    @property
    def payment(self) -> Payment:
        return Payment.objects.get(id=self.payment_id)

    @property
    def attempts(self) -> list[Attempt]:
        return list(Attempt.objects.filter(payment_id=self.payment_id).order_by("started_at", "id"))

    @property
    def session_id(self) -> str:
        """The newest card page's."""
        return self.attempts[-1].session_id or ""


def make_payer(party_id: UUID | None = None) -> Actor:
    return Actor(kind="citizen", name="A Payer", account_id=new_id(), party_id=party_id or new_id())


def make_service(*, fee: dict[str, Any] = FEE, steps: Iterable[Any] = STEPS) -> str:
    """A published service whose cases begin with paying 50 dollars."""
    service = f"paid-service-{next(_services)}"
    make_workflow(tuple(steps), service=service)
    commands.publish_fees(
        by=system("test"), at=AT, service=service, version=1, table=FeeTable.model_validate({"fees": [fee]})
    )
    return service


def make_due(
    *,
    service: str | None = None,
    unit: str = UNIT,
    answers: dict[str, Any] | None = None,
    party_id: UUID | None = None,
    anonymous: bool = False,
    **given: Any,
) -> Due:
    """A payment that is due, by that party or an invented one; ``anonymous``: of a case without an applicant."""
    payer = make_payer(party_id)
    case_id = make_case(
        service=service or make_service(),
        unit=unit,
        applicant_id=payer.party_id,
        facts={"answers": answers or {}},
        **given,
    )
    if anonymous:
        Payment.objects.filter(case_id=case_id).update(payer_id=None)
    payment = Payment.objects.get(case_id=case_id)
    return Due(case_id, payment.id, payer)


def start(due: Due, *, at: datetime = AT, by: Actor | None = None) -> str:
    """To the card page; the address of it."""
    return commands.start_payment(by=by or due.payer, at=at, payment_id=due.payment_id, return_url=RETURN)


def pay(due: Due, gateway: ScriptedGateway, *, at: datetime = AT) -> None:
    """All the way with a card that succeeds, as far as the case."""
    start(due, at=at)
    gateway.happen(due.session_id, "paid")
    commands.ask_gateway(by=due.payer, at=at, payment_id=due.payment_id)
    commands.pass_on(at=at, payment_id=due.payment_id)


def violations(at: datetime = AT) -> list[queries.Violation]:
    return queries.find_violations(at=at)


def count_messages() -> int:
    """How many messages of the gateway were kept."""
    return GatewayEvent.objects.count()


def settle_with(due: Due, gateway: ScriptedGateway, *, captured: Money, at: datetime = AT) -> None:
    """The gateway took this amount, whatever was due."""
    start(due, at=at)
    gateway.happen(due.session_id, "paid", captured=captured)
    commands.ask_gateway(by=due.payer, at=at, payment_id=due.payment_id)


def list_differences() -> list[str]:
    """The kind of each difference that waits."""
    return list(Difference.objects.filter(settled_at=None).values_list("kind", flat=True))


def run_errands() -> None:
    """What the worker would do now for this room: its own jobs, each twice, for they run at least once."""
    errands = {task.name: task for task in vars(jobs).values() if hasattr(task, "name") and task.name in ERRANDS}
    done: set[int] = set()
    while waiting := [job for job in ProcrastinateJob.objects.filter(task_name__in=errands) if job.id not in done]:
        for job in waiting:
            done.add(job.id)
            errands[job.task_name](**job.args)
            errands[job.task_name](**job.args)
