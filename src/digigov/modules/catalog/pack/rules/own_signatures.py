"""Second pass: papers that officers sign themselves."""

from collections.abc import Iterator

from digigov.modules.casework.definitions import Step
from digigov.modules.catalog.pack.faults import Hit, at, rule
from digigov.modules.catalog.pack.folder import LoadedPack, LoadedService
from digigov.modules.catalog.pack.rules.papers import issued
from digigov.modules.catalog.pack.rules.workflow import steps

SIGNED = "signed"


def _ways(step: Step) -> Iterator[tuple[str, str]]:
    """Each way out of a step: the outcome, and the step that follows."""
    for outcome, target in step.next.items():
        for branch in (target,) if isinstance(target, str) else (each.go for each in target):
            yield outcome, branch
    if step.missed and step.missed.go:
        yield "", step.missed.go


@rule(
    "document/not-signed",
    "'{name}' would be given out without the officers' own signatures: only a sign-off with 'paper: {name}' leads here",
)
def not_signed(service: LoadedService, pack: LoadedPack) -> Iterator[Hit]:
    """The case would stand still there: such a paper is not given out unsigned."""
    signed = {name for name, source in issued(service, pack).items() if source.definition.officers_sign}
    for number, step in steps(service):
        name = step.parameters.get("document")
        if name in signed and not (
            step.type == "issue" and _is_signed_for(service, step, str(name), first=number == 0)
        ):
            yield at(service.workflow_file, "steps", number, "with", "document", name=name)


def _is_signed_for(service: LoadedService, issue: Step, name: str, *, first: bool) -> bool:
    ways = [(each, outcome) for _n, each in steps(service) for outcome, target in _ways(each) if target == issue.id]
    return not first and all(
        each.type == "sign-off" and outcome == SIGNED and each.parameters.get("paper") == name for each, outcome in ways
    )


@rule(
    "document/signed-for-nothing",
    "'{name}' is signed here, and must be issued next: a document of this service with 'officers_sign: true', no 'when', and no questions in this step",
)
def signed_for_nothing(service: LoadedService, pack: LoadedPack) -> Iterator[Hit]:
    """Officers would sign what nobody gets, or what is no longer so when it is given out."""
    papers = issued(service, pack)
    by_id = {step.id: step for _number, step in steps(service)}
    for number, step in steps(service):
        name = step.parameters.get("paper") if step.type == "sign-off" else None
        if not name:
            continue
        follow = [by_id.get(target) for outcome, target in _ways(step) if outcome == SIGNED]
        source = papers.get(str(name))
        is_issued = all(each and each.type == "issue" and each.parameters.get("document") == name for each in follow)
        is_whole = source and source.definition.officers_sign and source.definition.when is None
        if not (is_issued and is_whole) or step.findings:
            yield at(service.workflow_file, "steps", number, "with", "paper", name=name)
