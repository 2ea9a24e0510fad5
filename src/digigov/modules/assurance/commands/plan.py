"""What the pack says of proofing."""

from datetime import datetime

from django.db import transaction

from digigov.kernel.actor import Actor
from digigov.modules.assurance.definitions import ProofingPlan
from digigov.modules.assurance.models import Plan
from digigov.modules.audit import commands as audit


@transaction.atomic
def load_plan(*, by: Actor, at: datetime, definition: ProofingPlan | None) -> None:
    """
    Take over what the pack says; a country without a plan proves nobody.

    :raises NotAllowed: unless the machine or somebody who may publish services does it.
    """
    by.require_loader()
    if definition is None:
        Plan.objects.all().delete()
    else:
        Plan.objects.update_or_create(id=1, defaults={"body": definition.model_dump(mode="json", by_alias=True)})
    audit.record(by=by, at=at, action="assurance.plan-loaded")
