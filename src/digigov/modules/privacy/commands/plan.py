"""What the pack says of retention."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from digigov.kernel.actor import Actor
from digigov.modules.audit import commands as audit
from digigov.modules.privacy.definitions import RetentionPlan
from digigov.modules.privacy.models import Plan


@transaction.atomic
def load_plan(
    *, by: Actor, at: datetime, definition: RetentionPlan | None, services: Mapping[str, int] | None = None
) -> None:
    """
    Take over what the pack says; ``services`` are the years of each. Those of a service that is no longer offered stay: its cases do.

    :raises NotAllowed: unless the machine or somebody who may publish services does it.
    """
    by.require_loader()
    plan, _is_new = Plan.objects.select_for_update().get_or_create(id=1)
    plan.body = definition.model_dump(mode="json") if definition else None
    plan.services = {**plan.services, **(services or {})}
    plan.save()
    audit.record(by=by, at=at, action="privacy.plan-loaded")
