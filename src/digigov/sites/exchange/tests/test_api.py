import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from django.test import Client
from hypothesis import HealthCheck, settings

from digigov.modules.catalog.testing import load_tiny


@pytest.fixture
def tiny(db):
    load_tiny()


@pytest.fixture
def described(fresh_database, monkeypatch):
    """A database with real commits: the server closes its connection after each request."""
    monkeypatch.setattr("django.conf.settings.DIGIGOV_LIMITS_TIMES", 1000)
    load_tiny()
    return schemathesis.openapi.from_wsgi("/exchange/v1/openapi.json", get_wsgi_application())


schema = schemathesis.pytest.from_fixture("described")


@schema.parametrize()
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_answers_as_it_says_whatever_is_asked(case):
    case.call_and_validate()


class TestServices:
    def test_lists_and_searches(self, tiny):
        listed = Client().get("/exchange/v1/services").json()
        found = Client().get("/exchange/v1/services", {"q": "corner store"}).json()

        assert [each["id"] for each in listed["items"]] == ["shop-licence"] == [each["id"] for each in found["items"]]
        assert listed["has_next"] is False

    def test_tells_one_service_with_its_fees(self, tiny):
        told = Client().get("/exchange/v1/services/shop-licence").json()

        assert told["charter_working_days"] == 10
        small, large = told["fees"][0]["rows"]
        assert (small["label"], float(small["amount"]), small["counted"]) == ("A small shop", 20, False)
        assert large["counted"] and large["assumed"]

    def test_says_not_found_and_invalid_in_one_shape(self, tiny):
        assert Client().get("/exchange/v1/services/nothing").json()["code"] == "not-found"
        wrong = Client().get("/exchange/v1/services", {"page": 0})
        assert (wrong.status_code, wrong.json()["code"]) == (422, "invalid-input")
