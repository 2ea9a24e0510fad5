"""Steps of a kind, for the rooms that plug them in and must answer for them."""

from collections.abc import Iterable
from uuid import UUID

from digigov.modules.casework.models import StepRun


def list_steps_finished(*, type_: str, outcome: str, but: Iterable[UUID]) -> tuple[UUID, ...]:
    """At most a hundred steps of that type that ended so and are none of those named (ids, or a query of ids)."""
    rows = StepRun.objects.filter(type=type_, outcome=outcome).exclude(id__in=but)
    return tuple(rows.order_by("id").values_list("id", flat=True)[:100])
