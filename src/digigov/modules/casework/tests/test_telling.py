"""Casework gives the messages what it says that it gives."""

import pytest

from digigov.kernel.actor import system
from digigov.kernel.paging import Page
from digigov.modules.casework import engine, telling
from digigov.modules.casework.models import StepRun
from digigov.modules.casework.ports import GIVEN_OF_A_CASE
from digigov.modules.casework.testing import make_case
from digigov.modules.casework.tests.conftest import AT, case_of
from digigov.modules.notifications import queries as notifications
from digigov.modules.notifications.testing import make_template
from digigov.modules.parties.testing import make_person

ALL = " ".join(f"{{{{ {value} }}}}" for value in sorted(GIVEN_OF_A_CASE))


def subject_told(case):
    return notifications.list_of_case(case_id=case.id, page=Page()).items[0].subject


def test_every_message_about_a_case_gets_what_is_declared(island):
    case = case_of(make_case(applicant_id=make_person(email="a@example.org")))
    make_template("everything", subject=ALL, email=ALL, values=sorted(GIVEN_OF_A_CASE))

    telling.tell_applicant(
        engine.context_of(case, StepRun.objects.get(case=case)), message="everything", by=system("test"), at=AT
    )

    assert "…" not in subject_told(case)


@pytest.mark.parametrize("text", ["On {{ when }}", "On {{ when.day }}"])
def test_a_message_that_wants_more_goes_out_with_a_gap(island, text):
    case = case_of(make_case(applicant_id=make_person(email="a@example.org")))
    make_template("wants-more", subject=text, values=["when"])

    telling.tell_applicant(
        engine.context_of(case, StepRun.objects.get(case=case)), message="wants-more", by=system("test"), at=AT
    )

    assert subject_told(case) == "On …"
