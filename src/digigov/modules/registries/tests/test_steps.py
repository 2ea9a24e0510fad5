"""A case that reads a register on its way."""

import pytest

from digigov.kernel.actor import system
from digigov.kernel.errors import AdapterFailure
from digigov.modules.casework import commands as casework
from digigov.modules.casework.testing import make_case, workflow_from
from digigov.modules.registries.awaited import read_for_step
from digigov.modules.registries.models import AwaitedRead
from digigov.modules.registries.testing import AT, make_register, make_row, registers_down

pytestmark = pytest.mark.django_db

END = {"type": "end", "role": "system"}
STEPS = (
    {
        "id": "look",
        "type": "read",
        "title": "We look in the register",
        "role": "system",
        "with": {"register": "people", "key": "answers.number", "fields": ["owed"], "purpose": "To see what is owed"},
        "next": {"found": "yes", "not-found": "no", "unavailable": "later"},
    },
    {**END, "id": "yes", "title": "Found", "with": {"outcome": "granted"}},
    {**END, "id": "no", "title": "Not found", "with": {"outcome": "refused"}},
    {**END, "id": "later", "title": "Unavailable", "with": {"outcome": "closed"}},
)


@pytest.fixture
def case_with():
    make_register()
    make_row("people", "123456", {"owed": "12.5"})
    casework.publish_workflow(
        by=system("test"), at=AT, service="test-service", version=1, workflow=workflow_from(STEPS)
    )
    return lambda **answers: make_case(at=AT, facts={"answers": answers})


def test_finds_and_hands_the_values_to_the_case(case_with, finished):
    case_with(number="123456")
    awaited = AwaitedRead.objects.get()
    read_for_step(at=AT, step_id=awaited.step_id, is_last_try=False)
    assert finished == [(awaited.step_id, "found", {"reads": {"people": {"owed": "12.50"}}})]
    read_for_step(at=AT, step_id=awaited.step_id, is_last_try=False)
    assert len(finished) == 1


def test_a_number_that_is_not_there(case_with, finished):
    case_with(number="999999")
    read_for_step(at=AT, step_id=AwaitedRead.objects.get().step_id, is_last_try=False)
    assert [outcome for _, outcome, _ in finished] == ["not-found"]


def test_nobody_gave_a_number(case_with):
    case_with()
    assert not AwaitedRead.objects.exists()


def test_is_tried_again_and_at_last_goes_on_without(case_with, finished):
    case_with(number="123456")
    step_id = AwaitedRead.objects.get().step_id
    with registers_down():
        with pytest.raises(AdapterFailure):
            read_for_step(at=AT, step_id=step_id, is_last_try=False)
        assert finished == []
        read_for_step(at=AT, step_id=step_id, is_last_try=True)
    assert [outcome for _, outcome, _ in finished] == ["unavailable"]


@pytest.fixture
def finished(monkeypatch):
    """Every ``finish_step``, which still does what it does."""
    seen, real = [], casework.finish_step

    def finish_step(**call):
        seen.append((call["step_id"], call["outcome"], call["facts"]))
        real(**call)

    monkeypatch.setattr(casework, "finish_step", finish_step)
    return seen
