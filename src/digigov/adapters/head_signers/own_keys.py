"""The trail's head, signed with the sealing key of the unit that keeps the trail: of the same hierarchy as every paper's seal."""

from datetime import date, datetime

from django.conf import settings

from digigov.kernel.actor import system
from digigov.kernel.adapters import Health
from digigov.modules.audit.ports import Signed
from digigov.modules.signatures import commands, queries

MACHINE = system("audit")


class OwnKeys:
    """``DIGIGOV_HEAD_UNIT`` names the unit."""

    def sign(self, statement: bytes, *, at: datetime) -> Signed:
        made = commands.sign_statement(by=MACHINE, at=at, statement=statement, unit=settings.DIGIGOV_HEAD_UNIT)
        return Signed(made.signature, made.key)

    def is_genuine(self, statement: bytes, signed: Signed, *, on: date) -> bool:
        return queries.is_statement_genuine(
            statement, signed.signature, key=signed.key, unit=settings.DIGIGOV_HEAD_UNIT, on=on
        )

    def check(self) -> Health:
        return Health(True, f"Signs with the key of {settings.DIGIGOV_HEAD_UNIT}.")
