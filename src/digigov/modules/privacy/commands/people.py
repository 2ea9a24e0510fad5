"""People whom a counter or a register wrote down and who have no account: forgotten once nothing names them any more."""

from datetime import datetime, timedelta

from django.db import transaction

from digigov.kernel.actor import Actor
from digigov.modules.audit import commands as audit
from digigov.modules.privacy.definitions import Periods, Shredding, Whose, years_after
from digigov.modules.privacy.keeping import get_periods
from digigov.modules.privacy.models import Run
from digigov.modules.privacy.ports import people_without_account
from digigov.modules.privacy.records import holdings
from digigov.modules.privacy.shredding import record, shred_person

A_NIGHT = 500


def forget_people(*, by: Actor, at: datetime, most: int = A_NIGHT) -> int:
    """
    Forget who has no account and is named by nothing that is kept: each room's own periods have ended what was. Looks at so many a
    night, and the next night goes on where this one ended; returns how many were forgotten. Harmless when repeated.

    :raises NotAllowed: unless it is the machine.
    """
    by.require_system()
    periods = get_periods()
    before = _written_down_before(periods, at)
    if before is None:
        return 0
    last = Run.objects.exclude(people_up_to=None).order_by("-at").values_list("people_up_to", flat=True).first()
    found = people_without_account(before=before, after=last, most=most)
    if not found and last is not None:
        found = people_without_account(before=before, after=None, most=most)
    count = sum(_forgotten(whose, periods, by=by, at=at) for whose in found)
    if found:
        Run.objects.create(at=at, ended_at=at, counts={"people": count}, people_up_to=found[-1].party_id)
    return count


def _written_down_before(periods: Periods, at: datetime) -> datetime | None:
    """None where the country has not said how long somebody is kept whom nothing names."""
    rules = [
        source.rule for holding in holdings().values() for source in holding.sources if source.rule.kind == "person"
    ]
    lasts = [period for rule in rules if (period := periods.lasts(rule))]
    return min((years_after(at - timedelta(days=each.days), -each.years) for each in lasts), default=None)


@transaction.atomic
def _forgotten(whose: Whose, periods: Periods, *, by: Actor, at: datetime) -> bool:
    if any(
        source.rows(whose).exists() for holding in holdings().values() for source in holding.sources if source.names
    ):
        return False
    shredding = Shredding(by, at, periods, whose, closes=True)
    for answer in shred_person(shredding):
        if answer.going:
            record(answer, shredding)
    audit.record(by=by, at=at, action="privacy.forgotten", subject_id=whose.party_id)
    return True
