"""The registers in memory do what every adapter must."""

import pytest

from digigov.modules.registries.testing import RegistersInMemory, empty_registers, make_row, registers_down
from digigov.modules.registries.testing.contract import REGISTER, ROWS, UNDER, RegisterContract


class TestInMemory(RegisterContract):
    @pytest.fixture
    def source(self):
        for row in ROWS:
            values = {name: str(value) if name == "built_on" else value for name, value in row.items()}
            for identifier, column in UNDER.items():
                if column in row:
                    make_row(REGISTER.id, row[column], values, under=identifier, row_key=row["number"])
        yield RegistersInMemory()
        empty_registers()

    @pytest.fixture
    def down(self):
        return registers_down
