from datetime import UTC, datetime

import pytest

from digigov.kernel.actor import Actor
from digigov.kernel.ids import new_id
from digigov.modules.casework.models import Case, Task
from digigov.modules.casework.testing import make_case, make_workflow
from digigov.modules.organizations.testing import make_officer, make_organizations

AT = datetime(2026, 6, 1, 15, tzinfo=UTC)


def citizen(party_id=None):
    return Actor(kind="citizen", name="Ana", account_id=new_id(), party_id=party_id or new_id())


def open_task(case_id):
    return Task.objects.get(case_id=case_id, state="open")


def case_of(case_id):
    return Case.objects.get(id=case_id)


@pytest.fixture
def island(db):
    make_organizations()
    make_workflow()


@pytest.fixture
def case_id(island):
    return make_case()


@pytest.fixture
def clerk(island):
    return make_officer()
