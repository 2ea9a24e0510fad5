"""
Which facts a service's cases can hold, and what is known about each: the paths that conditions, fees and papers may name.

``answers.<question>`` · ``answers.<group>`` (a list) · ``findings.<step>.<question>`` · ``reads.<register>.<field>`` ·
``fees.<fee>``.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from digigov.modules.casework.definitions import Step, Workflow
from digigov.modules.forms.definitions import Form, FormPage, Question
from digigov.modules.payments.definitions import FeeTable
from digigov.modules.registries.definitions import Register

PARTS = {
    "name": {"given", "family"},
    "address": None,  # None: whatever the question keeps of it
    "place": None,
    "phone": None,
    "file": None,
    "register_number": None,
}
OF_CHOICE = ("choice", "choices")
NUMBERS = ("number", "money")


@dataclass(frozen=True, slots=True)
class Fact:
    """``type`` is a question type, or what a register calls its field; ``page`` the number of the page that asks for it."""

    type: str
    values: frozenset[str] = frozenset()
    page: int = -1
    place: int = -1
    is_list: bool = False


def questions_of_findings(step: Step) -> tuple[Question, ...]:
    """An officer's questions of a step; those that are no questions are left to the rule that says so."""
    found = []
    for raw in step.findings:
        try:
            found.append(Question.model_validate(raw))
        except ValidationError:
            continue
    return tuple(found)


def fact_of(question: Question, page: int = -1, place: int = -1) -> Fact:
    values = frozenset(choice.value for choice in question.choices) if question.type in OF_CHOICE else frozenset()
    return Fact(question.type, values, page, place, is_list=question.type in ("choices", "file"))


def facts_of_form(form: Form) -> dict[str, Fact]:
    facts = {}
    for number, page in enumerate(form.pages):
        if page.repeat:
            facts[f"answers.{page.repeat.id}"] = Fact("group", page=number, is_list=True)
            continue
        for place, question in enumerate(page.questions):
            facts[f"answers.{question.id}"] = fact_of(question, number, place)
    for question in form.declarations:
        facts[f"answers.{question.id}"] = fact_of(question, len(form.pages))
    return facts


def facts_of_page(page: FormPage) -> dict[str, Fact]:
    """What the questions of a repeating page may look at beside the form's facts: their own group's answers."""
    return {f"answers.{question.id}": fact_of(question) for question in page.questions}


def facts_of_case(form: Form, workflow: Workflow, fees: FeeTable, registers: Mapping[str, Register]) -> dict[str, Fact]:
    facts = facts_of_form(form)
    for step in workflow.steps:
        for question in questions_of_findings(step):
            facts[f"findings.{step.id}.{question.id}"] = fact_of(question)
        facts |= _reads(step, registers)
    facts |= {f"fees.{fee.id}": Fact("money") for fee in fees.fees}
    return facts


def _reads(step: Step, registers: Mapping[str, Register]) -> dict[str, Fact]:
    register = registers.get(str(step.parameters.get("register")))
    if step.type != "read" or register is None:
        return {}
    wanted = step.parameters.get("fields") or ()
    return {f"reads.{register.id}.{field.name}": Fact(field.type) for field in register.fields if field.name in wanted}


def find_fact(facts: Mapping[str, Fact], path: str) -> Fact | None:
    """The fact at a path, or the one whose part it is (``answers.name.family``)."""
    if path in facts:
        return facts[path]
    whole, _, part = path.rpartition(".")
    holder = facts.get(whole)
    if holder is None or holder.type not in PARTS:
        return None
    parts = PARTS[holder.type]
    return Fact("text", page=holder.page, place=holder.place) if parts is None or part in parts else None


def comparisons(condition: Any, where: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Mapping[str, Any]]]:
    """Every comparison inside a condition, with its place."""
    if not isinstance(condition, Mapping):
        return
    if "fact" in condition:
        yield where, condition
    for group in ("all", "any"):
        for number, inner in enumerate(condition.get(group, ())):
            yield from comparisons(inner, (*where, group, number))
    if "not" in condition:
        yield from comparisons(condition["not"], (*where, "not"))
