"""How long a case is kept: as many years after its end as its service says (``privacy.keep_years``). What belongs to it goes with it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from digigov.kernel.clock import local_date
from digigov.modules.casework.models import Case
from digigov.modules.notifications import commands as notifications
from digigov.modules.privacy.definitions import GOES, Periods, Shredding, Stay, years_after

BATCH = 200  # cases a round


def why_cases_stay(case_ids: Collection[UUID], shredding: Shredding) -> Mapping[UUID, Stay | None]:
    """For each of these cases why it stays, ``GOES`` for one whose time is over; one that is no more goes too."""
    rows = Case.objects.filter(id__in=case_ids).values_list("id", "service", "closed_at")
    said: dict[UUID, Stay | None] = dict.fromkeys(case_ids, GOES)
    for case_id, service, closed_at in rows:  # the database: closed, and when, or open
        said[case_id] = _why_kept(service, closed_at, shredding) if closed_at else Stay("open-case")
    return said


def _why_kept(service: str, closed_at: datetime, shredding: Shredding) -> Stay | None:
    years = shredding.periods.services.get(service)
    if years is None:
        return Stay("case")  # of a service that no pack ever published: nobody has said how long
    until = years_after(closed_at, years)
    return Stay("case", until=local_date(until)) if until > shredding.at else GOES


def past_case_ids(at: datetime, periods: Periods) -> list[UUID]:
    """A batch of cases whose time is over, the same for every room until they are gone."""
    over = Q(pk__in=[])
    for service, years in periods.services.items():
        over |= Q(service=service, closed_at__lt=years_after(at, -years))
    return list(Case.objects.filter(over, state="closed").order_by("id").values_list("id", flat=True)[:BATCH])


def past_cases(at: datetime, periods: Periods) -> Q:
    return Q(id__in=past_case_ids(at, periods))


def of_past_cases(at: datetime, periods: Periods) -> Q:
    """For a table of another room that names its case."""
    return Q(case_id__in=past_case_ids(at, periods))


def with_its_case(rows: Sequence[Any], shredding: Shredding) -> Mapping[Any, Stay | None]:
    """For rows that name their case: they stay as long as it."""
    cases = why_cases_stay({row.case_id for row in rows if row.case_id}, shredding)
    return {row.pk: cases[row.case_id] for row in rows if row.case_id}


def destroy_cases(rows: Sequence[Any], shredding: Shredding) -> None:
    """With steps, tasks, decisions, notes and story; and what people were told about them."""
    ids = [row.pk for row in rows]
    notifications.forget_of_cases(by=shredding.by, case_ids=ids)
    Case.objects.filter(id__in=ids).delete()
