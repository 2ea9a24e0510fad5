"""Where a case goes from a step, and what an outcome needs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from digigov.kernel.conditions import holds
from digigov.modules.casework.definitions import Branch, Reason, SignOffParameters, Step, Workflow

APPLICANT, SYSTEM = "applicant", "system"


class UnknownOutcome(LookupError):
    """The step has no such outcome, or no row of its table fits the facts."""


@dataclass(frozen=True, slots=True)
class Turn:
    """Somebody's part of a step: a role, its place in the order, and whether it may start at once."""

    role: str
    position: int
    starts_now: bool


def find_step(workflow: Workflow, step_id: str) -> Step | None:
    return next((step for step in workflow.steps if step.id == step_id), None)


def get_step(workflow: Workflow, step_id: str) -> Step:
    """:raises KeyError: if the workflow has no such step."""
    step = find_step(workflow, step_id)
    if step is None:
        raise KeyError(step_id)
    return step


def branches_of(step: Step, outcome: str) -> tuple[Branch, ...]:
    """The table of targets of an outcome; a single target is a table of one row."""
    target = step.next.get(outcome, ())
    return (Branch(go=target),) if isinstance(target, str) else target


def next_step(step: Step, outcome: str, facts: Mapping[str, Any]) -> str:
    """The step that follows: the first row whose condition holds. :raises UnknownOutcome:"""
    for branch in branches_of(step, outcome):
        if holds(branch.when, facts):
            return branch.go
    raise UnknownOutcome(f"{step.id}: {outcome}")


def targets_of(step: Step) -> Iterator[str]:
    """Every step that may follow, by an outcome or by a missed deadline."""
    for outcome in step.next:
        yield from (branch.go for branch in branches_of(step, outcome))
    if step.missed and step.missed.go:
        yield step.missed.go


def leads_to(workflow: Workflow, step: Step, outcome: str, kind: str) -> bool:
    """Whether the outcome may lead to a step of that type."""
    found = (find_step(workflow, branch.go) for branch in branches_of(step, outcome))
    return any(target is not None and target.type == kind for target in found)


def asks_for_more(workflow: Workflow, step: Step, outcome: str) -> bool:
    return leads_to(workflow, step, outcome, "ask")


def refuses(workflow: Workflow, step: Step, outcome: str) -> bool:
    """Whether the outcome itself refuses what was asked for; not when an officer of a refuse step still has to."""
    if step.type == "refuse":
        return True
    targets = (find_step(workflow, branch.go) for branch in branches_of(step, outcome))
    return any(target is not None and _is_refusal(target) for target in targets)


def _is_refusal(step: Step) -> bool:
    if step.type == "refuse":
        return step.role == SYSTEM
    return step.type == "end" and step.parameters.get("outcome") == "refused"


def needs_reason(workflow: Workflow, step: Step, outcome: str) -> bool:
    return bool(step.reasons) and refuses(workflow, step, outcome)


def needs_findings(workflow: Workflow, step: Step, outcome: str) -> bool:
    """
    Whether the officer must have answered the step's questions: for the outcomes that decide, if the definition names them;
    else for every one but those that ask for more or say that nothing took place (``missed``).
    """
    if not step.findings:
        return False
    decides = step.parameters.get("decides")
    if decides:
        return outcome in decides
    return outcome != "missed" and not asks_for_more(workflow, step, outcome)


def find_reason(step: Step, reason_id: str | None) -> Reason | None:
    return next((reason for reason in step.reasons if reason.id == reason_id), None)


def turns_of(step: Step) -> tuple[Turn, ...]:
    """Which officers must act in the step, in which order; nobody when it is the applicant's or the machine's."""
    if step.type == "sign-off":
        wanted = SignOffParameters.model_validate(step.parameters)
        together = wanted.order == "parallel"
        return tuple(
            Turn(signer.role, place, together or place == 1) for place, signer in enumerate(wanted.signers, start=1)
        )
    if step.role in (APPLICANT, SYSTEM) or step.type == "end":
        return ()
    return (Turn(step.role, 1, True),)


def may_withdraw(workflow: Workflow, step_id: str) -> bool:
    return not workflow.withdraw_until or step_id in workflow.withdraw_until


def may_correct(workflow: Workflow, step_id: str) -> bool:
    return step_id in workflow.correct_until


def wants_news(workflow: Workflow, facts: Mapping[str, Any]) -> bool:
    """Whether the applicant is told of the case at all."""
    return holds(workflow.tell_when, facts)


def stands_still(step: Step, turn: str) -> bool:
    """Whether the step's clock does: it is the applicant's, and the office has it. What that takes costs the applicant nothing."""
    return step.role == APPLICANT and turn == "officer"


def with_facts(facts: Mapping[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
    """The facts with others added, one level deep: ``answers``, ``findings``, ``reads`` and ``fees`` each keep their own."""
    merged = dict(facts)
    for group, values in more.items():
        known = merged.get(group)
        both = isinstance(known, Mapping) and isinstance(values, Mapping)
        merged[group] = {**known, **values} if both else values  # type: ignore[dict-item]
    return merged
