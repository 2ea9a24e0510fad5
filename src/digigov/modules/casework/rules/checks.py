"""
What is wrong with a workflow. Each rule is one function that yields faults: a stable name, where it is, and a sentence.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

from pydantic import ValidationError

from digigov.kernel.definitions import Definition
from digigov.modules.casework.definitions import Step, Workflow
from digigov.modules.casework.rules import flow


@dataclass(frozen=True, slots=True)
class Fault:
    """``path`` leads to the place in ``workflow.yaml``: keys and list positions from the top."""

    rule: str
    path: tuple[str | int, ...]
    sentence: str


class Kind(Protocol):
    """What a check must know of a step type."""

    by_whom: Literal["officer", "applicant", "system"]
    outcomes: frozenset[str] | None
    parameters: type[Definition]


Kinds = Mapping[str, Kind]
StepRule = Callable[[Workflow, int, Step, Kinds], Iterator[Fault]]


def faults_of(workflow: Workflow, kinds: Kinds) -> tuple[Fault, ...]:
    """Every fault of the workflow. Whether people and messages exist is checked where the whole pack is known."""
    twice = tuple(_ids_once(workflow))
    if twice:
        return twice
    steps = list(enumerate(workflow.steps))
    of_steps = [
        fault
        for place, step in steps
        for rule in (KNOWN_RULES if step.type in kinds else (unknown_type,))
        for fault in rule(workflow, place, step, kinds)
    ]
    return (*of_steps, *(fault for rule in WHOLE_RULES for fault in rule(workflow)))


def _ids_once(workflow: Workflow) -> Iterator[Fault]:
    seen: set[str] = set()
    for place, step in enumerate(workflow.steps):
        if step.id in seen:
            yield Fault("step-twice", ("steps", place, "id"), f"there are two steps “{step.id}”")
        seen.add(step.id)


def unknown_type(workflow: Workflow, place: int, step: Step, kinds: Kinds) -> Iterator[Fault]:
    known = ", ".join(sorted(kinds))
    yield Fault("step-type", ("steps", place, "type"), f"there is no step type “{step.type}”; there are: {known}")


def parameters_fit(workflow: Workflow, place: int, step: Step, kinds: Kinds) -> Iterator[Fault]:
    try:
        kinds[step.type].parameters.model_validate(step.parameters)
    except ValidationError as refusal:
        for error in refusal.errors():
            where = ".".join(str(part) for part in error["loc"]) or "with"
            yield Fault(
                "step-parameters", ("steps", place, "with", *error["loc"]), f"“{step.id}”: {where}: {error['msg']}"
            )


def every_outcome_leads_on(workflow: Workflow, place: int, step: Step, kinds: Kinds) -> Iterator[Fault]:
    fixed, named = kinds[step.type].outcomes, set(step.next)
    if step.type == "end":
        return
    if fixed is None and not named:
        yield Fault("no-outcome", ("steps", place), f"“{step.id}” has no outcome, so nobody gets out of it")
    for missing in sorted((fixed or set()) - named):
        yield Fault("outcome-missing", ("steps", place, "next"), f"“{step.id}” does not say what follows “{missing}”")
    for unknown in sorted(named - fixed if fixed is not None else ()):
        yield Fault("outcome-unknown", ("steps", place, "next", unknown), f"“{step.type}” never ends with “{unknown}”")


def targets_exist(workflow: Workflow, place: int, step: Step, kinds: Kinds) -> Iterator[Fault]:
    for target in dict.fromkeys(flow.targets_of(step)):
        if flow.find_step(workflow, target) is None:
            yield Fault(
                "target-unknown", ("steps", place, "next"), f"“{step.id}” leads to “{target}”, which is no step"
            )


def tables_are_complete(workflow: Workflow, place: int, step: Step, kinds: Kinds) -> Iterator[Fault]:
    for outcome in step.next:
        rows = flow.branches_of(step, outcome)
        where = ("steps", place, "next", outcome)
        if not rows or rows[-1].when:
            yield Fault("table-hole", where, f"“{step.id}”: the last row of “{outcome}” must have no condition")
        for row, branch in enumerate(rows[:-1]):
            if not branch.when:
                yield Fault("table-shadow", (*where, row), f"“{step.id}”: nothing after this row is ever reached")


def end_is_an_end(workflow: Workflow, place: int, step: Step, kinds: Kinds) -> Iterator[Fault]:
    if step.type == "end" and (step.next or step.within is not None or step.missed or step.findings):
        yield Fault("end-goes-on", ("steps", place), f"“{step.id}” is an end: it has no next, deadline or findings")


def deadlines_make_sense(workflow: Workflow, place: int, step: Step, kinds: Kinds) -> Iterator[Fault]:
    missed = step.missed
    if missed is None:
        return
    where = ("steps", place, "missed")
    if step.within is None:
        yield Fault("missed-without-deadline", where, f"“{step.id}” cannot miss a deadline that it does not have")
    if (missed.do == "go") != (missed.go is not None):
        yield Fault("missed-target", where, f"“{step.id}”: “go” needs a step to go to, and only “go” has one")
    if missed.remind_before is not None and step.within is not None and missed.remind_before >= step.within:
        yield Fault("reminder-too-early", where, f"“{step.id}” would remind before it has begun")


def choices_have_words(workflow: Workflow, place: int, step: Step, kinds: Kinds) -> Iterator[Fault]:
    for unknown in sorted(set(step.labels) - set(step.next)):
        yield Fault("label-unknown", ("steps", place, "labels", unknown), f"“{step.id}” has no outcome “{unknown}”")
    if kinds[step.type].outcomes is None:
        for silent in sorted(set(step.next) - set(step.labels)):
            yield Fault("label-missing", ("steps", place, "labels"), f"“{step.id}”: “{silent}” has no words")


def refusals_have_reasons(workflow: Workflow, place: int, step: Step, kinds: Kinds) -> Iterator[Fault]:
    ids = [reason.id for reason in step.reasons]
    for twice in sorted({each for each in ids if ids.count(each) > 1}):
        yield Fault("reason-twice", ("steps", place, "reasons"), f"“{step.id}” has two reasons “{twice}”")
    may_refuse = [outcome for outcome in step.next if flow.refuses(workflow, step, outcome)]
    if step.role not in (flow.APPLICANT, flow.SYSTEM) and may_refuse and not step.reasons:
        yield Fault("reasons-missing", ("steps", place), f"“{step.id}” refuses, but lists no reasons in law")


def four_eyes_can_see(workflow: Workflow, place: int, step: Step, kinds: Kinds) -> Iterator[Fault]:
    for other in step.not_by:
        found = flow.find_step(workflow, other)
        if found is None or other == step.id or not flow.turns_of(found):
            yield Fault("not-by-unknown", ("steps", place, "not_by"), f"“{other}” is no other step of an officer")


def somebody_acts(workflow: Workflow, place: int, step: Step, kinds: Kinds) -> Iterator[Fault]:
    by_whom, free = kinds[step.type].by_whom, kinds[step.type].outcomes is None
    is_officer = step.role not in (flow.APPLICANT, flow.SYSTEM)
    fits = {
        "officer": is_officer or (step.type == "refuse" and step.role == flow.SYSTEM),
        "applicant": step.role == flow.APPLICANT or (free and is_officer),
        "system": step.role == flow.SYSTEM,
    }
    if step.type != "end" and not fits[by_whom]:
        yield Fault("role-misfit", ("steps", place, "role"), f"“{step.type}” is not done by “{step.role}”")


def bulk_is_harmless(workflow: Workflow, place: int, step: Step, kinds: Kinds) -> Iterator[Fault]:
    for outcome in step.parameters.get("decides", ()):
        if outcome not in step.next:
            yield Fault("decides-unknown", ("steps", place, "with", "decides"), f"there is no outcome “{outcome}”")
    for outcome in step.parameters.get("bulk", ()):
        unfit = outcome not in step.next or step.findings or flow.refuses(workflow, step, outcome)
        if unfit or flow.asks_for_more(workflow, step, outcome) or _may_lack_a_register(workflow, step):
            yield Fault(
                "bulk-harmful", ("steps", place, "with", "bulk"), f"“{outcome}” cannot be taken for many cases at once"
            )


def _may_lack_a_register(workflow: Workflow, step: Step) -> bool:
    """Whether a register that did not answer, or knew nothing, leads here, and the step does not say which cases are in bulk."""
    silent = (
        target
        for each in workflow.steps
        if each.type == "read"
        for outcome in ("not-found", "unavailable")
        for target in (branch.go for branch in flow.branches_of(each, outcome))
    )
    return not step.parameters.get("bulk_when") and step.id in silent


def only_when_is_of_an_outcome(workflow: Workflow, place: int, step: Step, kinds: Kinds) -> Iterator[Fault]:
    for outcome in step.parameters.get("only_when", {}) if step.type == "review" else ():
        if outcome not in step.next:
            yield Fault("only-when-unknown", ("steps", place, "with", "only_when"), f"there is no outcome “{outcome}”")


def every_step_is_reached(workflow: Workflow) -> Iterator[Fault]:
    reached = _closure({workflow.steps[0].id}, {step.id: set(flow.targets_of(step)) for step in workflow.steps})
    for place, step in enumerate(workflow.steps):
        if step.id not in reached:
            yield Fault("step-unreachable", ("steps", place), f"nobody can reach “{step.id}”")


def every_step_leads_to_an_end(workflow: Workflow) -> Iterator[Fault]:
    back: dict[str, set[str]] = {}
    for step in workflow.steps:
        for target in flow.targets_of(step):
            back.setdefault(target, set()).add(step.id)
    leading = _closure({step.id for step in workflow.steps if step.type == "end"}, back)
    for place, step in enumerate(workflow.steps):
        if step.id not in leading:
            yield Fault("no-way-out", ("steps", place), f"from “{step.id}” no end can be reached")


def nothing_spins(workflow: Workflow) -> Iterator[Fault]:
    """Steps that go on by themselves must not lead back to themselves without anybody acting between."""
    alone = {step.id: step for step in workflow.steps if step.type == "tell"}
    onward = {key: {target for target in flow.targets_of(step) if target in alone} for key, step in alone.items()}
    for place, step in enumerate(workflow.steps):
        if step.id in alone and step.id in _closure(onward[step.id], onward):
            yield Fault("spins", ("steps", place), f"“{step.id}” leads back to itself with nobody acting between")


def changes_of_mind_name_steps(workflow: Workflow) -> Iterator[Fault]:
    for key in ("withdraw_until", "correct_until"):
        for place, name in enumerate(getattr(workflow, key)):
            if flow.find_step(workflow, name) is None:
                yield Fault("mind-unknown", (key, place), f"“{name}” is no step")


def _closure(start: set[str], onward: Mapping[str, set[str]]) -> set[str]:
    found, to_do = set(start), list(start)
    while to_do:
        fresh = onward.get(to_do.pop(), set()) - found
        found |= fresh
        to_do.extend(fresh)
    return found


KNOWN_RULES: tuple[StepRule, ...] = (
    parameters_fit,
    every_outcome_leads_on,
    targets_exist,
    tables_are_complete,
    end_is_an_end,
    deadlines_make_sense,
    choices_have_words,
    refusals_have_reasons,
    four_eyes_can_see,
    somebody_acts,
    bulk_is_harmless,
    only_when_is_of_an_outcome,
)
WHOLE_RULES: tuple[Callable[[Workflow], Iterator[Fault]], ...] = (
    every_step_is_reached,
    every_step_leads_to_an_end,
    nothing_spins,
    changes_of_mind_name_steps,
)
