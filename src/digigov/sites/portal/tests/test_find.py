import pytest
from django.urls import reverse

from digigov.modules.catalog.testing import load_tiny, make_service


@pytest.fixture
def tiny(db):
    load_tiny()


def page(client, name, status=200, query="", **values):
    answer = client.get(reverse(name, kwargs=values or None) + query)
    assert answer.status_code == status
    return " ".join(answer.content.decode().split())


class TestFinding:
    def test_the_front_page_offers_search_and_every_way_to_browse(self, client, tiny):
        shown = page(client, "portal:home")

        assert 'name="q"' in shown and "tel:311" in shown
        for way in ("/life-events/working/", "/ministries/trade/", "/for/citizen/"):
            assert way in shown

    @pytest.mark.parametrize("query", ["shop licence", "shp licnce", "corner store", "sell at the market"])
    def test_finds_by_name_spelling_and_what_people_say(self, client, tiny, query):
        assert "Get a shop licence" in page(client, "portal:find", query=f"?q={query}")

    def test_says_so_when_nothing_is_found(self, client, tiny):
        assert "Nothing was found" in page(client, "portal:find", query="?q=zzqx")

    @pytest.mark.parametrize("query", ["<script>alert(1)</script>", "'" * 500, "%F0%9F%98%80", "a&page=99999999999"])
    def test_takes_any_words(self, client, tiny, query):
        assert "<script>alert" not in page(client, "portal:find", query=f"?q={query}")

    def test_what_no_keyboard_types_is_not_understood(self, client, tiny):
        assert client.get(f"{reverse('portal:find')}?q=%00").status_code == 400

    @pytest.mark.parametrize(
        ("name", "values"),
        [
            ("portal:ministry", {"code": "trade"}),
            ("portal:life-event", {"event": "working"}),
            ("portal:audience", {"audience": "business"}),
        ],
    )
    def test_browses(self, client, tiny, name, values):
        assert "Get a shop licence" in page(client, name, **values)

    @pytest.mark.parametrize(
        ("name", "values"),
        [
            ("portal:ministry", {"code": "shops"}),
            ("portal:ministry", {"code": "nothing"}),
            ("portal:life-event", {"event": "flying"}),
            ("portal:audience", {"audience": "robots"}),
            ("portal:service", {"service": "nothing"}),
        ],
    )
    def test_says_not_found(self, client, tiny, name, values):
        page(client, name, status=404, **values)

    def test_costs_the_same_however_many_services_there_are(self, client, tiny, django_assert_max_num_queries):
        for number in range(3):
            make_service(f"shop-{number}")
        with django_assert_max_num_queries(6):
            page(client, "portal:find", query="?q=shop")
        with django_assert_max_num_queries(6):
            page(client, "portal:find")


class TestServicePage:
    def test_says_what_somebody_needs_to_know(self, client, tiny):
        shown = page(client, "portal:service", service="shop-licence")

        for words in (
            "Anyone aged 18 or over.",
            "A small shop",
            "EC$20.00",
            "EC$30.00 and EC$5.00 for each 10",
            "10 working days",
            "too few applications were finished",
            "A photo of the shop",
            "A licence card",
            "Shops Act",
            "the Shops Tribunal within 28 days",
            "/apply/shop-licence/",
            "1 Market Street",
            "Monday and Tuesday, 1:00 pm to 4:00 pm",
            "call 311 before you go",
        ):
            assert words in shown

    def test_the_privacy_notice_names_every_question_and_who_sees_it(self, client, tiny):
        shown = page(client, "portal:service-privacy", service="shop-licence")

        for words in (
            "What is your national ID number?",
            "Where was this person examined?",
            "Filled in for you from: Register of people",
            "To see whether the applicant owes the state",
            "Shop officer",
            "Supervisor",
            "5 years after the end",
        ):
            assert words in shown
