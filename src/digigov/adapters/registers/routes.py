"""Which register is asked which way: those that ``DIGIGOV_REGISTERS["databases"]`` names by SQL, all others over HTTP."""

from collections.abc import Sequence

from django.conf import settings

from digigov.adapters.registers.http import HttpRegisters
from digigov.adapters.registers.sql import SqlRegisters
from digigov.kernel.adapters import Health
from digigov.modules.registries.ports import TIME_LIMIT, Errand, RegisterRow, RegisterSource


class RoutedRegisters:
    """Without an address for HTTP, every register has a database, and the other way round."""

    def __init__(self, *, by_sql: SqlRegisters | None = None, over_http: RegisterSource | None = None) -> None:
        self.by_sql = by_sql or SqlRegisters()
        self.over_http = over_http or (HttpRegisters() if settings.DIGIGOV_REGISTERS["url"] else None)

    def look_up(
        self,
        *,
        register: str,
        key: str,
        under: str,
        fields: Sequence[str],
        errand: Errand,
        time_limit: float = TIME_LIMIT,
    ) -> RegisterRow | None:
        is_by_sql = register in self.by_sql.databases
        source: RegisterSource = self.by_sql if is_by_sql or self.over_http is None else self.over_http
        return source.look_up(
            register=register, key=key, under=under, fields=fields, errand=errand, time_limit=time_limit
        )

    def check(self) -> Health:
        """Well if all ways are."""
        ways: list[RegisterSource] = [self.by_sql] if self.by_sql.databases else []
        ways += [self.over_http] if self.over_http else []
        found = [way.check() for way in ways]
        return Health(
            ok=bool(found) and all(each.ok for each in found),
            detail="; ".join(each.detail for each in found) or "no register is connected",
            rehearsal_only=any(each.rehearsal_only for each in found),
        )
