"""Who may read what. The gate is passed by the person itself, by an officer under a case, and by the machine under one."""

from uuid import UUID

from digigov.kernel.actor import Actor
from digigov.kernel.errors import NotAllowed
from digigov.modules.audit.commands import Purpose
from digigov.modules.registries.definitions import Register

LOAD = "catalog.load"


def require_loader(by: Actor) -> None:
    """:raises NotAllowed: unless the machine loads the pack, or somebody who may publish services."""
    if not by.is_system:
        by.require(LOAD)


def require_reader(by: Actor, *, register: Register, about: UUID | None, purpose: Purpose) -> None:
    """
    Rows about a thing (a vehicle, a parcel) are open to whoever fills in a form that asks for it. Rows about a person are
    open to that person, to an officer under a case or at a counter, and to the machine.

    :raises NotAllowed: otherwise.
    """
    if register.about == "thing" or by.is_system:
        return
    is_own = about is not None and about == by.on_behalf_of
    is_work = by.kind == "officer" and (purpose.case_id is not None or by.may("counter.assist"))
    if not is_own and not is_work:
        raise NotAllowed
