"""Which registers there are."""

from digigov.kernel.errors import NotFound
from digigov.modules.registries.definitions import Register
from digigov.modules.registries.models import RegisterEntry


def get_register(register: str) -> Register:
    """:raises NotFound: if there is none of that name."""
    body = RegisterEntry.objects.filter(id=register).values_list("body", flat=True).first()
    if body is None:
        raise NotFound
    return Register.model_validate(body)


def get_registers(registers: frozenset[str]) -> dict[str, Register]:
    """Those of them that there are, by id; one query."""
    rows = RegisterEntry.objects.filter(id__in=registers).values_list("id", "body")
    return {register: Register.model_validate(body) for register, body in rows}
