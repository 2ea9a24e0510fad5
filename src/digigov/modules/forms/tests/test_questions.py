"""Each kind of question: what it takes, in which form it keeps it, and what it says otherwise."""

from contextlib import nullcontext
from datetime import date

import pytest

from digigov.kernel.errors import InvalidInput
from digigov.modules.forms.definitions import Question, Repeat
from digigov.modules.forms.questions import KINDS
from digigov.modules.forms.questions.base import Fault, Raw
from digigov.modules.forms.questions.dates import day_at
from digigov.modules.forms.questions.repeats import check_items
from digigov.modules.forms.testing import make_context, make_question

CHOICES = [{"value": "a", "label": "A"}, {"value": "b", "label": "B"}]
FILE = "019a0000-0000-7000-8000-000000000001"


def ask(type, raw, **others):
    question = Question.model_validate(make_question("q", type, **others))
    kind = KINDS[type]
    value = kind.parse(question, Raw({f"q{k}": v for k, v in raw.items()}, "q"))
    kind.require(question, value)
    return None if value is None else kind.check(question, value, make_context())


@pytest.mark.parametrize(
    ("type", "raw", "others", "kept"),
    [
        ("text", {"": ["  two \u0000 words\t"]}, {}, "two words"),
        ("text", {"": [""]}, {"required": False}, None),
        ("long_text", {"": ["one\r\n\r\n two \n"]}, {}, "one\n\ntwo"),
        ("name", {"-given": ["Ti Marie"], "-family": ["O'Neil"]}, {}, {"given": "Ti Marie", "family": "O'Neil"}),
        ("date", {"-day": ["27"], "-month": ["3"], "-year": ["1984"]}, {}, "1984-03-27"),
        ("date", {"-day": ["27"], "-month": ["March"], "-year": ["1984"]}, {}, "1984-03-27"),
        ("date", {"": ["1984-03-27"]}, {}, "1984-03-27"),
        ("number", {"": ["1,200"]}, {}, 1200),
        ("number", {"": ["-3"]}, {}, -3),
        ("number", {"": ["12.5"]}, {"decimals": 2}, "12.50"),
        ("money", {"": ["EC$ 1,200.5"]}, {}, "1200.50"),
        ("choice", {"": ["b"]}, {"choices": CHOICES}, "b"),
        ("choices", {"": ["b", "a"]}, {"choices": CHOICES}, ["a", "b"]),
        ("yes_no", {"": ["yes"]}, {}, True),
        ("yes_no", {"": ["no"]}, {}, False),
        ("phone", {"": ["452 1234"]}, {}, "+17584521234"),
        ("phone", {"": ["1 (758) 452-1234"]}, {}, "+17584521234"),
        ("phone", {"": ["+44 20 7946 0018"]}, {"foreign": True}, "+442079460018"),
        ("email", {"": ["marie@example.org"]}, {}, "marie@example.org"),
        ("identifier", {"": [" pa-1234 "]}, {"identifier": "plate-number"}, "PA1234"),
        ("register_number", {"": ["pa 1234"]}, {"identifier": "plate-number"}, "PA1234"),
        ("register_number", {"": ["Some Bakery"]}, {"identifier": "plate-number"}, "Some Bakery"),
        ("file", {"": [FILE, FILE]}, {}, [FILE]),
        ("declaration", {"": ["yes"]}, {}, True),
    ],
)
def test_keeps(type, raw, others, kept):
    assert ask(type, raw, **others) == kept


@pytest.mark.parametrize(
    ("type", "raw", "others", "sentence", "part"),
    [
        ("text", {}, {}, "Enter an answer", ""),
        ("text", {"": ["x" * 9]}, {"max_length": 8}, "8 characters or fewer", ""),
        ("name", {"-given": ["Marie"]}, {}, "family name", "family"),
        ("date", {}, {}, "for example 27 3 1984", ""),
        ("date", {"-day": ["27"], "-year": ["1984"]}, {}, "month too", "month"),
        ("date", {"-day": ["30"], "-month": ["2"], "-year": ["1984"]}, {}, "no such day", "day"),
        ("date", {"-day": ["1"], "-month": ["13"], "-year": ["1984"]}, {}, "1 to 12", "month"),
        ("date", {"-day": ["1"], "-month": ["1"], "-year": ["84"]}, {}, "four digits", "year"),
        ("date", {"": ["2008-11-23"]}, {"latest": "-18 years"}, "22 November 2008 or earlier", ""),
        ("date", {"": ["2026-11-21"]}, {"earliest": "today"}, "today or later", ""),
        ("number", {"": ["twelve"]}, {}, "digits", ""),
        ("number", {"": ["1e5"]}, {}, "digits", ""),
        ("number", {"": ["1.5"]}, {}, "whole number", ""),
        ("number", {"": ["9"]}, {"maximum": 8}, "8 or less", ""),
        ("money", {"": ["-1"]}, {}, "0 or more", ""),
        ("choice", {"": ["c"]}, {"choices": CHOICES}, "Choose one", ""),
        ("choices", {}, {"choices": CHOICES}, "at least one", ""),
        ("yes_no", {"": ["maybe"]}, {}, "yes or no", ""),
        ("phone", {"": ["12"]}, {}, "phone number", ""),
        ("phone", {"": ["+44 20 7946 0018"]}, {}, "of this country", ""),
        ("phone", {"": ["+1 246 234 5678"]}, {}, "of this country", ""),
        ("email", {"": ["marie"]}, {}, "@ sign", ""),
        ("identifier", {"": ["x"]}, {"identifier": "national-id"}, "0012345", ""),
        ("file", {"": ["../../etc/passwd"]}, {}, "did not arrive", ""),
        ("declaration", {}, {}, "tick the box", ""),
    ],
)
def test_asks_for_better(type, raw, others, sentence, part):
    with pytest.raises(Fault) as caught:
        ask(type, raw, **others)
    assert sentence in caught.value.sentence
    assert caught.value.sentence.part == part


class TestAddress:
    HOME = {"-line1": ["12 High Street"], "-community": ["Marchand"], "-district": ["Castries"]}

    @pytest.mark.parametrize("typed", ["LC05 201", "LC05  201", "lc05201", "lc 05 201"])
    def test_takes_a_postcode_with_one_or_two_spaces(self, typed):
        assert ask("address", {**self.HOME, "-postcode": [typed]})["postcode"] == "LC05 201"

    def test_asks_for_the_district_in_its_own_box(self):
        with pytest.raises(Fault) as caught:
            ask("address", {**self.HOME, "-district": ["Atlantis"]})
        assert caught.value.sentence.part == "district"

    def test_takes_an_address_abroad_only_where_allowed(self):
        abroad = {"-line1": ["1 Road"], "-community": ["London"], "-country": ["GB"], "-postcode": ["N1 9GU"]}
        assert ask("address", abroad, foreign=True)["country"] == "GB"
        with pytest.raises(Fault):
            ask("address", abroad)


class TestPlace:
    def test_a_point_is_named_by_the_nearest_place(self):
        kept = ask("place", {"-latitude": ["14.0061234"], "-longitude": ["-60.98"], "-landmark": ["By the bridge"]})
        assert kept == {
            "latitude": 14.00612,
            "longitude": -60.98,
            "place": "Marchand",
            "district": "Castries",
            "landmark": "By the bridge",
        }

    def test_words_will_do(self):
        kept = ask("place", {"-district": ["Castries"], "-place": ["marchand"], "-landmark": ["The church"]})
        assert (kept["place"], kept["latitude"]) == ("Marchand", None)

    @pytest.mark.parametrize("latitude", ["51.5", "nan", "inf", "1e400", "north"])
    def test_a_point_elsewhere_is_refused(self, latitude):
        with pytest.raises(Fault):
            ask("place", {"-latitude": [latitude], "-longitude": ["-60.98"]})


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today", date(2024, 2, 29)),
        ("-18 years", date(2006, 2, 28)),
        ("+1 month", date(2024, 3, 29)),
        ("-90 days", date(2023, 12, 1)),
        ("2 weeks", date(2024, 3, 14)),
        ("1990-01-02", date(1990, 1, 2)),
    ],
)
def test_day_at(text, day):
    assert day_at(text, date(2024, 2, 29)) == day


@pytest.mark.parametrize(
    ("total", "shares", "is_right"),
    [
        ({"least": 100, "most": 100}, [60, "40.00"], True),
        ({"least": 100, "most": 100}, [60], False),
        ({"least": 100, "most": 100}, [60, 41], False),
        ({"most": 100}, [60], True),
        ({"most": 100}, [60, "40.01"], False),
        ({"least": 1}, [0], False),
    ],
)
def test_what_several_come_to_together(total, shares, is_right):
    repeat = Repeat.model_validate({"id": "owners", "item": "Owner", "total": {"question": "share", **total}})

    with nullcontext() if is_right else pytest.raises(InvalidInput):
        check_items(repeat, {"owners": [{"share": each} for each in shares]})
