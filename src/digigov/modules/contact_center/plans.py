"""The plan that is in force."""

from digigov.kernel.errors import NotFound
from digigov.kernel.once import once
from digigov.modules.contact_center.definitions import CenterPlan
from digigov.modules.contact_center.models import Plan


@once
def find_plan() -> CenterPlan | None:
    """How this country's centre works; None if it has none."""
    body = Plan.objects.values_list("body", flat=True).first()
    return CenterPlan.model_validate(body) if body else None


def get_plan() -> CenterPlan:
    """:raises NotFound: in a country without a contact centre."""
    plan = find_plan()
    if plan is None:
        raise NotFound
    return plan
