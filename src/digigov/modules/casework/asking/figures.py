"""How much was asked for, decided and kept within the promise, by service: figures alone, of nobody by name."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Q

from digigov.kernel.actor import ANYWHERE, Actor
from digigov.kernel.paging import Page, PageOf
from digigov.modules.casework import policies
from digigov.modules.casework.models import Case

DECIDED = ("granted", "refused", "closed")


@dataclass(frozen=True, slots=True)
class Figures:
    """
    ``received``, ``decided`` and, of those, ``in_time``: within the promise to the applicant, all since a moment; ``open`` and, of
    those, ``late``: now. ``service`` is empty where it is all of them together.
    """

    service: str
    received: int
    decided: int
    in_time: int
    open: int
    late: int

    @property
    def share_in_time(self) -> int | None:
        """In percent of what was decided, rounded down, so that a hundred means every one; None when nothing was."""
        return self.in_time * 100 // self.decided if self.decided else None


def list_figures(*, viewer: Actor, at: datetime, since: datetime, page: Page) -> PageOf[Figures]:
    """
    By service, of the units whose figures the viewer may see. One query, whatever the number of cases and services.

    :raises NotAllowed: without ``casework.see-figures``.
    """
    rows = _cases(viewer).values("service").annotate(**_counts(at, since)).order_by("service")
    return page.of(rows, lambda row: Figures(**row))


def total_figures(*, viewer: Actor, at: datetime, since: datetime) -> Figures:
    """All of them together. :raises NotAllowed: as above."""
    return Figures(service="", **_cases(viewer).aggregate(**_counts(at, since)))


def _cases(viewer: Actor) -> Any:
    viewer.require(policies.SEE_FIGURES)
    units = viewer.units_with(policies.SEE_FIGURES)
    return Case.objects.all() if ANYWHERE in units else Case.objects.filter(unit__in=units)


def _counts(at: datetime, since: datetime) -> dict[str, Count]:
    decided = Q(closed_at__gte=since, outcome__in=DECIDED)
    is_open = Q(state="open")
    which = {
        "received": Q(opened_at__gte=since),
        "decided": decided,
        "in_time": decided & (Q(due_at=None) | Q(closed_at__lte=F("due_at"))),
        "open": is_open,
        "late": is_open & Q(due_at__lt=at),
    }
    return {name: Count("id", filter=condition) for name, condition in which.items()}
