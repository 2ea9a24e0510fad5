"""What the pack says of sign-in."""

from datetime import datetime

from django.db import transaction

from digigov.kernel.actor import Actor
from digigov.modules.audit import commands as audit
from digigov.modules.identity.definitions import SignInPlan
from digigov.modules.identity.models import Plan


@transaction.atomic
def load_plan(*, by: Actor, at: datetime, definition: SignInPlan) -> None:
    """
    Take over what the pack says.

    :raises NotAllowed: unless the machine or somebody who may publish services does it.
    """
    by.require_loader()
    Plan.objects.update_or_create(id=1, defaults={"body": definition.model_dump(mode="json")})
    audit.record(by=by, at=at, action="identity.plan-loaded")
