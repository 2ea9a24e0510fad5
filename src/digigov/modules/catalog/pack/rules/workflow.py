"""
Second pass: what a workflow leans on outside itself.

What is wrong within a workflow (nobody can reach a step, a table with a hole) casework knows best; see ``casework_rules``.
"""

from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError

from digigov.modules.casework.definitions import Step
from digigov.modules.catalog.pack.facts import comparisons, facts_of_case, find_fact
from digigov.modules.catalog.pack.faults import Hit, at, rule
from digigov.modules.catalog.pack.folder import LoadedPack, LoadedService
from digigov.modules.catalog.pack.rules.form import asked, impossible_values
from digigov.modules.catalog.pack.rules.messages import sent_by_steps
from digigov.modules.forms.definitions import Question

NOBODY = ("applicant", "system")


def registers_of(pack: LoadedPack) -> dict[str, Any]:
    return {name: source.definition for name, source in pack.of_folder("registers").items()}


def facts_for(service: LoadedService, pack: LoadedPack) -> dict[str, Any]:
    return facts_of_case(service.form, service.workflow, service.fees, registers_of(pack))


def steps(service: LoadedService) -> Iterator[tuple[int, Step]]:
    yield from enumerate(service.workflow.steps)


@rule("workflow/role-unknown", "no role '{role}' stands in organizations.yaml")
def role_unknown(service: LoadedService, pack: LoadedPack) -> Iterator[Hit]:
    """The step would wait for nobody."""
    known = {each.code for each in pack.organizations.roles}
    for number, step in steps(service):
        wanted: list[tuple[tuple[str | int, ...], str]] = [(("role",), step.role)]
        signers = step.parameters.get("signers") if step.type == "sign-off" else None
        for place, signer in enumerate(signers if isinstance(signers, list) else ()):
            if isinstance(signer, dict):
                wanted.append((("with", "signers", place, "role"), str(signer.get("role"))))
        for where, role in wanted:
            if role not in NOBODY and role not in known:
                yield at(service.workflow_file, "steps", number, *where, role=role)


@rule("workflow/unit-unknown", "no organisation has the code '{unit}'")
def unit_unknown(service: LoadedService, pack: LoadedPack) -> Iterator[Hit]:
    """The step would wait for nobody."""
    known = {each.code for each in pack.organizations.organizations}
    for number, step in steps(service):
        unit = getattr(step, "unit", None)
        if unit and unit not in known:
            yield at(service.workflow_file, "steps", number, "unit", unit=unit)


@rule("workflow/deadline-missing", "'{step}' waits for somebody and says not until when")
def deadline_missing(service: LoadedService, pack: LoadedPack) -> Iterator[Hit]:
    """A case without a clock is forgotten."""
    for number, step in steps(service):
        if step.role != "system" and step.type not in ("end", "tell") and step.within is None:
            yield at(service.workflow_file, "steps", number, step=step.id)


@rule("workflow/missed-missing", "'{step}' has a deadline and says not what happens when it is missed")
def missed_missing(service: LoadedService, pack: LoadedPack) -> Iterator[Hit]:
    """A deadline without a consequence is decoration."""
    for number, step in steps(service):
        if step.within is not None and step.missed is None and step.type != "end":
            yield at(service.workflow_file, "steps", number, step=step.id)


def conditions_of(service: LoadedService) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Every condition of the workflow, with its place: whether anybody is told, tables of targets, officers' choices."""
    if service.workflow.tell_when:
        yield ("tell_when",), service.workflow.tell_when
    for number, step in steps(service):
        for outcome, rows in step.next.items():
            for row, branch in enumerate(() if isinstance(rows, str) else rows):
                if branch.when:
                    yield ("steps", number, "next", outcome, row, "when"), branch.when
        if step.type == "review":
            yield from _in_review(number, step)


def _in_review(number: int, step: Step) -> Iterator[tuple[tuple[Any, ...], Any]]:
    only_when = step.parameters.get("only_when")
    for outcome, condition in (only_when if isinstance(only_when, dict) else {}).items():
        yield ("steps", number, "with", "only_when", outcome), condition
    if step.parameters.get("bulk_when"):
        yield ("steps", number, "with", "bulk_when"), step.parameters["bulk_when"]


@rule("workflow/fact-unknown", "nothing in this service gives '{fact}'")
def fact_unknown(service: LoadedService, pack: LoadedPack) -> Iterator[Hit]:
    """The branch could never be taken, or nobody would be told."""
    facts = facts_for(service, pack)
    for where, condition in conditions_of(service):
        for inside, each in comparisons(condition):
            if find_fact(facts, each["fact"]) is None:
                yield at(service.workflow_file, *where, *inside, "fact", fact=each["fact"])


@rule("workflow/value-impossible", "'{fact}' is never '{value}'")
def value_impossible(service: LoadedService, pack: LoadedPack) -> Iterator[Hit]:
    """A comparison with a choice that was renamed. (Yes and no are written true and false.)"""
    facts = facts_for(service, pack)
    for where, condition in conditions_of(service):
        for inside, each in comparisons(condition):
            fact = find_fact(facts, each["fact"])
            for value in impossible_values(each, fact) if fact else ():
                yield at(service.workflow_file, *where, *inside, fact=each["fact"], value=value)


@rule("workflow/finding-invalid", "this is no question: {why}")
def finding_invalid(service: LoadedService, pack: LoadedPack) -> Iterator[Hit]:
    """What an officer finds is asked like any question of a form."""
    for number, step in steps(service):
        for place, raw in enumerate(step.findings):
            try:
                Question.model_validate(raw)
            except ValidationError as error:
                first = error.errors()[0]
                why = f"{'.'.join(str(part) for part in first['loc'])}: {first['msg'].lower()}"
                yield at(service.workflow_file, "steps", number, "findings", place, *first["loc"], why=why)


@rule("workflow/finding-twice", "a second finding of this step is called '{id}'")
def finding_twice(service: LoadedService, pack: LoadedPack) -> Iterator[Hit]:
    """One would overwrite the other."""
    for number, step in steps(service):
        seen = set()
        for place, raw in enumerate(step.findings):
            if raw.get("id") in seen:
                yield at(service.workflow_file, "steps", number, "findings", place, "id", id=raw.get("id"))
            seen.add(raw.get("id"))


@rule("workflow/finding-fact-unknown", "no finding before this one in the step is '{fact}'")
def finding_fact_unknown(service: LoadedService, pack: LoadedPack) -> Iterator[Hit]:
    """The officer would never be asked: a finding's condition sees the findings before it and nothing else."""
    for number, step in steps(service):
        before: set[str] = set()
        for place, raw in enumerate(step.findings):
            for inside, each in comparisons(raw.get("when")):
                if each["fact"] not in before:
                    where = ("steps", number, "findings", place, "when", *inside, "fact")
                    yield at(service.workflow_file, *where, fact=each["fact"])
            before.add(f"answers.{raw.get('id')}")


@rule("workflow/question-unknown", "nothing on the form is called '{question}'")
def question_unknown(service: LoadedService, pack: LoadedPack) -> Iterator[Hit]:
    """The applicant would be asked again for something that was never asked."""
    known = {question.id for _where, question in asked(service)}
    known |= {page.repeat.id for page in service.form.pages if page.repeat}
    for number, step in steps(service):
        questions = step.parameters.get("questions") if step.type == "ask" else None
        for place, name in enumerate(questions if isinstance(questions, list) else ()):
            if name not in known:
                yield at(service.workflow_file, "steps", number, "with", "questions", place, question=name)


@rule("workflow/fee-unknown", "no fee '{fee}' stands in fees.yaml")
def fee_unknown(service: LoadedService, pack: LoadedPack) -> Iterator[Hit]:
    """Nobody would know what to pay."""
    known = {fee.id for fee in service.fees.fees}
    for number, step in steps(service):
        if step.type == "pay" and step.parameters.get("fee") not in known:
            yield at(service.workflow_file, "steps", number, "with", "fee", fee=step.parameters.get("fee"))


@rule("workflow/register-unknown", "no register '{register}' stands in registers/")
def register_unknown(service: LoadedService, pack: LoadedPack) -> Iterator[Hit]:
    """The step could only fail."""
    for number, step in steps(service):
        register = step.parameters.get("register")
        if step.type == "read" and register not in pack.of_folder("registers"):
            yield at(service.workflow_file, "steps", number, "with", "register", register=register)


@rule("workflow/register-field-unknown", "the register '{register}' has no field '{field}'")
def register_field_unknown(service: LoadedService, pack: LoadedPack) -> Iterator[Hit]:
    """The register would give nothing."""
    registers = registers_of(pack)
    for number, step in steps(service):
        register = registers.get(str(step.parameters.get("register")))
        if step.type == "read" and register:
            names = {field.name for field in register.fields}
            for place, field in enumerate(step.parameters.get("fields") or ()):
                if field not in names:
                    where = ("steps", number, "with", "fields", place)
                    yield at(service.workflow_file, *where, register=register.id, field=field)


@rule("workflow/register-key-unknown", "nothing in this service gives '{fact}' to look up with")
def register_key_unknown(service: LoadedService, pack: LoadedPack) -> Iterator[Hit]:
    """The register would be asked for nothing."""
    facts = facts_for(service, pack)
    for number, step in steps(service):
        key = step.parameters.get("key")
        if step.type != "read" or not isinstance(key, str) or key.startswith("applicant."):
            continue
        if find_fact(facts, key) is None:
            yield at(service.workflow_file, "steps", number, "with", "key", fact=key)


@rule("workflow/answer-unknown", "no step of this service finds '{fact}'")
def answer_unknown(service: LoadedService, pack: LoadedPack) -> Iterator[Hit]:
    """The applicant would read nothing where an answer is promised."""
    facts = facts_for(service, pack)
    for number, step in steps(service):
        answer = step.parameters.get("answer") if step.type == "tell" else None
        if isinstance(answer, str) and find_fact(facts, answer) is None:
            yield at(service.workflow_file, "steps", number, "with", "answer", fact=answer)


@rule("workflow/office-unknown", "no office '{office}' stands in organizations.yaml")
def office_unknown(service: LoadedService, pack: LoadedPack) -> Iterator[Hit]:
    """Nobody could meet there."""
    known = {each.code for each in pack.organizations.offices}
    for number, step in steps(service):
        offices = step.parameters.get("offices") if step.type in ("meet", "inspect") else None
        for place, office in enumerate(offices if isinstance(offices, list) else ()):
            if office not in known:
                yield at(service.workflow_file, "steps", number, "with", "offices", place, office=office)


@rule("workflow/meets-nowhere", "'{step}' offers no office, or only offices without hours")
def meets_nowhere(service: LoadedService, pack: LoadedPack) -> Iterator[Hit]:
    """There would be no slot to choose."""
    hours = {each.code: each.hours for each in pack.organizations.offices}
    for number, step in steps(service):
        if step.type == "meet":
            offices = [each for each in step.parameters.get("offices") or () if each in hours]
            named = step.parameters.get("offices") or ()
            if not named or (offices and not any(hours[each] for each in offices)):
                yield at(service.workflow_file, "steps", number, step=step.id)


@rule("workflow/message-unknown", "no message '{message}' stands in messages/, here or shared")
def message_unknown(service: LoadedService, pack: LoadedPack) -> Iterator[Hit]:
    """The applicant would not be told."""
    known = set(pack.of_folder("messages")) | set(service.of_folder("messages"))
    for number, _step, message, _gives in sent_by_steps(service):
        if message not in known:
            yield at(service.workflow_file, "steps", number, "with", "message", message=message)


@rule("workflow/document-unknown", "no document '{document}' stands in documents/, here or shared")
def document_unknown(service: LoadedService, pack: LoadedPack) -> Iterator[Hit]:
    """There would be nothing to issue."""
    known = set(pack.of_folder("shared/documents")) | set(service.of_folder("documents"))
    for number, step in steps(service):
        document = step.parameters.get("document")
        if isinstance(document, str) and document not in known:
            yield at(service.workflow_file, "steps", number, "with", "document", document=document)


@rule("workflow/register-under-unknown", "rows of '{register}' are not found by '{under}'")
def register_under_unknown(service: LoadedService, pack: LoadedPack) -> Iterator[Hit]:
    """The register would not know what it is asked for."""
    registers = registers_of(pack)
    for number, step in steps(service):
        register = registers.get(str(step.parameters.get("register")))
        under = step.parameters.get("under")
        if step.type == "read" and register and under and under not in (register.key, *register.also_by):
            yield at(service.workflow_file, "steps", number, "with", "under", register=register.id, under=under)
