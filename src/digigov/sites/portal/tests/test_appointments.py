"""The applicant chooses, moves and gives back a time, without JavaScript."""

import pytest

from digigov.modules.appointments import queries
from digigov.modules.appointments.testing import OFFICE, make_meeting
from digigov.modules.casework import queries as cases
from digigov.modules.casework.testing import make_case, make_workflow
from digigov.modules.identity.testing import make_account, sign_in
from digigov.modules.organizations.testing import make_organizations
from digigov.modules.parties.testing import make_person


@pytest.fixture
def ana(db, client):
    make_organizations()
    party_id = make_person(given_names="Ana")
    sign_in(client, make_account(party_id=party_id))
    return party_id


@pytest.fixture
def meeting(ana):
    case_id, step_id = make_meeting(applicant_id=ana, bring=["Your passport"])
    return f"/my/applications/{cases.public_status(case_id).reference}/appointment/", step_id


def starts_in(answer):
    assert answer.status_code in (200, 422), answer.content.decode()[:2000]
    return [part.split('"')[0] for part in answer.content.decode().split('name="starts_at" value="')[1:]]


def test_choose_move_and_give_back(client, meeting):
    address, step_id = meeting
    page = client.get(address)
    first, second = starts_in(page)[:2]
    assert "Your passport" in page.content.decode()

    assert client.post(address, {"office": OFFICE, "starts_at": first}).status_code == 302
    assert queries.find_booked(step_id).starts_at.isoformat() != second
    assert "Cancel this appointment" in client.get(address).content.decode()
    client.post(address, {"office": OFFICE, "starts_at": second})
    assert second not in starts_in(client.get(address))
    client.post(f"{address}cancel/")

    assert queries.find_booked(step_id) is None


def test_says_what_is_wrong(client, meeting):
    address, step_id = meeting

    for typed in ({}, {"office": OFFICE, "starts_at": "soon"}, {"office": "x", "starts_at": "2026-06-08T09:00"}):
        answer = client.post(address, typed)
        assert answer.status_code == 422
        assert 'href="#starts_at"' in answer.content.decode()
    assert queries.find_booked(step_id) is None


@pytest.mark.parametrize("asked", ["?from=2999-01-01", "?from=nonsense", "?office=elsewhere&from=2026-12-24"])
def test_any_week_may_be_asked_for(client, meeting, asked):
    assert client.get(meeting[0] + asked).status_code == 200


def test_is_the_applicants_own(client, meeting):
    sign_in(client, make_account())

    assert client.get(meeting[0]).status_code == 403
    assert client.post(meeting[0], {"office": OFFICE, "starts_at": "2026-06-08T09:00:00-04:00"}).status_code == 403


def test_a_case_that_needs_none_says_so(client, ana):
    make_workflow()
    reference = cases.public_status(make_case(applicant_id=ana)).reference

    assert client.get(f"/my/applications/{reference}/appointment/").status_code == 409
    assert client.get("/my/applications/A26-0000000-0/appointment/").status_code == 404
