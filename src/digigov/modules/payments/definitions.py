"""``fees.yaml``: tables that a law officer can sign. The first row whose condition holds gives the amount."""

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from digigov.kernel.definitions import Condition, Definition, Name, Slug, Standing, Text

Amount = Annotated[Decimal, Field(ge=0, le=Decimal("1000000"), decimal_places=2)]
Percent = Annotated[int, Field(ge=0, le=100)]


class PerUnit(Definition):
    """``amount`` for each started ``each`` of the number at ``fact``, e.g. each 10 square metres; ``item`` says of what."""

    fact: str
    each: Decimal = Field(default=Decimal(1), gt=0)
    item: Text | None = None
    amount: Amount


class FeeRow(Definition):
    """``amount`` (fixed), ``from_fact`` (the amount that a register holds) and ``per`` (by measure) add up."""

    when: Condition | None = None
    amount: Amount = Decimal(0)
    from_fact: str | None = None
    per: PerUnit | None = None
    label: Text | None = None
    standing: Standing = "assumed"
    source: str | None = None


class RefundRow(Definition):
    """When ``on`` happens (while the case is in one of ``at`` steps, if given), ``percent`` of what was paid goes back."""

    on: Annotated[str, Field(pattern="^(refused|withdrawn|lapsed)$")]
    at: tuple[Slug, ...] = ()
    percent: Percent


class Waiver(Definition):
    """Grounds on which an officer with ``role`` may waive the fee. The payer may ask for it, with ``files`` to prove it."""

    role: Slug
    grounds: tuple[Text, ...] = Field(min_length=1)
    files: Annotated[int, Field(ge=0, le=5)] = 3


class Fee(Definition):
    id: Name
    label: Text
    rows: tuple[FeeRow, ...] = Field(min_length=1)
    refunds: tuple[RefundRow, ...] = ()
    waiver: Waiver | None = None
    law: Text | None = None


class FeeTable(Definition):
    fees: tuple[Fee, ...] = ()
