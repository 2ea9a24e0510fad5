"""
What every adapter for registers must do. A test class inherits from ``RegisterContract`` and gives a ``source`` that knows the
rows below and can be taken down.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from typing import Any

import pytest

from digigov.kernel.errors import AdapterFailure
from digigov.modules.registries.definitions import Register
from digigov.modules.registries.ports import RegisterRow, RegisterSource
from digigov.modules.registries.rules import tidy_values
from digigov.modules.registries.testing import make_errand

REGISTER = Register.model_validate(
    {
        "id": "test-boats",
        "name": "Boats",
        "keeper": "harbour-master",
        "key": "boat-number",
        "also_by": ["national-id", "name"],
        "about": "thing",
        "fields": [
            {"name": "number", "label": "Number"},
            {"name": "name", "label": "Name"},
            {"name": "owner", "label": "Owner", "type": "name"},
            {"name": "built_on", "label": "Built on", "type": "date"},
            {"name": "seats", "label": "Seats", "type": "number"},
            {"name": "owed", "label": "Owed", "type": "money"},
            {"name": "is_afloat", "label": "Afloat", "type": "yes_no"},
            {"name": "berth", "label": "Berth", "type": "address"},
        ],
    }
)
UNDER = {"boat-number": "number", "national-id": "national_id", "name": "name"}
ROWS: tuple[dict[str, Any], ...] = (
    {
        "number": "ZZ-77",
        "name": "Péyi Doré",
        "national_id": "9000004",
        "owner": {"given": "Anselm", "family": "Calabash"},
        "built_on": date(2011, 3, 9),
        "seats": 12,
        "owed": "1840.50",
        "is_afloat": False,
        "berth": {"line1": "Quay 2", "community": "Castries"},
    },
    {"number": "ZZ-78", "name": "Half Known", "is_afloat": True},
)
FIELDS = tuple(field.name for field in REGISTER.fields)


class RegisterContract:
    @pytest.fixture
    def source(self) -> RegisterSource:
        """The adapter, over a register that holds ``ROWS``."""
        raise NotImplementedError

    @pytest.fixture
    def down(self) -> Callable[[], AbstractContextManager[None]]:
        """A context in which the register cannot be asked."""
        raise NotImplementedError

    def find(self, source: RegisterSource, key: str, under: str = "boat-number", **others: Any) -> RegisterRow | None:
        given = {"fields": FIELDS, "errand": make_errand(), **others}
        return source.look_up(register=REGISTER.id, key=key, under=under, **given)

    def test_every_type_of_field_is_said_as_the_gate_expects_it(self, source: RegisterSource) -> None:
        row = self.find(source, "ZZ-77")
        assert row is not None
        assert row.key == "ZZ-77"
        assert tidy_values(REGISTER, row.values, FIELDS) == {
            **{name: ROWS[0][name] for name in FIELDS},
            "built_on": "2011-03-09",
        }

    def test_a_row_is_found_by_each_of_its_identifiers_however_they_are_written(self, source: RegisterSource) -> None:
        written = (("zz 77", "boat-number"), (" 900-0004", "national-id"), ("péyi  doré", "name"))
        found = [self.find(source, key, under) for key, under in written]
        assert [row and row.key for row in found] == ["ZZ-77"] * 3

    def test_only_what_was_asked_for_is_said(self, source: RegisterSource) -> None:
        row = self.find(source, "ZZ-77", fields=("seats",))
        assert row is not None
        assert dict(row.values) == {"seats": 12}

    def test_what_a_row_does_not_hold_is_absent(self, source: RegisterSource) -> None:
        row = self.find(source, "ZZ-78")
        assert row is not None
        assert tidy_values(REGISTER, row.values, FIELDS) == {
            "number": "ZZ-78",
            "name": "Half Known",
            "is_afloat": True,
        }

    @pytest.mark.parametrize("key", ["ZZ-79", "", "--", "' OR 1=1 --", "%", "ZZ-7_"])
    def test_what_is_not_there_is_none(self, source: RegisterSource, key: str) -> None:
        assert self.find(source, key) is None

    def test_a_register_that_is_down_is_a_temporary_failure_and_not_well(
        self, source: RegisterSource, down: Callable[[], AbstractContextManager[None]]
    ) -> None:
        assert source.check().ok
        with down():
            with pytest.raises(AdapterFailure) as caught:
                self.find(source, "ZZ-77", time_limit=0.5)
            assert caught.value.temporary
            assert not source.check().ok
        assert self.find(source, "ZZ-77") is not None
