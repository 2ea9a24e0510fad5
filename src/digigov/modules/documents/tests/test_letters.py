"""The decision letter of a refusal."""

import pytest
from django.apps import apps

from digigov.kernel.clock import now
from digigov.modules.audit.commands import Purpose
from digigov.modules.casework import commands as casework
from digigov.modules.casework import queries as cases
from digigov.modules.casework.events import StepFinished
from digigov.modules.casework.testing import PLAIN, REASON, make_case, make_workflow
from digigov.modules.documents.models import IssuedDocument
from digigov.modules.documents.subscribers import write_refusal
from digigov.modules.documents.testing import FACTS, MACHINE, make_template
from digigov.modules.organizations.testing import make_officer, make_organizations

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def country():
    make_organizations()
    make_template()


def test_a_refusal_in_a_case_brings_its_letter():
    refusal = {"id": "refused", "type": "refuse", "title": "Refused", "role": "system", "with": {"document": "letter"},
               "next": {"refused": "end"}}  # fmt: skip
    end = {"id": "end", "type": "end", "title": "End", "role": "system", "with": {"outcome": "refused"}}
    make_workflow((refusal, end))
    case_id = make_case(facts=FACTS)
    case = cases.get_case(viewer=MACHINE, at=now(), case_id=case_id, purpose=Purpose("test"))

    news = StepFinished(
        case_id=case_id, step_id=case.runs[0].id, step="refused", type="refuse", outcome="refused",
        service="test-service", version=1, finished_at=now(),
    )  # fmt: skip
    for _ in range(2):
        write_refusal(news)

    assert IssuedDocument.objects.get().case_id == case_id


@pytest.mark.parametrize(("own", "signed_by"), [({}, "Senior clerk"), ({"document": "letter"}, "Inspector")])
def test_is_signed_by_the_post_of_who_refused_unless_the_template_says(own, signed_by):
    make_template(id="letter", kind="letter", number_prefix="L", version=2)
    refusal = {**PLAIN[0], "id": "no", "type": "refuse", "next": {"refused": "refused"}, "labels": {}, "with": own}
    make_workflow([refusal, *PLAIN[2:]], version=2)
    case_id, clerk = make_case(version=2), make_officer(title="Senior clerk")
    task = apps.get_model("casework", "Task").objects.get(case_id=case_id)

    casework.complete_task(by=clerk, at=now(), task_id=task.id, outcome="refused", reason_id=REASON["id"])
    write_refusal(
        StepFinished(
            case_id=case_id, step_id=task.run_id, step="no", type="refuse", outcome="refused",
            service="test-service", version=2, finished_at=now(),
        )
    )  # fmt: skip

    assert IssuedDocument.objects.get(case_id=case_id).values["signed_by"] == signed_by
