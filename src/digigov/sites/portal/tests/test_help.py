"""The help centre, as somebody without an account and without scripts meets it."""

import re

import pytest
from django.apps import apps

from digigov.modules.catalog.testing import load_tiny
from digigov.modules.knowledge.testing import in_pack, load

pytestmark = pytest.mark.django_db
Asked, Feedback, Opened = (apps.get_model("knowledge", name) for name in ("Asked", "Feedback", "Opened"))
GUIDE = "/help/open-a-shop/"


@pytest.fixture(autouse=True)
def _island():
    load_tiny()


def text_of(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_from_the_front_page_to_an_answer(client):
    assert 'href="/help/"' in client.get("/").content.decode()
    assert "Opening a shop" in text_of(client.get("/help/"))
    assert GUIDE in client.get("/help/topics/shops/").content.decode()
    page = client.get(GUIDE)

    assert "<strong>licence</strong>" in page.content.decode()
    assert 'href="/services/shop-licence/"' in page.content.decode()
    assert "Still stuck?" in text_of(page) and 'href="tel:311"' in page.content.decode()
    assert Opened.objects.get().times == 1


def test_search_finds_articles_and_services_and_is_counted(client):
    answer = client.get("/help/search/?q=Open+a+shop")

    assert f"{GUIDE}?q=Open+a+shop" in answer.content.decode()
    assert "shop-licence" in answer.content.decode()
    client.get(f"{GUIDE}?q=Open+a+shop")
    assert list(Asked.objects.values_list("words", "times", "nothing", "opened")) == [("open a shop", 1, 0, 1)]


def test_what_nobody_can_answer_is_said_and_counted(client):
    answer = client.get("/help/search/?q=xylophone+zzzz")

    assert "We have no answer to this yet" in text_of(answer)
    assert Asked.objects.get().nothing == 1
    assert client.get("/help/search/").url == "/help/"


def test_the_search_of_services_finds_articles_too(client):
    assert f"{GUIDE}?q=open+a+shop" in client.get("/services/?q=open+a+shop").content.decode()
    assert GUIDE not in client.get("/services/").content.decode()


def test_readers_say_whether_it_helped_and_are_thanked(client):
    answer = client.post(f"{GUIDE}feedback/", {"useful": "no", "why": "Which licence?"})

    assert answer.url == f"{GUIDE}?thanks=no#useful"
    assert "Thank you" in text_of(client.get(answer.url))
    kept = Feedback.objects.get()
    assert (kept.useful, kept.why, kept.language) == (False, "Which licence?", "en")


@pytest.mark.parametrize(
    ("sent", "status"),
    [({}, 422), ({"useful": "maybe"}, 422), ({"useful": "yes", "why": "x" * 501}, 422)],
)
def test_what_needs_mending_is_said_and_what_was_typed_stays(client, sent, status):
    answer = client.post(f"{GUIDE}feedback/", sent)

    assert answer.status_code == status
    assert "There is a problem" in text_of(answer) and sent.get("why", "") in answer.content.decode()
    assert not Feedback.objects.exists()


def test_strangers_texts_are_shown_as_texts(client):
    why = "<script>alert(1)</script>"
    answer = client.post(f"{GUIDE}feedback/", {"useful": "", "why": why})

    assert why not in answer.content.decode() and "&lt;script&gt;" in answer.content.decode()
    query = client.get("/help/search/", {"q": '"><img src=x onerror=alert(1)>'})
    assert "<img src=x" not in query.content.decode()


@pytest.mark.parametrize("page", ["/help/nowhere/", "/help/topics/nowhere/", "/help/shops-are-closed-not/"])
def test_what_is_not_there_is_said(client, page):
    assert client.get(page).status_code == 404
    assert client.post(f"{GUIDE}").status_code == 405


def test_an_alert_stands_on_the_front_page_only_while_it_is_in_force(client):
    assert "Shops are closed on Friday" not in text_of(client.get("/"))
    assert "This alert is over." in text_of(client.get("/help/shops-are-closed/"))

    times = {"starts_at": "2026-01-01T00:00:00-04:00", "ends_at": "2099-01-01T00:00:00-04:00"}
    load(in_pack("storm", kind="alert", title="Offices are closed today", owner="trade", **times))
    for page in ("/", "/help/"):
        assert "Offices are closed today" in text_of(client.get(page))


def test_other_pages_of_government_get_them_as_data(client):
    answer = client.get("/help/articles.json?language=acf")

    assert answer["Access-Control-Allow-Origin"] == "*"
    (line,) = answer.json()["articles"]
    assert (line["id"], line["page"], line["services"]) == ("open-a-shop", GUIDE, ["shop-licence"])
    assert not answer.json()["has_next"]
    assert client.get("/help/articles.json?page=99999&language=" + "x" * 900).status_code == 200


def test_in_kweyol_a_draft_is_marked_where_drafts_are_shown(client, settings):
    settings.DIGIGOV_SHOW_DRAFT_TRANSLATIONS = True
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "acf"
    page = client.get(GUIDE).content.decode()

    assert "Ouvè yon boutik" in page and "dg-awaits-review" in page
    settings.DIGIGOV_SHOW_DRAFT_TRANSLATIONS = False
    assert '<article lang="en">' in client.get(GUIDE).content.decode()
