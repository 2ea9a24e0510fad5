"""Every refusal is a page in the house's own look, with a sentence and a way on."""

import pytest
from django.test import Client, RequestFactory

from digigov.kernel.actor import Actor
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
    assert "loaded before you signed in" in shown(response)


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


@pytest.mark.django_db
def test_the_address_of_a_button_says_what_to_do(client):
    response = client.get("/language/")

    assert (response.status_code, response["Allow"]) == (405, "POST")
    assert "press it again" in shown(response)


def test_a_page_that_is_not_there_offers_the_search(client):
    assert 'action="/services/"' in shown(client.get("/no-such-page/"))


def test_an_officer_is_refused_at_the_desk_and_led_back_to_it(request_):
    request_ = RequestFactory().get("/desk/staff/")
    request_.actor = Actor(kind="officer", name="Agnes")
    response = DomainErrorMiddleware(lambda request: None).process_exception(request_, NotAllowed())

    assert 'class="govuk-template__body dg-desk"' in shown(response)
    assert 'href="/desk/">Go to the queue' in shown(response)


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
