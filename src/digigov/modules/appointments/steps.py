"""The step types that bring people together."""

from datetime import datetime
from typing import Literal

from digigov.kernel.actor import system
from digigov.kernel.definitions import Definition
from digigov.modules.appointments import occasions
from digigov.modules.appointments.definitions import AppointmentParameters
from digigov.modules.casework import commands as casework
from digigov.modules.casework.ports import StepContext

ByWhom = Literal["officer", "applicant", "system"]


class Meet:
    """The applicant chooses a time and comes; then the officer says what came of it."""

    name = "meet"
    by_whom: ByWhom = "applicant"
    outcomes: frozenset[str] | None = None
    parameters: type[Definition] = AppointmentParameters
    gives: frozenset[str] = occasions.GIVEN

    def begin(self, step: StepContext, *, at: datetime) -> str | None:
        casework.tell_applicant(
            by=system("appointments"), at=at, step_id=step.step_id, message=occasions.CHOOSE.message
        )
        return None


class Inspect:
    """An officer goes there; either side may choose the time, and the officer says what was found."""

    name = "inspect"
    by_whom: ByWhom = "officer"
    outcomes: frozenset[str] | None = None
    parameters: type[Definition] = AppointmentParameters
    gives: frozenset[str] = occasions.GIVEN

    def begin(self, step: StepContext, *, at: datetime) -> str | None:
        return None
