"""Days of history that do not count."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from digigov.kernel.actor import Actor
from digigov.kernel.clock import local_date
from digigov.kernel.errors import InvalidInput, NotFound
from digigov.modules.audit import commands as audit
from digigov.modules.workforce import policies
from digigov.modules.workforce.models import LeftOutDay

LONGEST = 200


@transaction.atomic
def leave_out_day(*, by: Actor, at: datetime, on: date | None, reason: str) -> None:
    """
    Let a day not count in the forecast, such as a hurricane's; said again, the reason is replaced.

    :raises NotAllowed: unless the actor plans. :raises InvalidInput: without a past day and a reason.
    """
    me = policies.require_planner(by)
    reason, errors = reason.strip(), {}
    if on is None or on >= local_date(at):
        errors["on"] = _("Enter a day that is over.")
    if not 0 < len(reason) <= LONGEST:
        errors["reason"] = _("Say why in up to 200 letters.")
    if errors or on is None:
        raise InvalidInput(errors)
    LeftOutDay.objects.update_or_create(on=on, defaults={"reason": reason, "said_at": at, "said_by_id": me})
    audit.record(by=by, at=at, action="workforce.day-left-out", details={"on": on.isoformat()})


@transaction.atomic
def take_day_back(*, by: Actor, at: datetime, on: date) -> None:
    """
    Let a day count again.

    :raises NotAllowed: unless the actor plans. :raises NotFound: if it counts.
    """
    policies.require_planner(by)
    gone, _each = LeftOutDay.objects.filter(on=on).delete()
    if not gone:
        raise NotFound
    audit.record(by=by, at=at, action="workforce.day-counts-again", details={"on": on.isoformat()})
