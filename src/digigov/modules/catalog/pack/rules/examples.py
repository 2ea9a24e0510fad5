"""Second pass: are the worked examples there. Third pass: walk each of them and compare what came out."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from digigov.kernel.conditions import facts_used, holds
from digigov.kernel.errors import DomainError, InvalidInput
from digigov.modules.casework import queries as casework
from digigov.modules.catalog.definitions import Example
from digigov.modules.catalog.pack.contents import country_of
from digigov.modules.catalog.pack.faults import Hit, at, rule
from digigov.modules.catalog.pack.folder import LoadedPack, LoadedService
from digigov.modules.catalog.pack.reading import SourceFile
from digigov.modules.catalog.pack.rules.form import asked
from digigov.modules.forms import queries as forms
from digigov.modules.payments import queries as payments

walk_rule = partial(rule, scope="walk")


@rule("example/too-few", "there are {count} worked examples; give at least three: plain, branch and refusal")
def too_few(service: LoadedService, pack: LoadedPack) -> Iterator[Hit]:
    """What is not shown to work does not work."""
    count = len(service.of_folder("examples"))
    if count < 3:
        yield at(service.files["service.yaml"], count=count)


@rule("example/not-covered", "no example covers '{covers}'")
def not_covered(service: LoadedService, pack: LoadedPack) -> Iterator[Hit]:
    """The plain case, a branch and a refusal each go wrong in their own way."""
    covered = {source.definition.covers for source in service.of_folder("examples").values()}
    for covers in ("plain", "branch", "refusal"):
        if covers not in covered and len(service.of_folder("examples")) >= 3:
            yield at(service.files["service.yaml"], covers=covers)


@rule("example/answer-unknown", "nothing on the form is called '{question}'")
def answer_unknown(service: LoadedService, pack: LoadedPack) -> Iterator[Hit]:
    """A slip of the pen in the example, or a question that was renamed."""
    known = {question.id for _where, question in asked(service)}
    known |= {page.repeat.id for page in service.form.pages if page.repeat}
    for source in service.of_folder("examples").values():
        for question in source.definition.answers:
            if question not in known:
                yield at(source, "answers", question, question=question)


@rule("example/step-unknown", "no step is called '{step}'")
def step_unknown(service: LoadedService, pack: LoadedPack) -> Iterator[Hit]:
    """Something is done that nobody is asked to do."""
    known = {step.id for step in service.workflow.steps}
    for source in service.of_folder("examples").values():
        for number, doing in enumerate(source.definition.doings):
            if doing.step not in known:
                yield at(source, "doings", number, "step", step=doing.step)
        for number, step in enumerate(source.definition.expect.journey):
            if step not in known:
                yield at(source, "expect", "journey", number, step=step)


@rule("example/name-twice", "two examples are called '{name}'")
def name_twice(service: LoadedService, pack: LoadedPack) -> Iterator[Hit]:
    """Whoever reads a report wants to know which one failed."""
    seen = set()
    for source in service.of_folder("examples").values():
        if source.definition.name in seen:
            yield at(source, "name", name=source.definition.name)
        seen.add(source.definition.name)


@dataclass(frozen=True, slots=True)
class Outcome:
    """
    What came out of walking an example; ``stopped`` says at which step and why, if it did not come to an end, and
    ``broken`` what went wrong that no rule foresaw.
    """

    pages: tuple[str, ...] = ()
    invalid: dict[str, str] = field(default_factory=dict)
    is_eligible: bool = True
    walked: casework.Walked | None = None
    stopped: tuple[str, str] | None = None
    broken: str = ""


def walk_of(source: SourceFile, service: LoadedService, pack: LoadedPack) -> Outcome:
    """The outcome of an example, worked out once."""
    if source.name not in service.outcomes:
        try:
            service.outcomes[source.name] = _walk(source.definition, service, pack)
        except Exception as error:  # noqa: BLE001 - a pack from elsewhere must never stop the checker
            service.outcomes[source.name] = Outcome(broken=f"{type(error).__name__}: {error}"[:200])
    return service.outcomes[source.name]


def _walk(example: Example, service: LoadedService, pack: LoadedPack) -> Outcome:
    pages = forms.pages_shown(service.form, example.answers)
    facts = {"answers": example.answers}
    is_eligible = all(holds(each.unless, facts) for each in _asked_so_far(service, example))
    invalid: dict[str, str] = {}
    answers = example.answers
    if is_eligible:
        try:
            answers = forms.check_all(service.form, example.answers, _context(example, pack))
        except InvalidInput as error:
            invalid = {key: str(sentence) for key, sentence in error.errors.items()}
    if invalid or not is_eligible:
        return Outcome(pages, invalid, is_eligible)
    try:
        walked = casework.walk(service.workflow, {"answers": answers}, example.doings)
    except casework.WalkStopped as stop:
        return Outcome(pages, {}, True, stopped=(stop.step, stop.sentence))
    return Outcome(pages, {}, True, walked=walked)


def _asked_so_far(service: LoadedService, example: Example) -> Iterator[Any]:
    """Grounds of eligibility whose questions the example answers; what is not asked turns nobody away."""
    for each in service.service.eligibility:
        if all(path.split(".")[1] in example.answers for path in facts_used(each.unless)):
            yield each


def _context(example: Example, pack: LoadedPack) -> forms.Context:
    today = example.at.astimezone(ZoneInfo(pack.pack.time_zone)).date()
    if pack.context is None:
        country = country_of(pack)
        pack.context = forms.Context(
            at=example.at,
            today=today,
            identifiers={each.id: each for each in country.identifiers},
            places=forms.Places(tuple(forms.Place(*row) for row in country.places), country.outline),
            country=country.code,
            currency_symbol=country.currency_symbol,
        )
    return replace(pack.context, at=example.at, today=today)


def walks(service: LoadedService, pack: LoadedPack) -> Iterator[tuple[SourceFile, Example, Outcome]]:
    for source in service.of_folder("examples").values():
        outcome = walk_of(source, service, pack)
        if not outcome.broken:
            yield source, source.definition, outcome


@walk_rule("example/breaks", "this example cannot be walked: {why}")
def breaks(service: LoadedService, pack: LoadedPack) -> Iterator[Hit]:
    """Something is wrong that no rule foresaw; tell the maintainers."""
    for source in service.of_folder("examples").values():
        if why := walk_of(source, service, pack).broken:
            yield at(source, why=why)


@walk_rule("example/answer-refused", "the form refuses '{question}': {why}")
def answer_refused(service: LoadedService, pack: LoadedPack) -> Iterator[Hit]:
    """The example could not be handed in."""
    for source, _example, outcome in walks(service, pack):
        for question, why in outcome.invalid.items():
            place = [int(part) if part.isdigit() else part for part in question.split(".")]
            yield at(source, "answers", *place, question=question, why=why)


@walk_rule("example/pages-differ", "the pages shown are {shown}, and the example expects {expected}")
def pages_differ(service: LoadedService, pack: LoadedPack) -> Iterator[Hit]:
    """A condition on a page does not do what it was written for."""
    for source, example, outcome in walks(service, pack):
        shown = outcome.pages
        if not outcome.is_eligible:
            shown = outcome.pages[: len(example.expect.pages)]
        if shown != example.expect.pages:
            yield at(source, "expect", "pages", shown=_list(outcome.pages), expected=_list(example.expect.pages))


@walk_rule("example/stops", "the walk stops at '{step}': {why}")
def stops(service: LoadedService, pack: LoadedPack) -> Iterator[Hit]:
    """Somebody does what cannot be done there, or nobody does what must be done."""
    for source, example, outcome in walks(service, pack):
        if outcome.stopped:
            step, why = outcome.stopped
            numbers = [n for n, doing in enumerate(example.doings) if doing.step == step]
            where = ("doings", numbers[0]) if numbers else ("doings",)
            yield at(source, *where, step=step, why=why)


@walk_rule("example/journey-differs", "the case goes {taken}, and the example expects {expected}")
def journey_differs(service: LoadedService, pack: LoadedPack) -> Iterator[Hit]:
    """A branch leads elsewhere."""
    for source, example, outcome in walks(service, pack):
        if outcome.walked and outcome.walked.journey != example.expect.journey:
            values = {"taken": _list(outcome.walked.journey), "expected": _list(example.expect.journey)}
            yield at(source, "expect", "journey", **values)


@walk_rule("example/outcome-differs", "the case ends as '{ended}', and the example expects '{expected}'")
def outcome_differs(service: LoadedService, pack: LoadedPack) -> Iterator[Hit]:
    """What it comes to."""
    for source, example, outcome in walks(service, pack):
        ended = "not-eligible" if not outcome.is_eligible else outcome.walked.outcome if outcome.walked else None
        if ended is not None and ended != example.expect.outcome:
            yield at(source, "expect", "outcome", ended=ended, expected=example.expect.outcome)


@walk_rule("example/fees-differ", "the fees are {charged}, and the example expects {expected}")
def fees_differ(service: LoadedService, pack: LoadedPack) -> Iterator[Hit]:
    """Somebody would pay the wrong amount."""
    for source, example, outcome in walks(service, pack):
        if outcome.walked:
            charged = charged_on(outcome.walked, service, pack)
            if not isinstance(charged, str) and charged != {k: v for k, v in example.expect.fees.items() if v}:
                values = {"charged": _amounts(charged), "expected": _amounts(example.expect.fees)}
                yield at(source, "expect", "fees", **values)


@walk_rule("example/fee-unknown", "the fee cannot be computed: {why}")
def fee_uncomputed(service: LoadedService, pack: LoadedPack) -> Iterator[Hit]:
    """Some fact that the table needs is not there when it is due."""
    for source, _example, outcome in walks(service, pack):
        if outcome.walked and isinstance(charged := charged_on(outcome.walked, service, pack), str):
            yield at(source, "expect", "fees", why=charged)


def charged_on(walked: casework.Walked, service: LoadedService, pack: LoadedPack) -> dict[str, Decimal] | str:
    """What each fee came to over the walk (those above zero), or why it could not be computed."""
    fees = {fee.id: fee for fee in service.fees.fees}
    charged: dict[str, Decimal] = {}
    for visit in walked.visits:
        if visit.step.type == "pay":
            fee = fees[visit.step.parameters["fee"]]
            try:
                due = payments.fee_due(fee, visit.facts, pack.pack.currency)
            except DomainError as error:
                return f"{fee.id}: {error.values.get('detail', error)}"
            charged[fee.id] = charged.get(fee.id, Decimal(0)) + due.amount
    return {fee: amount for fee, amount in charged.items() if amount}


@walk_rule("example/documents-differ", "the documents issued are {issued}, and the example expects {expected}")
def documents_differ(service: LoadedService, pack: LoadedPack) -> Iterator[Hit]:
    """Somebody would get another paper, or none."""
    for source, example, outcome in walks(service, pack):
        if outcome.walked:
            issued = tuple(_issued(outcome.walked))
            if issued != example.expect.documents:
                values = {"issued": _list(issued), "expected": _list(example.expect.documents)}
                yield at(source, "expect", "documents", **values)


def _issued(walked: casework.Walked) -> Iterator[str]:
    for visit in walked.visits:
        document = visit.step.parameters.get("document")
        if visit.step.type in ("issue", "refuse") and document:
            yield document


@walk_rule("example/finding-unknown", "'{step}' has no finding called '{finding}'")
def finding_unknown(service: LoadedService, pack: LoadedPack) -> Iterator[Hit]:
    """The officer is not asked for it."""
    known = {step.id: {raw.get("id") for raw in step.findings} for step in service.workflow.steps}
    for source in service.of_folder("examples").values():
        for number, doing in enumerate(source.definition.doings):
            for finding in doing.findings:
                if finding not in known.get(doing.step, ()):
                    yield at(source, "doings", number, "findings", finding, step=doing.step, finding=finding)


@walk_rule("example/step-never-walked", "no example comes through '{step}'")
def step_never_walked(service: LoadedService, pack: LoadedPack) -> Iterator[Hit]:
    """Steps that no example shows are steps that nobody tried."""
    come = {visit.step.id for _s, _e, o in walks(service, pack) if o.walked for visit in o.walked.visits}
    for number, step in enumerate(service.workflow.steps):
        if step.id not in come and step.type in ("issue", "refuse", "sign-off"):
            yield at(service.workflow_file, "steps", number, step=step.id)


def _list(names: tuple[str, ...]) -> str:
    return ", ".join(names) or "none"


def _amounts(fees: dict[str, Decimal]) -> str:
    return ", ".join(f"{fee} {amount:.2f}" for fee, amount in fees.items()) or "none"
