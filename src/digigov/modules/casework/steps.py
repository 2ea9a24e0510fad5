"""The step types that are casework's own: review, ask, sign-off, refuse, tell and end."""

from datetime import datetime
from typing import Literal

from digigov.kernel.actor import system
from digigov.kernel.conditions import look_up
from digigov.kernel.definitions import Definition
from digigov.modules.casework import telling, timeline
from digigov.modules.casework.definitions import (
    AskParameters,
    EndParameters,
    RefuseParameters,
    ReviewParameters,
    SignOffParameters,
    TellParameters,
)
from digigov.modules.casework.occasions import GROUND
from digigov.modules.casework.ports import GIVEN_OF_A_CASE, StepContext

ByWhom = Literal["officer", "applicant", "system"]
CASEWORK = system("casework")


class Review:
    """An officer looks at the case and chooses one of the outcomes that the definition names."""

    name = "review"
    by_whom: ByWhom = "officer"
    outcomes: frozenset[str] | None = None
    parameters: type[Definition] = ReviewParameters
    gives: frozenset[str] = frozenset()

    def begin(self, step: StepContext, *, at: datetime) -> str | None:
        return None


class Ask:
    """The applicant is asked for more and told so."""

    name = "ask"
    by_whom: ByWhom = "applicant"
    outcomes: frozenset[str] | None = frozenset({"answered"})
    parameters: type[Definition] = AskParameters
    gives: frozenset[str] = GIVEN_OF_A_CASE

    def begin(self, step: StepContext, *, at: datetime) -> str | None:
        wanted = AskParameters.model_validate(step.definition.parameters)
        telling.tell_applicant(step, message=wanted.message, by=CASEWORK, at=at)
        return None


class SignOff:
    """One or several officers sign, in order or side by side; any of them may return the case."""

    name = "sign-off"
    by_whom: ByWhom = "officer"
    outcomes: frozenset[str] | None = frozenset({"signed", "returned"})
    parameters: type[Definition] = SignOffParameters
    gives: frozenset[str] = frozenset()

    def begin(self, step: StepContext, *, at: datetime) -> str | None:
        return None


class Refuse:
    """The refusal. An officer names the ground; with the role ``system`` the ground of the decision before it stands."""

    name = "refuse"
    by_whom: ByWhom = "officer"
    outcomes: frozenset[str] | None = frozenset({"refused"})
    parameters: type[Definition] = RefuseParameters
    gives: frozenset[str] = GIVEN_OF_A_CASE | GROUND

    def begin(self, step: StepContext, *, at: datetime) -> str | None:
        return "refused" if step.definition.role == "system" else None


class Tell:
    """The applicant is told something, and the case goes straight on."""

    name = "tell"
    by_whom: ByWhom = "system"
    outcomes: frozenset[str] | None = frozenset({"told"})
    parameters: type[Definition] = TellParameters
    gives: frozenset[str] = GIVEN_OF_A_CASE

    def begin(self, step: StepContext, *, at: datetime) -> str | None:
        wanted = TellParameters.model_validate(step.definition.parameters)
        if wanted.answer:
            text = str(look_up(step.facts, wanted.answer) or "")
            timeline.add(
                case_id=step.case_id,
                by=CASEWORK,
                at=at,
                kind="told",
                is_public=True,
                step=step.definition.id,
                text=text,
            )
        telling.tell_applicant(step, message=wanted.message, by=CASEWORK, at=at)
        return "told"


class End:
    """The case closes."""

    name = "end"
    by_whom: ByWhom = "system"
    outcomes: frozenset[str] | None = frozenset()
    parameters: type[Definition] = EndParameters
    gives: frozenset[str] = frozenset()

    def begin(self, step: StepContext, *, at: datetime) -> str | None:
        return None
