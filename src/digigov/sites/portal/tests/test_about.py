import pytest
from django.conf import settings


@pytest.mark.parametrize("page", ["accessibility", "privacy", "cookies"])
@pytest.mark.parametrize("language", ["en", "acf"])
def test_anybody_can_read_them(client, page, language):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language

    assert client.get(f"/about/{page}/").status_code == 200


def test_the_cookies_named_are_those_that_are_set(client):
    text = client.get("/about/cookies/").content.decode()

    named = {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME}
    assert all(name in text for name in named)
    assert set(client.cookies) <= named


def test_every_page_leads_to_them(client):
    text = client.get("/no-such-page/").content.decode()

    assert all(f"/about/{page}/" in text for page in ("accessibility", "privacy", "cookies"))
