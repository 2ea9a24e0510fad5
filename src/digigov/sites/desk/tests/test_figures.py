"""The figures of a ministry: for whoever answers for it, and nobody else."""

import pytest

from digigov.kernel.clock import now
from digigov.modules.casework.queries import public_status
from digigov.modules.casework.testing import make_case, make_workflow
from digigov.modules.identity.testing import make_account, sign_in
from digigov.modules.organizations.testing import ORGANIZATIONS, make_holder, make_organizations
from digigov.modules.parties.testing import make_person

pytestmark = pytest.mark.django_db
ADDRESS = "/desk/figures/"


@pytest.fixture(autouse=True)
def _ministry():
    secretary = {"code": "secretary", "name": "Permanent secretary", "permissions": ["casework.see-figures"]}
    make_organizations(roles=[*ORGANIZATIONS["roles"], secretary])
    make_workflow()


def come_in(client, **post):
    sign_in(client, make_account(party_id=make_holder(party_id=make_person(), **post)), second_factor=True)
    return client


@pytest.fixture
def secretary(client):
    return come_in(client, role="secretary", unit="home-affairs")


def test_shows_figures_and_no_names(secretary):
    applicant = make_person(given_names="Ana", family_name="Fictional")
    case_id = make_case(applicant_id=applicant, at=now())

    page = secretary.get(ADDRESS).text

    assert "Ministry of Home Affairs" in page
    assert "test-service" in page
    assert "Fictional" not in page
    assert str(case_id) not in page


@pytest.mark.parametrize("days", ["365", "90", "7", "many"])
def test_of_a_period_that_is_offered_or_of_the_last_month(secretary, days):
    page = secretary.get(ADDRESS, {"days": days}).text

    assert f"<strong>{'12 months' if days == '365' else '90 days' if days == '90' else '30 days'}</strong>" in page
    assert "Nothing was asked for here yet." in page


def test_is_offered_to_whoever_may_see_it(secretary):
    assert f'href="{ADDRESS}"' in secretary.get("/desk/", follow=True).text


def test_whoever_has_no_cases_begins_here(secretary):
    answer = secretary.get("/desk/")

    assert (answer.status_code, answer["Location"]) == (302, ADDRESS)
    assert secretary.get("/desk/", {"q": "Ana"}).status_code == 200  # what was asked for is answered


def test_whoever_has_cases_begins_with_them(client):
    assert come_in(client, role="records-clerk").get("/desk/").status_code == 200


@pytest.mark.parametrize("role", ["records-clerk", "records-supervisor", "cashier"])
def test_is_closed_to_everybody_else(client, role):
    officer = come_in(client, role=role)

    assert officer.get(ADDRESS).status_code == 403
    assert f'href="{ADDRESS}"' not in officer.get("/desk/").text


def test_the_secretary_opens_no_case(secretary):
    case_id = make_case(applicant_id=make_person(), at=now())
    reference = public_status(case_id).reference

    assert secretary.get(f"/desk/cases/{reference}/").status_code == 403
    assert reference not in secretary.get("/desk/").text
    assert secretary.get("/desk/workload/").status_code == 403
