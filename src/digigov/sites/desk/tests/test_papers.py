import pytest

from digigov.kernel.actor import ANONYMOUS
from digigov.kernel.clock import now
from digigov.kernel.ids import new_id
from digigov.modules.documents import queries
from digigov.modules.documents.testing import make_issued, make_template
from digigov.modules.documents.testing.papers import printed
from digigov.modules.identity.testing import make_account, sign_in
from digigov.modules.organizations.testing import make_holder, make_organizations
from digigov.modules.parties.testing import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def country():
    make_organizations()
    make_template()


def enter(client, *, role="inspector", unit="police-records"):
    person = make_person()
    make_holder(party_id=person, role=role, unit=unit)
    sign_in(client, make_account(party_id=person), second_factor=True)
    return person


def state_of(document_id):
    number, code = printed(document_id)
    return queries.verify_number(viewer=ANONYMOUS, at=now(), number=number, code=code).state


class TestPaper:
    def test_is_taken_back_with_a_reason(self, client):
        enter(client)
        document_id = make_issued()
        page = f"/desk/documents/{document_id}/"
        assert "Take it back" in client.get(page).text

        assert client.post(page, {"doing": "revoke", "reason": ""}).status_code == 422
        assert state_of(document_id) == "valid"
        assert client.post(page, {"doing": "revoke", "reason": "Given in error"}).status_code == 302

        assert state_of(document_id) == "revoked"
        assert "Given in error" in client.get(page).text
        assert "Take it back" not in client.get(page).text

    def test_is_given_anew(self, client):
        enter(client)
        document_id = make_issued()

        answer = client.post(f"/desk/documents/{document_id}/", {"doing": "reissue", "reason": "Lost"}, follow=True)
        assert str(document_id) not in answer.redirect_chain[0][0]
        assert "Being made" in answer.content.decode()

        assert client.post(f"/desk/documents/{document_id}/", {"doing": "reissue", "reason": "Lost"}).status_code == 409

    def test_is_closed_to_another_unit_and_to_citizens(self, client):
        document_id = make_issued()
        enter(client, role="cashier", unit="treasury")
        for request in (client.get, client.post):
            assert request(f"/desk/documents/{document_id}/").status_code == 403
        assert client.get(f"/desk/documents/{new_id()}/").status_code == 404

        client.logout()
        sign_in(client, make_account(party_id=make_person()))
        assert client.get(f"/desk/documents/{document_id}/").status_code == 403
        assert state_of(document_id) == "valid"
