import gzip
import json
import re

import pytest

from digigov.kernel.actor import system
from digigov.kernel.clock import now
from digigov.modules.documents import commands
from digigov.modules.documents.testing import make_issued, make_template
from digigov.modules.documents.testing.papers import scanned_before_december
from digigov.modules.organizations.testing import make_officer, make_organizations
from digigov.ui import UI

pytestmark = pytest.mark.django_db
STATIC = UI / "static"
FIRST, WHOLE = 46 * 1024, 100 * 1024  # the page with its letters; and the decoder, for browsers that have none


@pytest.fixture(autouse=True)
def country():
    make_organizations()
    make_template()


def packed(path):
    return path.stat().st_size if path.suffix == ".woff2" else len(gzip.compress(path.read_bytes(), 6))


class TestOfflinePage:
    def test_leads_to_the_language_of_the_reader(self, client):
        assert client.get("/verify/offline/", headers={"Accept-Language": "en"}).url == "/verify/offline/en/"

    @pytest.mark.parametrize("language", ["en", "acf"])
    def test_is_the_same_for_everybody(self, client, language):
        first = client.get(f"/verify/offline/{language}/", headers={"Accept-Language": "en"})
        other = client.get(f"/verify/offline/{language}/", headers={"Accept-Language": "acf"})
        assert first.status_code == 200
        assert first.content == other.content
        assert f'<html lang="{language}"' in first.text
        assert not first.cookies

    def test_in_no_language_that_we_do_not_speak(self, client):
        assert client.get("/verify/offline/xx/").status_code == 404
        assert client.get("/verify/offline/xx/manifest.webmanifest").status_code == 404

    def test_needs_nothing_that_its_policy_forbids(self, client):
        page = client.get("/verify/offline/en/")
        policy = page.headers["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "default-src 'none'" in policy
        assert not re.search(r"<script(?![^>]*\bsrc=)|\son\w+=|\sstyle=", page.text)

    def test_weighs_little(self, client):
        files = {*re.findall(r'(?:src|href)="/static/([^"]+)"', client.get("/verify/offline/en/").text)}
        letters = {"ui/fonts/atkinson-regular.woff2", "ui/fonts/atkinson-bold.woff2"}
        first = sum(packed(STATIC / name) for name in files | letters)
        first += len(gzip.compress(client.get("/verify/offline/en/").content, 6))
        assert first <= FIRST
        assert first + packed(STATIC / "ui/qr.js") <= WHOLE


class TestWorker:
    def test_may_answer_for_codes_and_keeps_both_languages(self, client):
        answer = client.get("/verify/offline/worker.js")
        assert answer.headers["Service-Worker-Allowed"] == "/"
        assert answer.headers["Content-Type"].startswith("text/javascript")
        pages = json.loads(re.search(r"const PAGES = (.*)", answer.text)[1])
        assert pages == {"en": "/verify/offline/en/", "acf": "/verify/offline/acf/"}

    def test_keeps_only_what_there_is(self, client):
        files = json.loads(re.search(r"const FILES = (.*)", client.get("/verify/offline/worker.js").text)[1])
        assert len(files) == 8
        assert all((STATIC / each.removeprefix("/static/")).exists() for each in files)

    def test_another_page_brings_another_worker(self, client, settings):
        before = client.get("/verify/offline/worker.js").text
        assert client.get("/verify/offline/worker.js").text == before
        settings.ADDRESS = "https://digigov.example"
        assert client.get("/verify/offline/worker.js").text != before


class TestWhatIsPublished:
    def test_a_list_where_its_address_says(self, client):
        make_issued()
        commands.publish_status_lists(by=system("test"), at=now())
        (address,) = client.get("/.well-known/digigov-status-lists.json").json()["status_lists"]
        answer = client.get(address.partition("//")[2].partition("/")[1] + address.partition("//")[2].partition("/")[2])
        assert answer.headers["Content-Type"] == "application/statuslist+cwt"
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert answer.content[:1] == b"\xd2"

    @pytest.mark.parametrize("number", ["0", "7", "99999999999999999999"])
    def test_no_list_that_nobody_signed(self, client, number):
        assert client.get(f"/S/{number}").status_code == 404

    def test_the_keys_with_their_times(self, client):
        make_issued()
        (key,) = client.get("/.well-known/digigov-paper-keys.json").json()["keys"]
        assert key["nbf"] < key["exp"]
        assert key["x5c"]
        assert "d" not in key


class TestCodesPrintedBefore:
    def test_open_the_answer_as_before(self, client):
        page = client.get(scanned_before_december(make_issued()))
        assert page.status_code == 200
        assert "This document is valid" in page.text

    def test_and_say_when_the_paper_was_revoked(self, client):
        paper = make_issued()
        old = scanned_before_december(paper)
        commands.revoke_document(by=make_officer(role="inspector"), at=now(), document_id=paper, reason="It was wrong")
        assert "This document was revoked" in client.get(old).text


@pytest.mark.parametrize("path", ["/V/D26-0000009-9/AAAA2345", "/V/x/y", "/V/é/é", "/V/" + "7" * 900 + "/" + "7" * 900])
def test_a_number_and_code_that_are_not_ours_are_no_document(client, path):
    page = client.get(path)
    assert page.status_code == 404
    assert "We never gave out such a document" in page.text
