import pytest

from digigov.kernel.clock import now
from digigov.modules.documents import commands
from digigov.modules.documents.testing import make_issued, make_template
from digigov.modules.documents.testing.papers import printed, scanned
from digigov.modules.organizations.testing import make_officer, make_organizations

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def country():
    make_organizations()
    make_template()


def typed(client, number, code):
    return client.post("/verify/", {"number": number, "code": code})


class TestVerify:
    def test_the_square_code_opens_the_answer(self, client):
        page = client.get(scanned(make_issued()))

        assert page.status_code == 200
        assert "This document is valid" in page.text
        assert "Ada Joseph" in page.text
        assert page.headers["Cache-Control"].startswith("max-age=0") or "no-store" in page.headers["Cache-Control"]

    def test_number_and_code_do_the_same_without_any_script(self, client):
        page = typed(client, *printed(make_issued()))

        assert "This document is valid" in page.text

    def test_says_so_when_it_was_revoked(self, client):
        document_id = make_issued()
        commands.revoke_document(
            by=make_officer(role="inspector"),
            at=now(),
            document_id=document_id,
            reason="A private matter of the holder",
        )

        page = client.get(scanned(document_id))

        assert "This document was revoked" in page.text
        assert "private matter" not in page.text  # the reason is the holder's

    @pytest.mark.parametrize("path", ["/V/NOSUCHCODE", "/V/" + "A" * 300, "/V/%00", "/V/é", "/V/" + "7" * 2000])
    def test_a_code_that_is_not_ours_is_no_document(self, client, path):
        page = client.get(path)

        assert page.status_code == 404
        assert "We never gave out such a document" in page.text

    def test_the_number_alone_tells_nothing(self, client):
        number, _ = printed(make_issued())

        page = typed(client, number, "AAAA-AAAA")

        assert page.status_code == 404
        assert "Ada Joseph" not in page.text

    def test_asks_for_what_is_missing(self, client):
        page = typed(client, "", " ")

        assert page.status_code == 422
        assert "Enter the number of the document." in page.text

    def test_is_limited(self, client, settings):
        settings.DIGIGOV_LIMITS_TIMES = 1
        answers = {client.get("/V/NOSUCHCODE").status_code for _ in range(242)}

        assert answers == {404, 429}
