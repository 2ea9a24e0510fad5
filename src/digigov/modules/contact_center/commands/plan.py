"""What the pack says of the centre."""

from datetime import datetime

from django.db import transaction

from digigov.kernel.actor import Actor
from digigov.modules.audit import commands as audit
from digigov.modules.contact_center.definitions import CenterPlan
from digigov.modules.contact_center.models import Plan


@transaction.atomic
def load_plan(*, by: Actor, at: datetime, definition: CenterPlan | None) -> None:
    """
    Take over what the pack says; a country without a plan has no contact centre.

    :raises NotAllowed: unless the machine or somebody who may publish services does it.
    """
    by.require_loader()
    if definition is None:
        Plan.objects.all().delete()
    else:
        Plan.objects.update_or_create(id=1, defaults={"body": definition.model_dump(mode="json", by_alias=True)})
    audit.record(by=by, at=at, action="contact_center.plan-loaded")
