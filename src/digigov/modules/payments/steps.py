"""The plug for casework: a fee is a step."""

from datetime import datetime

from digigov.kernel.definitions import Definition, Name
from digigov.modules.casework.ports import StepContext
from digigov.modules.payments import commands


class PayParameters(Definition):
    """``with:`` of a step of type ``pay``: which fee of ``fees.yaml``."""

    fee: Name


class Pay:
    name = "pay"
    by_whom = "applicant"
    outcomes = frozenset({"paid"})
    parameters = PayParameters

    def begin(self, step: StepContext, *, at: datetime) -> str | None:
        """Ask for the fee; where the table says zero, go straight on."""
        wanted = PayParameters.model_validate(step.definition.parameters)
        return None if commands.ask_for_payment(at=at, step=step, fee_id=wanted.fee) else "paid"
