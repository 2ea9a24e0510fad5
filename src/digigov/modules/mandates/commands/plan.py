"""What the pack says of acting for others."""

from datetime import datetime

from django.db import transaction

from digigov.kernel.actor import Actor
from digigov.modules.audit import commands as audit
from digigov.modules.mandates.definitions import MandatePlan
from digigov.modules.mandates.models import Plan


@transaction.atomic
def load_plan(*, by: Actor, at: datetime, definition: MandatePlan | None) -> None:
    """
    Take over what the pack says; a country without it reads neither births nor companies for this.

    :raises NotAllowed: unless the machine or somebody who may publish services does it.
    """
    by.require_loader()
    if definition is None:
        Plan.objects.all().delete()
    else:
        Plan.objects.update_or_create(id=1, defaults={"body": definition.model_dump(mode="json", by_alias=True)})
    audit.record(by=by, at=at, action="mandates.plan-loaded")
