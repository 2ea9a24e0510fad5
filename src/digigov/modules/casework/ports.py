"""What casework needs from above: step types that other rooms plug in, and a check of officers' findings."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, Literal, Protocol
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from digigov.kernel.definitions import Definition
from digigov.modules.casework.definitions import Step

GIVEN_OF_A_CASE = frozenset({"reference", "title", "step_title", "due", "request"})
"""The values that every message about a case gets."""


@dataclass(frozen=True, slots=True)
class StepContext:
    """
    A step that begins: the case it belongs to, its definition, and what is known so far. ``title`` is the case's,
    ``request`` what an officer wrote when sending the case here; ``applicant_is_there``: the case has
    only just been opened, by its applicant; ``wants_news``: they did not ask to be left alone.
    """

    case_id: UUID
    case_reference: str
    step_id: UUID
    service: str
    version: int
    unit: str
    applicant_id: UUID | None
    language: str
    definition: Step
    facts: Mapping[str, Any]
    title: str = ""
    due_at: datetime | None = None
    request: Mapping[str, Any] = field(default_factory=dict)
    applicant_is_there: bool = False
    wants_news: bool = True


class StepType(Protocol):
    """
    A kind of step. ``outcomes`` is None when the definition names its own.

    ``by_whom`` says whose turn it is when the step begins. When that is the applicant's and the step's role an officer's
    (``meet``), the officer's task waits until ``casework.commands.pass_turn``.

    ``gives``: the values that the message named by its parameters gets; none where it names no message.

    ``begin`` runs inside the transaction in which the step starts; it touches only the database and defers jobs. It returns
    an outcome to go straight on, or None when somebody or something will finish the step later.
    """

    name: str
    by_whom: Literal["officer", "applicant", "system"]
    outcomes: frozenset[str] | None
    parameters: type[Definition]
    gives: frozenset[str]

    def begin(self, step: StepContext, *, at: datetime) -> str | None: ...


class FindingsCheck(Protocol):
    """Checks an officer's findings against the questions of the step. :raises InvalidInput:"""

    def check(self, *, questions: tuple[Mapping[str, Any], ...], raw: Mapping[str, Any]) -> dict[str, Any]: ...


@cache
def step_type(name: str) -> StepType:
    """The plug for a type, from ``DIGIGOV_STEP_TYPES``. :raises KeyError: if no room plugs it in."""
    return import_string(settings.DIGIGOV_STEP_TYPES[name])()


def step_type_names() -> tuple[str, ...]:
    return tuple(sorted(settings.DIGIGOV_STEP_TYPES))


def step_types() -> dict[str, StepType]:
    """Every plug by its name."""
    return {name: step_type(name) for name in step_type_names()}


@cache
def findings_check() -> FindingsCheck:
    return import_string(settings.DIGIGOV_FINDINGS_CHECK)()
