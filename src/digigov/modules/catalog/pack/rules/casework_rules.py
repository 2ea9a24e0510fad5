"""Second pass: what is wrong within a workflow. Casework finds it; here each of its rules has its code and its reason."""

from collections.abc import Iterator

from digigov.modules.casework import queries as casework
from digigov.modules.catalog.pack.faults import Hit, at, rule
from digigov.modules.catalog.pack.folder import LoadedPack, LoadedService

WHY = {
    "step-twice": "A step's id says where a case is.",
    "step-type": "Nobody would know what to do.",
    "step-parameters": "The step could not begin.",
    "no-outcome": "Nobody gets out of the step.",
    "outcome-missing": "A case would stand still.",
    "outcome-unknown": "The way would never be taken.",
    "target-unknown": "A case would be lost on the way.",
    "table-hole": "For some cases nobody knows where to go.",
    "table-shadow": "The rows below would never be reached.",
    "end-goes-on": "A closed case does nothing more.",
    "missed-without-deadline": "Nothing can be missed.",
    "missed-target": "The case would not know where to go.",
    "reminder-too-early": "A reminder before the step has begun.",
    "label-unknown": "Words for a choice that nobody has.",
    "label-missing": "An officer would read a code instead of words.",
    "reason-twice": "A decision names one ground.",
    "reasons-missing": "Nobody may be refused without a ground in law.",
    "not-by-unknown": "Four eyes must have something to look at.",
    "role-misfit": "The step would wait for somebody who never comes.",
    "decides-unknown": "A decision that nobody can take.",
    "only-when-unknown": "A condition on a choice that nobody has.",
    "bulk-harmful": "What is taken for many at once must be harmless.",
    "step-unreachable": "A step that nobody ever comes to.",
    "no-way-out": "A case that can never be closed.",
    "spins": "The machine would turn for ever.",
    "mind-unknown": "A right to withdraw or to correct that never begins.",
}


def found_by_casework(service: LoadedService) -> tuple[casework.Fault, ...]:
    if service.casework_faults is None:
        service.casework_faults = casework.check_workflow(service.workflow)
    return service.casework_faults


def _of_casework(name: str, why: str) -> None:
    def find(service: LoadedService, pack: LoadedPack) -> Iterator[Hit]:
        for fault in found_by_casework(service):
            if fault.rule == name:
                yield at(service.workflow_file, *fault.path, said=fault.sentence)

    find.__doc__ = why
    rule(f"workflow/{name}", "{said}")(find)


for each, reason in WHY.items():
    _of_casework(each, reason)
