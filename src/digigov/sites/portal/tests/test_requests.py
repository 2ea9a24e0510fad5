"""Reporting in a browser's eyes, without JavaScript: signed in or not, near another, followed, tracked, answered."""

import csv
import io
import re
from io import BytesIO

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from digigov.kernel.clock import now
from digigov.modules.catalog.testing import load_tiny
from digigov.modules.documents.testing import make_picture
from digigov.modules.identity.testing import make_account, sign_in
from digigov.modules.parties.testing import make_person
from digigov.modules.service_requests import commands, queries
from digigov.modules.service_requests.testing import follow_token, liaison, link_for, make_evidence
from digigov.sites.portal.photo_place import place_of

pytestmark = pytest.mark.django_db
TYPED = {
    "place-latitude": "14.0", "place-longitude": "-61.0", "place-landmark": "By the gate", "smells": "yes",
    "description": "Smells of fish", "contact_email": "somebody@example.org",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _country():
    load_tiny()


def table(name):
    return apps.get_model("service_requests", name).objects


def send(client, **other):
    return client.post("/report/dirty-stall/", {**TYPED, **other})


def reported(client, **other):
    answer = send(client, different="yes", **other)
    assert answer.status_code == 302, answer.content.decode()[:2000]
    return table("Request").order_by("-opened_at", "-id").first()


def close(request):
    lia = liaison()
    given = {"evidence": "photo", "text": "Cleaned this morning", "file_ids": [make_evidence(lia, at=now())]}
    commands.close_request(by=lia, at=now(), request_id=request.id, **given)
    return type(request).objects.get(id=request.id)


def photo_at(latitude, longitude) -> bytes:
    picture, made = Image.new("RGB", (40, 40), "green"), BytesIO()
    exif = picture.getexif()
    gps = exif.get_ifd(0x8825)
    gps.update({1: "N", 2: (latitude, 0.0, 0.0), 3: "W", 4: (longitude, 0.0, 0.0)})
    picture.save(made, "JPEG", exif=exif)
    return made.getvalue()


class TestChoosing:
    def test_finds_by_the_words_people_use(self, client):
        text = client.get("/report/?q=dirt").content.decode()

        assert "Dirty stall" in text
        assert "Suggestion" not in text
        assert "Call 911 or 999" in text
        assert "Nothing fits" in client.get("/report/?q=spaceship").content.decode()

    def test_knows_no_category_that_is_not_offered(self, client):
        assert client.get("/report/volcano/").status_code == 404


class TestReporting:
    def test_a_stranger_gets_a_reference_and_a_code_by_which_it_is_seen(self, client):
        assert "A fire? Call 911." in client.get("/report/dirty-stall/").content.decode()
        request = reported(client)
        shown = client.get("/report/done/").content.decode()

        code = client.session["reported"]["code"]
        assert request.reference in shown
        assert code in shown
        assert (request.reporter_id, request.email, request.channel) == (None, "somebody@example.org", "web")
        client.post("/requests/track/", {"reference": request.reference.lower(), "code": code})
        assert "Smells of fish" in client.get("/requests/tracked/").content.decode()

    def test_a_wrong_code_opens_nothing(self, client):
        request = reported(client)
        assert client.post("/requests/track/", {"reference": request.reference, "code": "BBBBBBBB"}).status_code == 404
        assert client.get("/requests/tracked/").status_code == 302

    def test_somebody_signed_in_finds_it_under_the_own(self, client):
        party_id = make_person()
        sign_in(client, make_account(party_id=party_id))
        request = reported(client)

        assert (request.reporter_id, request.email) == (party_id, "")
        assert request.reference in client.get("/requests/mine/").content.decode()
        assert client.get(f"/requests/mine/{request.reference}/").status_code == 200

    def test_what_is_missing_is_said_and_what_was_typed_stands_there(self, client):
        answer = send(client, smells="", **{"place-latitude": "", "place-longitude": "", "place-landmark": ""})

        assert answer.status_code == 422
        assert "Smells of fish" in answer.content.decode()
        assert not table("Request").exists()

    def test_a_point_abroad_is_refused_with_a_sentence(self, client):
        answer = send(client, **{"place-latitude": "48.8", "place-longitude": "2.3"})

        assert answer.status_code == 422
        assert "outside the country" in answer.content.decode()

    def test_a_photo_goes_to_the_case(self, client):
        request = reported(client, **{"photo-new": SimpleUploadedFile("a.jpg", make_picture())})

        assert apps.get_model("documents", "File").objects.get().case_id == request.case_id

    def test_a_place_in_the_photo_is_offered_and_taken_after_a_yes(self, client):
        photo = photo_at(14.0, 61.0)
        assert place_of(photo) == (14.0, -61.0)
        without = {"place-latitude": "", "place-longitude": "", "place-landmark": "", "different": "yes"}
        offered = send(client, **without, **{"photo-new": SimpleUploadedFile("a.jpg", photo)})
        assert "Your photo says that it was taken near" in offered.content.decode()
        kept = re.search(r'name="photo"[^>]*value="([0-9a-f-]{36})"', offered.content.decode())[1]

        send(client, **without, camera="yes", photo=kept)
        request = table("Request").get()
        assert (request.latitude, request.longitude) == (14.0, -61.0)
        stored = apps.get_model("documents", "File").objects.get()
        content = apps.get_app_config("documents").module.blobs.get(stored.sha256)
        assert place_of(content) is None

    @pytest.mark.parametrize("content", [b"", b"\xff\xd8\xff\xe1nonsense", b"GIF89a", make_picture()])
    def test_a_photo_that_says_nothing_or_nonsense_gives_no_place(self, content):
        assert place_of(content) is None

    def test_a_complaint_names_an_office_and_is_seen_by_nobody_else(self, client):
        page = client.get("/report/complaint-officer/").content.decode()
        assert "Department of Shops" in page
        answer = client.post("/report/complaint-officer/", {"description": "Rude"})
        assert answer.status_code == 422
        client.post("/report/complaint-officer/", {"description": "Rude", "about_unit": "shops"})

        request = table("Request").get()
        assert (request.unit, request.about_unit) == ("trade", "shops")
        assert client.get(f"/requests/{request.reference}/").status_code == 404


class TestAlike:
    def test_is_asked_first_and_sent_when_it_is_another(self, client):
        first = reported(client)
        text = send(client).content.decode()

        assert "Is it one of these?" in text
        assert first.reference in text
        assert table("Request").count() == 1
        fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', text))
        assert client.post("/report/dirty-stall/", fields).status_code == 302
        assert table("Request").count() == 2

    def test_is_followed_instead_by_whoever_leaves_an_address(self, client):
        first = reported(client)
        refused = client.post(f"/requests/{first.reference}/follow/")
        assert refused.status_code == 422
        client.post(f"/requests/{first.reference}/follow/", {"contact_email": "f@example.org"})

        assert table("Follower").get().email == "f@example.org"
        link = follow_token(table("Follower").get().id)
        assert client.get(f"/requests/stop/{link}/").status_code == 200
        assert table("Follower").exists()  # a program that opens links ends nothing
        client.post(f"/requests/stop/{link}/")
        assert not table("Follower").exists()


class TestThePublicList:
    def test_shows_where_and_how_it_stands_and_no_word_of_the_reporter(self, client):
        request = reported(client)
        pages = [client.get(each).content.decode() for each in ("/requests/", f"/requests/{request.reference}/")]

        for text in pages:
            assert "Dirty stall" in text
            assert "fish" not in text
            assert "By the gate" not in text
            assert "somebody@example.org" not in text
        assert "<svg" in pages[0]

    @pytest.mark.parametrize("query", ["category=none", "days=x", "state=never", "page=-1", "district=%F0%9F%8C%8B"])
    def test_stands_whatever_is_asked(self, client, query):
        assert client.get(f"/requests/?{query}").status_code == 200


class TestTheCitizensAnswer:
    def test_the_link_asks_and_only_a_button_answers(self, client):
        request = close(reported(client))
        link = f"/requests/link/{link_for(request)}/"
        text = client.get(link).content.decode()
        assert "Is it done?" in text
        assert "Smells of fish" not in text  # whoever has the link need not read what was written
        assert table("Request").get().state == "answered"

        client.post(link, {"done": "no", "text": "Still there"})
        assert table("Request").get().state == "acknowledged"
        assert client.get(link).status_code == 404  # of the closing that was answered

    def test_a_link_that_is_not_ours_says_so(self, client):
        answer = client.get("/requests/link/Q2600001230-0-ffffffffffffffffffffffff/")
        assert answer.status_code == 404
        assert "This link works no more" in answer.content.decode()

    def test_yes_on_the_tracking_page_closes_it(self, client):
        request = reported(client)
        code = client.session["reported"]["code"]
        close(request)
        client.post("/requests/track/", {"reference": request.reference, "code": code})
        client.post("/requests/tracked/", {"done": "yes"})

        assert (table("Request").get().state, table("Request").get().said) == ("closed", "yes")
        client.post("/requests/tracked/", {"text": "It is back"})
        assert table("Request").get().state == "acknowledged"

    def test_another_citizens_request_is_not_there(self, client):
        request = reported(client)
        sign_in(client, make_account(party_id=make_person()))
        assert client.get(f"/requests/mine/{request.reference}/").status_code == 404


def test_the_figures_can_be_counted_again_from_the_file(client):
    close(reported(client))
    text = client.get("/requests/figures/").content.decode()
    assert "Ministry of Trade" in text
    month = now().strftime("%Y-%m")
    content = client.get(f"/requests/figures/rows.csv?month={month}").content.decode()
    rows = list(csv.DictReader(io.StringIO(content)))

    (figures,) = queries.figures_of(month=queries.month_of(month, at=now()))
    assert len(rows) == figures.opened == 1
    assert sum(bool(row["answered_at"]) for row in rows) == figures.answered == 1
    assert (
        sum(len(row["acknowledged_at"]) > 0 and row["acknowledged_at"] <= row["acknowledge_due_at"] for row in rows)
        == figures.in_time
    )
