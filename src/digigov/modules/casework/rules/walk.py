"""
A workflow walked without a database: what would happen if people did this and that. Worked examples are walked by it.
"""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from digigov.modules.casework.definitions import Step, Workflow
from digigov.modules.casework.rules import flow

LONGEST = 200


class Doing(Protocol):
    """What somebody does when the walk reaches a step."""

    @property
    def step(self) -> str: ...
    @property
    def outcome(self) -> str: ...
    @property
    def findings(self) -> Mapping[str, Any]: ...
    @property
    def reads(self) -> Mapping[str, Any]: ...
    @property
    def answers(self) -> Mapping[str, Any]: ...
    @property
    def reason(self) -> str | None: ...


class Kind(Protocol):
    """What the walk must know of a step type."""

    outcomes: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class Visit:
    """A step that the walk came through, with the facts as they stood when it came in."""

    step: Step
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Walked:
    """``journey``: the steps in order, without the end; ``outcome``: how the case closed; ``facts``: all that is known then."""

    journey: tuple[str, ...]
    outcome: str
    visits: tuple[Visit, ...]
    facts: Mapping[str, Any]


class WalkStopped(Exception):
    """The walk cannot go on. The text is a sentence for the author of the pack; ``step`` is where."""

    def __init__(self, step: str, sentence: str) -> None:
        self.step, self.sentence = step, sentence
        super().__init__(sentence)


def walk(
    workflow: Workflow, kinds: Mapping[str, Kind], facts: Mapping[str, Any], doings: Sequence[Doing] = ()
) -> Walked:
    """
    Go from the first step to an end. A step with one fixed outcome takes it by itself; every other needs a doing.

    :raises WalkStopped: if a doing is missing, impossible or left over, or the walk never ends.
    """
    to_do, known, step = deque(doings), dict(facts), workflow.steps[0]
    visits: list[Visit] = []
    for _ in range(LONGEST):
        if step.type == "end":
            return _ended(step.parameters["outcome"], step.id, visits, known, to_do)
        visits.append(Visit(step, known))
        doing = to_do.popleft() if to_do and to_do[0].step == step.id else None
        outcome = doing.outcome if doing else _only_outcome(step, kinds, to_do)
        if doing:
            known = _learn(step, doing, known)
        if outcome == "withdrawn" and outcome not in step.next:
            _require_withdrawal(workflow, step)
            return _ended("withdrawn", step.id, visits, known, to_do)
        step = flow.get_step(workflow, _target(workflow, step, outcome, doing, known))
    raise WalkStopped(step.id, f"the walk goes round and round at “{step.id}”")


def _ended(
    outcome: str, at_step: str, visits: list[Visit], facts: Mapping[str, Any], left_over: Sequence[Doing]
) -> Walked:
    if left_over:
        raise WalkStopped(at_step, f"the case is closed before anybody does “{left_over[0].step}”")
    return Walked(tuple(visit.step.id for visit in visits), outcome, tuple(visits), facts)


def _only_outcome(step: Step, kinds: Mapping[str, Kind], to_do: Sequence[Doing]) -> str:
    fixed = kinds[step.type].outcomes
    if fixed is not None and len(fixed) == 1:
        return next(iter(fixed))
    waiting = f"; the next doing is for “{to_do[0].step}”" if to_do else ""
    raise WalkStopped(step.id, f"nobody says what happens at “{step.id}”{waiting}")


def _learn(step: Step, doing: Doing, facts: Mapping[str, Any]) -> dict[str, Any]:
    found = {"findings": {step.id: dict(doing.findings)}} if doing.findings else {}
    return flow.with_facts(facts, {**found, "reads": dict(doing.reads), "answers": dict(doing.answers)})


def _require_withdrawal(workflow: Workflow, step: Step) -> None:
    if not flow.may_withdraw(workflow, step.id):
        raise WalkStopped(step.id, f"nobody may withdraw at “{step.id}”")


def _target(workflow: Workflow, step: Step, outcome: str, doing: Doing | None, facts: Mapping[str, Any]) -> str:
    if outcome == "missed" and outcome not in step.next and step.missed and step.missed.go:
        return step.missed.go
    reason = doing.reason if doing else None
    if reason is not None and flow.find_reason(step, reason) is None:
        raise WalkStopped(step.id, f"“{step.id}” knows no reason “{reason}”")
    try:
        target = flow.next_step(step, outcome, facts)
    except flow.UnknownOutcome:
        raise WalkStopped(step.id, f"“{step.id}” has no outcome “{outcome}” for these facts") from None
    if reason is None and step.role != flow.SYSTEM and flow.needs_reason(workflow, step, outcome):
        raise WalkStopped(step.id, f"“{step.id}” refuses without a reason")
    return target
