import pytest
from django.conf import settings


def switch(client, **posted):
    return client.post("/language/", posted)


def test_it_returns_to_the_same_page_with_its_search(client):
    response = switch(client, language="acf", next="/services/?q=licence")

    assert response["Location"] == "/services/?q=licence"
    assert response.cookies[settings.LANGUAGE_COOKIE_NAME].value == "acf"


@pytest.mark.parametrize(
    "away", ["https://example.org/", "//example.org", "javascript:alert(1)", "", "\\\\example.org"]
)
def test_it_leads_nowhere_else(client, away):
    assert switch(client, language="acf", next=away)["Location"] == "/"


def test_it_sets_no_language_that_there_is_not(client):
    assert settings.LANGUAGE_COOKIE_NAME not in switch(client, language="xx", next="/").cookies


def test_reading_changes_nothing(client):
    assert client.get("/language/").status_code == 405
