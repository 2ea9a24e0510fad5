"""The step type ``read``: the machine reads a register for a case."""

from datetime import datetime
from typing import Literal

from digigov.kernel.actor import Actor, system
from digigov.kernel.conditions import look_up
from digigov.kernel.definitions import Definition
from digigov.kernel.queue import later
from digigov.modules.casework.ports import StepContext
from digigov.modules.registries import rules
from digigov.modules.registries.definitions import ReadParameters
from digigov.modules.registries.models import AwaitedRead

READER: Actor = system("registries")


class Read:
    """
    Reads the fields that the definition names, under the key that the case's facts hold. The values stand afterwards in the
    facts under ``reads.<register>``. A key that nobody gave finds nothing.
    """

    name = "read"
    by_whom: Literal["officer", "applicant", "system"] = "system"
    outcomes: frozenset[str] | None = frozenset({"found", "not-found", "unavailable"})
    parameters: type[Definition] = ReadParameters
    gives: frozenset[str] = frozenset()

    def begin(self, step: StepContext, *, at: datetime) -> str | None:
        wanted = ReadParameters.model_validate(step.definition.parameters)
        key = rules.tidy_key(str(look_up(step.facts, wanted.key) or ""))
        if not key:
            return "not-found"
        AwaitedRead.objects.create(
            step_id=step.step_id,
            case_id=step.case_id,
            about=step.applicant_id,
            register=wanted.register_,
            key=key,
            under=wanted.under or "",
            fields=list(wanted.fields),
            purpose=wanted.purpose[:80],
        )
        later("registries.read_for_step", step_id=step.step_id)
        return None
