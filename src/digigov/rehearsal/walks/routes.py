"""
Every way out of every step of a workflow, and how to get there: from its definition, so that a new service, or a new
outcome, is walked without anybody having to think of it.

A way is a step, what happens there and the step that follows: an officer's outcome by each row of its table, a register that
knows, does not know or does not answer, a fee that is paid, a deadline that passes (``overdue``), an applicant who takes the
application back (``withdrawn``).
"""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any, NamedTuple

from digigov.kernel.conditions import facts_used, holds, look_up
from digigov.modules.casework.definitions import Step, Workflow
from digigov.modules.casework.testing import flow

OVERDUE, WITHDRAWN = "overdue", "withdrawn"
BY_ITSELF = ("issued", "told")
PAPER_MADE = ("issued", "refused")
WRITTEN = {"number": 1, "money": "100.00", "date": "2026-11-20", "text": "Seen", "long_text": "Seen", "yes_no": False}


class Way(NamedTuple):
    step: str
    outcome: str
    target: str


@dataclass(frozen=True)
class Route:
    """What is done, step by step, from the answers of a worked example to an end."""

    example: str
    answers: Mapping[str, Any]
    ways: tuple[Way, ...] = ()
    doings: tuple[Mapping[str, Any], ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)

    def and_then(self, way: Way, doing: Mapping[str, Any], facts: Mapping[str, Any]) -> "Route":
        doings = self.doings if way.outcome in BY_ITSELF else (*self.doings, doing)
        return Route(self.example, self.answers, (*self.ways, way), doings, facts)

    @property
    def journey(self) -> list[str]:
        return [way.step for way in self.ways]


def ways_of(workflow: Workflow) -> set[Way]:
    """Every way that the definition knows."""
    ways = set()
    for step in workflow.steps:
        for outcome in step.next:
            ways |= {Way(step.id, outcome, branch.go) for branch in flow.branches_of(step, outcome)}
        if step.missed and step.missed.go:
            ways.add(Way(step.id, OVERDUE, step.missed.go))
        if _may_withdraw(workflow, step):
            ways.add(Way(step.id, WITHDRAWN, WITHDRAWN))
    return ways


def _may_withdraw(workflow: Workflow, step: Step) -> bool:
    """Where nobody is waited for, nobody has the time."""
    return step.type != "end" and step.role != flow.SYSTEM and flow.may_withdraw(workflow, step.id)


class Map:
    """The ways of one service, explored from the answers of each of its worked examples."""

    def __init__(self, workflow: Workflow, examples: Mapping[str, Mapping[str, Any]]) -> None:
        self.workflow, self.examples = workflow, examples
        self.steps = {step.id: step for step in workflow.steps}
        self.conditions = [
            branch.when
            for step in workflow.steps
            for o in step.next
            for branch in flow.branches_of(step, o)
            if branch.when
        ]
        self.used = sorted({path for condition in self.conditions for path in facts_used(condition)})
        doings = [doing for example in examples.values() for doing in example.get("doings", ())]
        self.known = {(doing["step"], doing["outcome"]): doing for doing in reversed(doings)}

    def routes(self) -> list[Route]:
        """As few as this finds easily: each goes a way that those before it do not, and the long ones come first."""
        found: list[Route] = []
        gone: set[Way] = set()
        to_ways = self._shortest()
        for _way, route in sorted(to_ways.items(), key=lambda item: (-len(item[1].ways), item[0])):
            if set(route.ways) - gone:
                whole = self._to_an_end(route, gone)
                gone |= set(whole.ways)
                found.append(whole)
        return found

    def outcome_of(self, route: Route) -> str:
        target = route.ways[-1].target
        return WITHDRAWN if target == WITHDRAWN else self.steps[target].parameters["outcome"]

    def papers_of(self, route: Route) -> list[str]:
        """The service's own papers that come out on the way."""
        done = [self.steps[way.step].parameters.get("document") for way in route.ways if way.outcome in PAPER_MADE]
        return [each for each in done if each]

    def is_paid_late(self, route: Route) -> bool:
        return any(way.outcome == OVERDUE and self.steps[way.step].type == "pay" for way in route.ways)

    def _shortest(self) -> dict[Way, Route]:
        """For each way, the first route that ends with it."""
        first: dict[Way, Route] = {}
        for name, example in self.examples.items():
            start = Route(name, example["answers"], facts={"answers": example["answers"]})
            for route in self._explore(start):
                first.setdefault(route.ways[-1], route)
        return first

    def _to_an_end(self, route: Route, gone: set[Way]) -> Route:
        """Go on until the case is closed, by a way that nobody went yet where two are as short."""
        if self._has_ended(route):
            return route
        ends = [each for each in self._explore(route) if self._has_ended(each) and not _is_left(each.ways[-1])]
        return min(ends, key=lambda each: (len(each.ways), -len(set(each.ways) - gone)))

    def _has_ended(self, route: Route) -> bool:
        target = route.ways[-1].target
        return target == WITHDRAWN or self.steps[target].type == "end"

    def _explore(self, start: Route) -> Iterator[Route]:
        """Breadth first; a step is gone into once for each state of the facts that decide something."""
        waiting, seen = deque([start]), set()
        while waiting:
            route = waiting.popleft()
            if route.ways and route is not start:
                yield route
            if route.ways and self._has_ended(route):
                continue
            step = self.steps[route.ways[-1].target] if route.ways else self.workflow.steps[0]
            here = (step.id, *(repr(look_up(route.facts, path)) for path in self.used))
            if here not in seen:
                seen.add(here)
                waiting.extend(self._moves(route, step))

    def _moves(self, route: Route, step: Step) -> Iterator[Route]:
        for outcome in step.next:
            for doing in self._doings(step, outcome, route.answers):
                learned = {"findings": {step.id: doing.get("findings", {})}, "reads": doing.get("reads", {})}
                facts = flow.with_facts(route.facts, learned)
                yield route.and_then(Way(step.id, outcome, flow.next_step(step, outcome, facts)), doing, facts)
        if step.missed and step.missed.go:
            doing = {"step": step.id, "outcome": OVERDUE}
            yield route.and_then(Way(step.id, OVERDUE, step.missed.go), doing, route.facts)
        if _may_withdraw(self.workflow, step):
            doing = {"step": step.id, "outcome": WITHDRAWN}
            yield route.and_then(Way(step.id, WITHDRAWN, WITHDRAWN), doing, route.facts)

    def _doings(self, step: Step, outcome: str, answers: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        """As a worked example does it, where one does; and with whatever else makes a difference to where the case goes."""
        doing = {**self.known.get((step.id, outcome), {}), "step": step.id, "outcome": outcome}
        if flow.needs_reason(self.workflow, step, outcome):
            doing.setdefault("reason", step.reasons[0].id)
        if step.type == "ask":
            doing["answers"] = _answered_again(step, answers)
        if step.type == "read":
            yield from self._readings(step, doing)
        else:
            yield from self._findings(step, doing)

    def _findings(self, step: Step, doing: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        written = {**written_down(step.findings), **doing.get("findings", {})}
        deciding = [q for q in step.findings if f"findings.{step.id}.{q['id']}" in self.used and q["id"] in written]
        for values in product(*(_values(question) for question in deciding)):
            chosen = dict(zip((question["id"] for question in deciding), values, strict=True))
            yield {**doing, "findings": {**written, **chosen}} if written else dict(doing)

    def _readings(self, step: Step, doing: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        """A register that knows something: as the examples have it, and with each deciding value turned round."""
        if doing["outcome"] != "found":
            yield {key: value for key, value in doing.items() if key != "reads"}
            return
        register = step.parameters["register"]
        rows = [
            done["reads"][register]
            for example in self.examples.values()
            for done in example.get("doings", ())
            if done["step"] == step.id and register in done.get("reads", {})
        ]
        deciding = {path.split(".")[2] for path in self.used if path.startswith(f"reads.{register}.")}
        for row in rows or [{}]:
            yield {**doing, "reads": {register: row}}
            for name in sorted(deciding & row.keys()):
                yield {**doing, "reads": {register: {**row, name: _turned(row[name])}}}


def _is_left(way: Way) -> bool:
    return way.outcome in (OVERDUE, WITHDRAWN)


def written_down(findings: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Something sensible for each question that an officer is asked; what has a form of its own, the examples know."""
    said: dict[str, Any] = {}
    for question in findings:
        if holds(question.get("when"), {"answers": said}):
            choices = question.get("choices")
            said[question["id"]] = choices[0]["value"] if choices else WRITTEN.get(question["type"])
    return {name: value for name, value in said.items() if value is not None}


def _values(question: Mapping[str, Any]) -> list[Any]:
    if question.get("choices"):
        return [choice["value"] for choice in question["choices"]]
    return [True, False] if question["type"] == "yes_no" else [WRITTEN[question["type"]]]


def _turned(value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    return value + 1 if isinstance(value, int) else "other"


def _answered_again(step: Step, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The first question that may be asked again and that has an answer."""
    wanted = step.parameters.get("questions") or list(answers)
    name = next((each for each in wanted if answers.get(each) not in (None, "", [])), wanted[0])
    return {name: answers.get(name, "Seen")}
