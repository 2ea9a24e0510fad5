"""Every refusal is a page in the house's own look, with a sentence and a way on."""

import pytest
from django.test import Client, RequestFactory

from digigov.kernel.errors import InvalidInput, NotAllowed, TooManyRequests
from digigov.sites import failures
from digigov.sites.errors import DomainErrorMiddleware


@pytest.fixture
def request_():
    return RequestFactory().get("/somewhere/?a=1")


def shown(response):
    return response.content.decode()


def test_a_page_that_is_not_there(client):
    response = client.get("/no-such-page/")

    assert response.status_code == 404
    assert "<h1" in shown(response) and "Page not found" in shown(response)


def test_a_stale_form_is_told_so():
    response = Client(enforce_csrf_checks=True).post("/language/", {"language": "acf"})

    assert response.status_code == 403
    assert "stood open too long" in shown(response)


@pytest.mark.parametrize(
    ("error", "status", "heading"),
    [
        (NotAllowed(), 403, "You cannot open this page"),
        (TooManyRequests(minutes=5), 429, "Too many attempts"),
        (InvalidInput({"born_on": "Give your date of birth."}), 422, "Some answers need your attention"),
    ],
)
def test_a_domain_error_shows_its_sentence(request_, error, status, heading):
    response = DomainErrorMiddleware(lambda request: None).process_exception(request_, error)

    assert response.status_code == status
    assert heading in shown(response)
    assert all(str(sentence) in shown(response) for sentence in [error, *getattr(error, "errors", {}).values()])


def test_a_bad_request(request_):
    assert failures.bad_request(request_).status_code == 400


def test_a_bug_needs_neither_database_nor_session(request_):
    response = failures.broken(request_)

    assert response.status_code == 500
    assert "This is our fault" in shown(response)


def test_a_bug_in_the_templates_leaves_plain_words(request_, monkeypatch):
    def fail(name):
        raise RuntimeError

    monkeypatch.setattr(failures, "render_to_string", fail)

    assert shown(failures.broken(request_)) == failures.LAST_WORDS
