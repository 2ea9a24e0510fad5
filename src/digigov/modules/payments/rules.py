"""What is due, and what goes back. Pure: a table, some facts, an amount."""

from collections.abc import Iterable, Mapping
from decimal import ROUND_CEILING, Decimal, InvalidOperation
from typing import Any

from digigov.kernel.conditions import holds, look_up
from digigov.kernel.money import Money
from digigov.modules.payments.definitions import Fee, FeeRow
from digigov.modules.payments.errors import FeeUnknown

CURRENCY = "XCD"


def find_row(fee: Fee, facts: Mapping[str, Any]) -> FeeRow | None:
    """The first row whose condition holds."""
    return next((row for row in fee.rows if holds(row.when, facts)), None)


def fee_due(fee: Fee, facts: Mapping[str, Any], currency: str = CURRENCY) -> Money:
    """
    What the table charges on these facts.

    :raises FeeUnknown: if no row matches, or a fact that the row needs is missing or below zero.
    """
    row = find_row(fee, facts)
    if row is None:
        raise FeeUnknown(detail=f"{fee.id}: no row matches")
    due = Money(row.amount, currency)
    if row.from_fact:
        due += Money(_number(facts, row.from_fact), currency)
    if row.per:
        units = (_number(facts, row.per.fact) / row.per.each).to_integral_value(rounding=ROUND_CEILING)
        due += Money(row.per.amount, currency) * units
    return due


def refund_due(fee: Fee, paid: Money, *, on: str, at_step: str | None) -> Money:
    """What goes back when the case ends so (``refused``, ``withdrawn``, ``lapsed``) in that step; the first row counts."""
    for row in fee.refunds:
        if row.on == on and (not row.at or at_step in row.at):
            return paid * (Decimal(row.percent) / 100)
    return Money(Decimal(0), paid.currency)


def back_by_rule(fee: Fee, paid: Money, *, left: Money, earlier: Iterable[str], on: str, at_step: str | None) -> Money:
    """
    What goes back by rule when a paid case ends: never more than is ``left``, and nothing where it went back so before.
    ``earlier``: why each refund was made so far; what an officer gave leaves the rule in force.
    """
    is_done = any(because != "officer" for because in earlier)
    return paid * 0 if is_done else min(refund_due(fee, paid, on=on, at_step=at_step), left)


def _number(facts: Mapping[str, Any], path: str) -> Decimal:
    """A number from what JSON holds of it: a number, a string, or an amount with its currency."""
    found = look_up(facts, path)
    if isinstance(found, Mapping):
        found = found.get("amount")
    try:
        if isinstance(found, bool) or found is None:
            raise InvalidOperation
        number = Decimal(str(found))
    except InvalidOperation:
        raise FeeUnknown(detail=f"{path} is not known") from None
    if not number.is_finite() or number < 0 or number > Decimal("1e9"):
        raise FeeUnknown(detail=f"{path} cannot be {found}")
    return number
