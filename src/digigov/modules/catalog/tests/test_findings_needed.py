"""Whatever a case later rests on was found: no outcome may leave open what a fee, a paper or a branch after it reads."""

import re
from functools import cache

import pytest
import yaml
from django.conf import settings

from digigov.modules.casework.definitions import Workflow
from digigov.modules.casework.testing import flow

SERVICES = sorted(path.parent for path in settings.PACK.glob("services/*/*/workflow.yaml"))


@cache
def workflow_of(service):
    return Workflow.model_validate(yaml.safe_load((service / "workflow.yaml").read_text()))


def texts_of(service, step):
    """Everything that the definition of a step reads facts from: its branches, and the table or template that it names."""
    yield step.model_dump_json(include={"next"})
    if step.type == "pay":
        yield (service / "fees.yaml").read_text()
    if "document" in step.parameters and step.parameters["document"]:
        yield (service / "documents" / f"{step.parameters['document']}.yaml").read_text()


def reach(workflow, first, *, but):
    """The steps that a case may come to from one, until it comes back to where the finding is made."""
    seen, ahead = set(), [first]
    while ahead:
        step = flow.find_step(workflow, ahead.pop())
        if step is not None and step.id not in seen and step.id != but:
            seen.add(step.id)
            ahead += flow.targets_of(step)
            yield step


def open_ends(service):
    """Outcomes that need no findings and ask for nothing more, after which a finding of that step is read."""
    workflow = workflow_of(service)
    for step in workflow.steps:
        if step.type not in ("review", "inspect") or not step.findings:
            continue
        read = re.compile(rf"findings\.{re.escape(step.id)}\.")
        required = [each["id"] for each in step.findings if each.get("required", True) and "when" not in each]
        for outcome, target in step.next.items():
            if (
                flow.needs_findings(workflow, step, outcome)
                or flow.asks_for_more(workflow, step, outcome)
                or not required
            ):
                continue
            branches = [] if isinstance(target, str) else [branch.model_dump_json() for branch in target]
            firsts = [target] if isinstance(target, str) else [branch.go for branch in target]
            later = [
                text
                for first in firsts
                for each in reach(workflow, first, but=step.id)
                for text in texts_of(service, each)
            ]
            if any(read.search(text) for text in [*branches, *later]):
                yield f"{step.id}: {outcome}"


@pytest.mark.parametrize("service", SERVICES, ids=lambda path: path.name)
def test_what_is_read_later_must_have_been_found(service):
    assert list(open_ends(service)) == []


def test_what_this_looks_for_is_there():
    """Fees and branches do read findings; else this would find nothing whatever the packs said."""
    text = "".join(path.read_text() for service in SERVICES for path in service.glob("*.yaml"))

    assert len(set(re.findall(r"findings\.[\w-]+\.\w+", text))) > 5
