"""Taking over the pack's registers."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from digigov.kernel.actor import Actor
from digigov.modules.audit import commands as audit
from digigov.modules.registries.definitions import Register
from digigov.modules.registries.models import RegisterEntry


@transaction.atomic
def load_registers(*, by: Actor, at: datetime, definitions: Iterable[Register]) -> None:
    """
    Take over the pack's registers. Harmless when repeated; one that is no longer in the pack stays readable for open cases.

    :raises NotAllowed: unless the machine or somebody who may publish services does it.
    """
    by.require_loader()
    loaded = {each.id: each.model_dump(mode="json", exclude_defaults=True) for each in definitions}
    for register, body in loaded.items():
        RegisterEntry.objects.update_or_create(id=register, defaults={"body": body, "is_current": True})
    RegisterEntry.objects.exclude(id__in=loaded).update(is_current=False)
    audit.record(by=by, at=at, action="registries.registers-loaded", details={"registers": sorted(loaded)})
