from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digigov.kernel.money import Money
from digigov.modules.payments.definitions import Fee
from digigov.modules.payments.errors import FeeUnknown
from digigov.modules.payments.rules import fee_due, refund_due

amounts = st.decimals(min_value=0, max_value=100000, places=2)


def fee(*rows, refunds=()):
    return Fee.model_validate({"id": "fee", "label": "Fee", "rows": rows, "refunds": refunds})


def xcd(amount):
    return Money(Decimal(str(amount)), "XCD")


class TestFeeDue:
    def test_takes_the_first_row_that_holds(self):
        table = fee(
            {"when": {"fact": "answers.stock", "at_most": 10000}, "amount": 500},
            {"when": {"fact": "answers.stock", "at_most": 20000}, "amount": 700},
            {"amount": 1000},
        )

        assert fee_due(table, {"answers": {"stock": 10000}}) == xcd(500)
        assert fee_due(table, {"answers": {"stock": "15000"}}) == xcd(700)
        assert fee_due(table, {"answers": {}}) == xcd(1000)

    def test_adds_what_a_register_holds(self):
        table = fee({"amount": 10, "from_fact": "reads.tickets.fine"})

        assert fee_due(table, {"reads": {"tickets": {"fine": "150.50"}}}) == xcd("160.50")
        assert fee_due(table, {"reads": {"tickets": {"fine": {"amount": "1.00", "currency": "XCD"}}}}) == xcd(11)

    @pytest.mark.parametrize(("area", "due"), [(0, 0), (1, 5), (10, 5), ("10.01", 10), (25, 15)])
    def test_charges_each_started_unit(self, area, due):
        table = fee({"per": {"fact": "answers.area", "each": 10, "amount": 5}})

        assert fee_due(table, {"answers": {"area": area}}) == xcd(due)

    @pytest.mark.parametrize("value", [None, "", "a lot", -1, "NaN", "Infinity", True, "1e30", []])
    def test_charges_nothing_by_guess(self, value):
        with pytest.raises(FeeUnknown):
            fee_due(fee({"from_fact": "answers.x"}), {"answers": {"x": value}})

    def test_says_that_a_table_has_a_hole(self):
        with pytest.raises(FeeUnknown):
            fee_due(fee({"when": {"fact": "answers.x", "is": 1}, "amount": 1}), {"answers": {"x": 2}})

    @given(fixed=amounts, held=amounts, measure=amounts, each=st.integers(1, 500), rate=amounts)
    def test_is_never_less_than_its_parts_nor_off_by_a_unit(self, fixed, held, measure, each, rate):
        table = fee(
            {"amount": fixed, "from_fact": "reads.r.a", "per": {"fact": "answers.m", "each": each, "amount": rate}}
        )

        due = fee_due(table, {"reads": {"r": {"a": str(held)}}, "answers": {"m": str(measure)}})

        metered = due.amount - fixed - held
        assert measure / each * rate <= metered + Decimal("0.01")
        assert metered <= (measure / each + 1) * rate


class TestRefundDue:
    REFUNDS = (
        {"on": "withdrawn", "at": ["pay", "check"], "percent": 100},
        {"on": "withdrawn", "percent": 50},
        {"on": "refused", "percent": 33},
    )

    @pytest.mark.parametrize(
        ("on", "at_step", "back"),
        [
            ("withdrawn", "check", "50.00"),
            ("withdrawn", "sign", "25.00"),
            ("withdrawn", None, "25.00"),
            ("refused", "check", "16.50"),
            ("lapsed", "check", "0"),
            ("granted", "check", "0"),
        ],
    )
    def test_takes_the_first_row_that_fits(self, on, at_step, back):
        assert refund_due(fee({"amount": 50}, refunds=self.REFUNDS), xcd(50), on=on, at_step=at_step) == xcd(back)

    @given(paid=amounts, percent=st.integers(0, 100))
    def test_never_gives_back_more_than_was_paid(self, paid, percent):
        table = fee({"amount": 1}, refunds=[{"on": "refused", "percent": percent}])

        assert xcd(0) <= refund_due(table, xcd(paid), on="refused", at_step="x") <= xcd(paid)
