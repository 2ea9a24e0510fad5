"""The plug for casework: a fee is a step."""

from datetime import datetime

from digigov.kernel.actor import system
from digigov.kernel.definitions import Definition, Name, Slug
from digigov.modules.casework import commands as casework
from digigov.modules.casework.ports import GIVEN_OF_A_CASE, StepContext
from digigov.modules.payments import commands


class PayParameters(Definition):
    """
    ``with:`` of a step of type ``pay``: which fee of ``fees.yaml``. ``message`` tells of a fee that falls due later, or
    at a counter; one that is due when its applicant hands in is asked for on the page.
    """

    fee: Name
    message: Slug = "payment-due"


class Pay:
    name = "pay"
    by_whom = "applicant"
    outcomes = frozenset({"paid"})
    parameters = PayParameters
    gives = GIVEN_OF_A_CASE

    def begin(self, step: StepContext, *, at: datetime) -> str | None:
        """Ask for the fee; where the table says zero, go straight on."""
        wanted = PayParameters.model_validate(step.definition.parameters)
        if not commands.ask_for_payment(at=at, step=step, fee_id=wanted.fee):
            return "paid"
        if not step.applicant_is_there:
            casework.tell_applicant(by=system("payments"), at=at, step_id=step.step_id, message=wanted.message)
        return None
