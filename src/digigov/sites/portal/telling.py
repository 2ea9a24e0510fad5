"""What the definition of a service says, in words for people."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from digigov.kernel.money import Money
from digigov.modules.catalog import queries as catalog
from digigov.modules.catalog.queries import PublishedService
from digigov.modules.payments.definitions import FeeRow, PerUnit
from digigov.modules.registries import queries as registries
from digigov.ui.format import money

NOBODY = ("applicant", "system")
OTHERWISE = _("In all other cases")


@dataclass(frozen=True, slots=True)
class FeeInWords:
    """A fee and its rows: for whom, and how much."""

    label: str
    rows: tuple[tuple[Any, str], ...]


def fees_in_words(service: PublishedService) -> tuple[FeeInWords, ...]:
    currency = catalog.get_pack().currency
    return tuple(
        FeeInWords(
            fee.label,
            tuple(
                (
                    gettext(row.label) if row.label else OTHERWISE if len(fee.rows) > 1 else "",
                    amount_in_words(row, currency),
                )
                for row in fee.rows
            ),
        )
        for fee in service.fees.fees
    )


def amount_in_words(row: FeeRow, currency: str) -> str:
    """``EC$30.00``, ``free``, or how the amount is counted."""
    parts = []
    if row.amount:
        parts.append(money(Money(row.amount, currency)))
    if row.from_fact:
        parts.append(gettext("the amount on record"))
    if row.per:
        shown = {"amount": money(Money(row.per.amount, currency)), "each": _measure(row.per)}
        parts.append(gettext("%(amount)s for each %(each)s") % shown)
    return gettext(" and ").join(parts) or gettext("free")


def _measure(per: PerUnit) -> str:
    """``copy``, ``10 × square metre``; without a name the number alone."""
    item = gettext(per.item) if per.item else ""
    if not item:
        return f"{per.each:g}"
    return item if per.each == 1 else f"{per.each:g} × {item}"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, why it is asked, and the register that already holds the answer."""

    label: str
    why: str
    register: str


def asked(service: PublishedService) -> tuple[Asked, ...]:
    wanted = {q.prefill.register_ for page in service.form.pages for q in page.questions if q.prefill}
    names = names_of_registers(wanted)
    return tuple(
        Asked(
            question.label,
            question.why or "",
            names.get(question.prefill.register_, "") if question.prefill else "",
        )
        for page in service.form.pages
        for question in page.questions
    )


def seen_by(service: PublishedService) -> tuple[str, ...]:
    """The posts that work on a case of this service, in order."""
    roles = catalog.names_of_roles()
    wanted = dict.fromkeys(step.role for step in service.workflow.steps if step.role not in NOBODY)
    return tuple(roles.get(role, role) for role in wanted)


def registers_read(service: PublishedService) -> tuple[tuple[str, str], ...]:
    """The registers that the workflow reads, and why."""
    reads = [step.parameters for step in service.workflow.steps if step.type == "read"]
    names = names_of_registers({each["register"] for each in reads})
    return tuple((names.get(each["register"], each["register"]), each["purpose"]) for each in reads)


def names_of_registers(wanted: set[str]) -> dict[str, str]:
    return {code: register.name for code, register in registries.get_registers(frozenset(wanted)).items()}
