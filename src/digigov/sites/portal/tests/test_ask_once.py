"""How often services ask for what government knows already, for everybody to read."""

import csv

import pytest
from django.urls import reverse

from digigov.modules.catalog.queries import ask_once_budget
from digigov.modules.catalog.testing import TINY, load_tiny

pytestmark = pytest.mark.django_db


def get(client, name):
    answer = client.get(reverse(f"portal:{name}"))
    assert answer.status_code == 200
    return answer


@pytest.fixture(autouse=True)
def tiny():
    load_tiny()


def test_the_page_says_how_many_in_all_by_ministry_and_by_service(client):
    shown = " ".join(get(client, "ask-once").content.decode().split())
    total = get(client, "ask-once-json").json()["total"]

    assert f"1 of {total['questions']} questions on the forms of {total['services']} services" in shown
    assert "knows already. " in shown
    by_ministry, by_service = shown.split('id="by-service"')
    assert "asked again" in by_ministry
    assert "Get a shop licence" in by_service


def test_the_open_data_has_a_line_for_each_service(client):
    answer = get(client, "ask-once-csv")
    lines = list(csv.DictReader(answer.content.decode().splitlines()))
    told = get(client, "ask-once-json").json()

    assert answer.headers["Content-Type"].startswith("text/csv")
    assert [{name: str(value) for name, value in each.items()} for each in told["services"]] == lines
    again = {each["service"]: each["again"] for each in told["services"]}
    assert again["shop-licence"] == 1 == told["total"]["again"]


def test_the_published_number_is_the_one_that_the_checker_counts(client):
    counted = {service: len(asked) for service, asked in ask_once_budget(TINY).items()}
    told = get(client, "ask-once-json").json()["services"]
    assert {each["service"]: each["again"] for each in told} == counted
