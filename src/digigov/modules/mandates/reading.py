"""What registers say of children and companies. Asks the outside, so never inside a transaction."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from digigov.kernel.actor import system
from digigov.kernel.errors import AdapterFailure, DomainError, NotFound
from digigov.modules.audit.commands import Purpose
from digigov.modules.mandates.definitions import MandatePlan
from digigov.modules.mandates.models import Plan
from digigov.modules.parties.queries import tidy_number
from digigov.modules.registries.commands import Reading, read

HERE = system("mandates")
WHY = Purpose("mandate")


class RegisterDown(DomainError):
    code = "register-down"
    message = _("The register does not answer at the moment, so we cannot check this now. Try again later.")
    status = 503


@dataclass(frozen=True, slots=True)
class Child:
    """As the register of births has it; ``parents`` as (given names, family name); ``numbers`` are theirs, None if it keeps none."""

    registered_as: str
    given_names: str
    family_name: str
    born_on: date
    parents: tuple[tuple[str, str], ...]
    numbers: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Firm:
    registered_as: str
    name: str
    exists: bool
    directors: tuple[str, ...] | None  # their ID numbers; None: the register was not asked, or names none


def find_plan() -> MandatePlan | None:
    body = Plan.objects.values_list("body", flat=True).first()
    return MandatePlan.model_validate(body) if body else None


def get_plan() -> MandatePlan:
    """:raises NotFound: in a country whose registers are not asked for this."""
    plan = find_plan()
    if plan is None:
        raise NotFound
    return plan


def find_child(entry_number: str, *, at: datetime, about: UUID) -> Child | None:
    """
    The read is noted as one about ``about``. :raises RegisterDown: if it does not answer: an old answer shows nobody's parents.
    """
    births = get_plan().births
    fields = (births.child, births.born, *((births.numbers,) if births.numbers else births.parents))
    found = _read(births.register_, entry_number, births.under, fields, at=at, about=about)
    born_on = found.values.get(births.born)
    if not found.found or not isinstance(born_on, str):
        return None
    given, family = _name(found.values.get(births.child))
    parents = tuple(_name(found.values[each]) for each in births.parents if found.values.get(each))
    numbers = _numbers(found, births.numbers) if births.numbers else None
    return Child(f"{births.register_}:{found.key}"[:90], given, family, date.fromisoformat(born_on), parents, numbers)


def find_firm(number: str, *, at: datetime, about: UUID, with_directors: bool = False) -> Firm | None:
    """:raises RegisterDown: if it does not answer."""
    firms = get_plan().firms
    asked = (firms.directors,) if with_directors and firms.directors else ()
    found = _read(firms.register_, number, firms.under, (firms.called, firms.state, *asked), at=at, about=about)
    if not found.found:
        return None
    exists = found.values.get(firms.state) == firms.exists
    directors = _numbers(found, asked[0]) if asked else None
    return Firm(f"{firms.register_}:{found.key}"[:90], str(found.values.get(firms.called) or ""), exists, directors)


def _numbers(found: Reading, field: str) -> tuple[str, ...]:
    """ID numbers that the register names, as we write them; none if the row names none."""
    return tuple(filter(None, map(tidy_number, found.values.get(field) or ())))


def _name(value: Any) -> tuple[str, str]:
    named = value or {}
    return str(named.get("given", "")), str(named.get("family", ""))


def _read(register: str, key: str, under: str, fields: tuple[str, ...], *, at: datetime, about: UUID) -> Reading:
    try:
        return read(
            by=HERE, at=at, register=register, key=key, under=under, fields=fields, purpose=WHY, about=about,
            may_be_stale=False,
        )  # fmt: skip
    except AdapterFailure as failure:
        raise RegisterDown from failure
