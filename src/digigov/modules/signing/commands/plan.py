"""What the pack says of signing."""

from datetime import datetime

from django.db import transaction

from digigov.kernel.actor import Actor
from digigov.modules.audit import commands as audit
from digigov.modules.signing.definitions import SigningPlan
from digigov.modules.signing.models import Plan


@transaction.atomic
def load_plan(*, by: Actor, at: datetime, definition: SigningPlan | None) -> None:
    """
    Take over what the pack says; in a country without a plan nobody signs here.

    :raises NotAllowed: unless the machine or somebody who may publish services does it.
    """
    by.require_loader()
    if definition is None:
        Plan.objects.all().delete()
    else:
        Plan.objects.update_or_create(id=1, defaults={"body": definition.model_dump(mode="json")})
    audit.record(by=by, at=at, action="signing.plan-loaded")
