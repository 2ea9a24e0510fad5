from hashlib import sha256

import pytest
from django.apps import apps
from django.test import Client

from digigov.kernel.actor import ANONYMOUS, system
from digigov.kernel.clock import now
from digigov.kernel.errors import NotFound
from digigov.modules.documents.commands import draw_paper
from digigov.modules.documents.testing import make_file, make_pdf, make_picture, make_template, make_undrawn
from digigov.modules.identity.testing import make_account, sign_in
from digigov.modules.organizations.testing import make_organizations
from digigov.modules.parties.testing import make_person
from digigov.sites.carried import HOLDER

pytestmark = pytest.mark.django_db
SECRET = "what-only-this-session-knows"
File, IssuedDocument = (apps.get_model("documents", name) for name in ("File", "IssuedDocument"))
Entry = apps.get_model("audit", "Entry")
WHOLE = make_picture(size=(900, 700))


@pytest.fixture
def stranger(client):
    """A browser without an account, with a session of its own."""
    session = client.session
    session[HOLDER] = SECRET
    session.save()
    return client


def kept(content=None, name="photo.jpg"):
    return make_file(by=ANONYMOUS, secret=SECRET, content=content, name=name)


class TestFile:
    def test_shows_in_the_page_and_may_do_nothing_there(self, stranger):
        page = stranger.get(f"/files/{kept(name='évidence.jpg')}/")

        assert page.status_code == 200
        assert page.headers["Content-Type"] == "image/jpeg"
        assert page.headers["X-Content-Type-Options"] == "nosniff"
        assert page.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
        assert page.headers["Content-Disposition"].startswith("inline")
        assert page.headers["Cache-Control"] == "private, no-store"

    def test_a_pdf_runs_no_script(self, stranger):
        page = stranger.get(f"/files/{kept(make_pdf())}/?download")

        assert "script-src 'none'" in page.headers["Content-Security-Policy"]
        assert page.headers["Content-Disposition"].startswith("attachment")

    def test_is_closed_to_another_browser(self, client):
        assert client.get(f"/files/{kept()}/").status_code == 404

    @pytest.mark.parametrize(
        ("asked", "status", "first"),
        [("bytes=0-9", 206, b"\xff\xd8"), ("bytes=-5", 206, None), ("bytes=2-", 206, None), ("bytes=99999999-", 416, None),
         ("bytes=9-2", 416, None), ("bytes=-", 200, None), ("lines=1-2", 200, None)],
    )  # fmt: skip
    def test_gives_a_part_when_a_part_is_asked_for(self, stranger, asked, status, first):
        page = stranger.get(f"/files/{kept()}/", headers={"range": asked})

        assert page.status_code == status
        assert first is None or page.content.startswith(first)


class TestSending:
    def begin(self, client, size=None):
        return client.post("/sending/", {"name": "photo.jpg", "size": len(WHOLE) if size is None else size})

    def send(self, client, upload, offset, body):
        return client.post(f"/sending/{upload}/?offset={offset}", body, content_type="application/octet-stream")

    def test_goes_on_after_a_broken_line(self, client):
        upload = self.begin(client).json()["id"]
        self.send(client, upload, 0, WHOLE[:1000])

        offset = client.get(f"/sending/{upload}/").json()["received"]
        self.send(client, upload, offset, WHOLE[offset:])
        done = client.post(f"/sending/{upload}/done/").json()

        assert done["name"] == "photo.jpg"
        assert client.get(f"/files/{done['file']}/").status_code == 200

    def test_another_browser_cannot_touch_it(self, client):
        upload, other = self.begin(client).json()["id"], Client()

        assert other.get(f"/sending/{upload}/").status_code == 404
        assert self.send(other, upload, 0, b"x").status_code == 404
        assert other.post(f"/sending/{upload}/done/").status_code == 404

    @pytest.mark.parametrize("size", ["", "-1", "0", "abc", "99999999999999", "1e9", "١٢"])
    def test_a_size_that_is_none_is_refused_in_a_sentence(self, client, size):
        answer = self.begin(client, size=size)

        assert answer.status_code in (413, 422)
        assert answer.json()["message"].endswith(".")

    @pytest.mark.parametrize(
        ("offset", "body"), [("1", b"x"), ("", b"x"), ("-1", b"x"), ("0", b""), ("0", b"x" * 3_000_000)]
    )
    def test_a_piece_out_of_place_is_refused_in_a_sentence(self, client, offset, body):
        upload = self.begin(client).json()["id"]

        answer = self.send(client, upload, offset, body)

        assert answer.status_code in (409, 413)
        assert answer.json()["message"]

    def test_a_hostile_file_is_refused_in_a_sentence(self, client):
        upload = self.begin(client, size=4).json()["id"]
        self.send(client, upload, 0, b"MZ\x00\x00")

        answer = client.post(f"/sending/{upload}/done/")

        assert (answer.status_code, answer.json()["code"]) == (422, "file-wrong-type")


class TestPaperThatWasNeverDrawn:
    """It counts and its number is taken, and nobody has opened it."""

    @pytest.fixture
    def paper(self, client):
        make_organizations()
        make_template()
        party_id = make_person()
        file_id = make_undrawn(holder_id=party_id)
        sign_in(client, make_account(party_id=party_id))
        return IssuedDocument.objects.get(file_id=file_id)

    def test_is_drawn_and_sealed_when_its_holder_opens_it_and_stays_as_it_is(self, client, paper):
        first = client.get(f"/files/{paper.file_id}/")
        again = client.get(f"/files/{paper.file_id}/")

        assert first.status_code == 200
        assert b"/ETSI.CAdES.detached" in first.content
        assert again.content == first.content
        kept = File.objects.get(id=paper.file_id)
        assert (kept.sha256, kept.size) == (sha256(first.content).hexdigest(), len(first.content))
        assert Entry.objects.filter(action="documents.document-drawn", subject_id=paper.id).count() == 1

    def test_is_not_drawn_for_anybody_else(self, paper):
        stranger = Client()

        assert stranger.get(f"/files/{paper.file_id}/").status_code == 404
        assert File.objects.get(id=paper.file_id).sha256 == ""

    def test_whoever_was_slower_sees_what_was_drawn_first(self, paper):
        draw_paper(by=system("documents"), at=now(), file_id=paper.file_id)
        first = File.objects.get(id=paper.file_id).sha256
        draw_paper(by=system("documents"), at=now(), file_id=paper.file_id)

        assert File.objects.get(id=paper.file_id).sha256 == first

    def test_what_is_no_paper_of_ours_cannot_be_drawn(self):
        with pytest.raises(NotFound):
            draw_paper(by=system("documents"), at=now(), file_id=kept())
