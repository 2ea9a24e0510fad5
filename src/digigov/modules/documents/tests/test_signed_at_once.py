"""An officer in several windows at once, each on a connection of its own."""

import pytest
from django.apps import apps

from digigov.kernel.clock import now
from digigov.modules.casework.commands import TaskIsDone
from digigov.modules.documents import commands
from digigov.modules.documents.models import File, IssuedDocument
from digigov.modules.documents.testing.deciding import (
    SECOND,
    allow,
    make_case_to_sign,
    make_deciding_officer,
    make_signed_service,
    open_task,
    sign_case,
)
from digigov.modules.organizations.testing import make_organizations
from tests.at_once import at_once

THREADS = 3


@pytest.fixture
def case_id(fresh_database):
    make_organizations()
    make_signed_service()
    return make_case_to_sign()


def test_drawn_in_several_windows_it_is_one_paper(case_id):
    by, task_id = make_deciding_officer(), open_task(case_id)

    drawn = at_once(*[lambda: commands.draw_to_sign(by=by, at=now(), task_id=task_id)] * THREADS)

    assert len(set(drawn)) == 1 and IssuedDocument.objects.get().id == drawn[0]
    assert File.objects.filter(origin="made").count() == 1


def test_signed_in_several_windows_it_is_signed_and_issued_once(case_id):
    sign_case(make_deciding_officer(), case_id)
    by, task_id = make_deciding_officer(SECOND), open_task(case_id)
    commands.draw_to_sign(by=by, at=now(), task_id=task_id)
    permissions = [allow(by, case_id) for _ in range(THREADS)]

    def sign(allowed):
        return lambda: commands.sign_document(by=by, at=now(), task_id=task_id, authorization_id=allowed)

    answers = at_once(*map(sign, permissions))

    assert sorted(map(str, answers)) == sorted(map(str, [None] + [TaskIsDone] * (THREADS - 1)))
    assert IssuedDocument.objects.get().step_id
    assert apps.get_model("casework", "Decision").objects.filter(case_id=case_id, step="sign").count() == 2
