"""
``workflow.yaml``: states and typed steps. A case is in one step at a time; a step's outcome chooses the next.

A step type is a plug (``ports.StepType``); this file holds what all of them share.
"""

from typing import Any, Literal

from pydantic import Field

from digigov.kernel.definitions import Condition, Definition, Name, Slug, Text


class Branch(Definition):
    """One row of a table of targets; the first whose condition holds is taken, and the last has none."""

    when: Condition | None = None
    go: Slug


class Missed(Definition):
    """
    What happens when the step's deadline passes: remind whoever's turn it is, escalate to the supervisor, or go on to
    another step. ``remind_before`` sends a reminder that many working days ahead.
    """

    do: Literal["remind", "escalate", "go"]
    go: Slug | None = None
    remind_before: int | None = Field(default=None, ge=1, le=30)


class Reason(Definition):
    """A ground on which the law lets an officer refuse."""

    id: Slug
    text: Text
    law: Text


class Step(Definition):
    """
    ``title`` is what the applicant reads on the timeline. ``role`` is an officer's role code, ``applicant`` or ``system``.
    ``within`` is a number of working days. ``next`` maps each outcome to a step or to a table of branches; ``labels``
    words an officer's choices. ``findings`` are questions (as in a form) that the officer answers. ``not_by`` names
    earlier steps whose officer may not take this one (four eyes). ``unit`` names the organisation whose officers act, when
    it is not the one that offers the service. ``parameters`` (``with:``) are the step type's own.
    """

    id: Slug
    type: Slug
    title: Text
    role: Slug
    unit: Slug | None = None
    within: int | None = Field(default=None, ge=0, le=400)
    missed: Missed | None = None
    next: dict[Slug, Slug | tuple[Branch, ...]] = Field(default_factory=dict)
    labels: dict[Slug, Text] = Field(default_factory=dict)
    findings: tuple[dict[str, Any], ...] = ()
    reasons: tuple[Reason, ...] = ()
    not_by: tuple[Slug, ...] = ()
    parameters: dict[str, Any] = Field(default_factory=dict, alias="with")


class Workflow(Definition):
    """
    Steps by id; the first is the start. A step of type ``end`` closes the case with its ``outcome``. ``tell_when``: the applicant
    gets messages about the case only while this holds ("shall we tell you?"); without it, always.
    """

    steps: tuple[Step, ...] = Field(min_length=2)
    withdraw_until: tuple[Slug, ...] = ()  # steps during which the applicant may withdraw; empty means all
    correct_until: tuple[Slug, ...] = ()  # steps during which the applicant may correct answers; empty means none
    tell_when: Condition | None = None


class ReviewParameters(Definition):
    """
    ``bulk``: outcomes harmless enough to be taken for many cases at once, for those whose facts meet ``bulk_when``.
    ``decides``: outcomes that rest on what was found, so that the step's questions must be answered for them (none named: all but
    those that ask for more). ``only_when``: outcomes that may only be chosen where the facts, the findings
    of this step included, meet a condition.
    """

    bulk: tuple[Slug, ...] = ()
    bulk_when: Condition | None = None
    decides: tuple[Slug, ...] = ()
    only_when: dict[Slug, Condition] = Field(default_factory=dict)


class AskParameters(Definition):
    """``questions`` may be answered again (none listed: those that the officer names); ``files``: how many may be added."""

    questions: tuple[Name, ...] = ()
    files: int = Field(default=5, ge=0, le=10)
    message: Slug = "your-turn"


class Signer(Definition):
    role: Slug
    title: Text


class SignOffParameters(Definition):
    """``paper``: the document that the next step issues; each signs it with a key of their own, and only so signs off."""

    paper: Slug | None = None
    signers: tuple[Signer, ...] = Field(min_length=1, max_length=9)
    order: Literal["in-order", "parallel"] = "in-order"


class RefuseParameters(Definition):
    """``document`` is the decision letter's template; ``message`` tells of it."""

    document: Slug | None = None
    message: Slug = "refused"


class TellParameters(Definition):
    """``answer`` is a finding (``findings.look.answer``) that the applicant reads word for word in the story of the case."""

    message: Slug
    answer: str | None = Field(default=None, pattern=r"^findings\.[a-z0-9-]+\.[a-z0-9_]+$")


class EndParameters(Definition):
    outcome: Literal["granted", "refused", "withdrawn", "lapsed", "closed"]
