import pytest
from django.conf import settings

from digigov.modules.identity.testing import make_account
from digigov.modules.parties.queries import contact_of
from digigov.modules.parties.testing import make_person
from digigov.sites.account.session import open_session

COOKIE = settings.LANGUAGE_COOKIE_NAME


def switch(client, **posted):
    return client.post("/language/", posted)


def language_shown(client):
    return client.get("/about/cookies/").headers["Content-Language"]


@pytest.fixture
def account():
    party_id = make_person(language="acf")
    return party_id, make_account(party_id=party_id)


@pytest.fixture
def signed_in(client, rf, account):
    """As after signing in with the password."""
    request = rf.get("/")
    request.session = client.session
    open_session(request, account[1], second_factor=False)
    request.session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = request.session.session_key
    return client


def test_it_returns_to_the_same_page_with_its_search(client):
    response = switch(client, language="acf", next="/services/?q=licence")

    assert response["Location"] == "/services/?q=licence"
    assert response.cookies[COOKIE].value == "acf"
    assert language_shown(client) == "acf"


@pytest.mark.parametrize(
    "away", ["https://example.org/", "//example.org", "javascript:alert(1)", "", "\\\\example.org"]
)
def test_it_leads_nowhere_else(client, away):
    assert switch(client, language="acf", next=away)["Location"] == "/"


@pytest.mark.parametrize("code", ["xx", "", "../../etc/passwd", "EN", "acf\n"])
def test_it_sets_no_language_that_there_is_not(client, code):
    assert COOKIE not in switch(client, language=code, next="/").cookies


def test_reading_changes_nothing(client):
    assert client.get("/language/").status_code == 405


@pytest.mark.parametrize(
    ("asked", "shown"), [("fr-FR,fr;q=0.9", "en"), ("acf-LC", "acf"), ("de,acf;q=0.5", "acf"), ("*", "en"), ("", "en")]
)
def test_a_browser_may_ask_but_gets_only_what_there_is(client, asked, shown):
    assert client.get("/about/cookies/", headers={"accept-language": asked}).headers["Content-Language"] == shown


@pytest.mark.django_db
def test_the_account_s_language_comes_along_and_beats_the_screen_s(signed_in):
    signed_in.cookies[COOKIE] = "en"

    assert language_shown(signed_in) == "acf"


@pytest.mark.django_db
def test_a_change_is_kept_on_the_account(signed_in, account):
    switch(signed_in, language="en", next="/")

    assert language_shown(signed_in) == "en"
    assert contact_of(account[0]).language == "en"
