"""The questions of ``bench/knowledge.py``: enough of them, in two halves that stay, answered by articles that there are."""

import pytest
from django.conf import settings

from bench.knowledge import LANGUAGES, figures, half_of, questions


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_label_is_an_article_of_the_pack(language):
    known = {path.stem for path in (settings.PACK / "articles").glob("*.yaml")}
    named = {code for each in questions(language) for code in (*each["answered_by"], *each.get("added_after", ()))}

    assert named and named - known == set()


def test_there_are_enough_and_both_halves_are_alike_in_size():
    answered = [each for each in questions("en") if each["answered_by"]]
    first = sum(half_of(each) == "first" for each in answered)

    assert len(answered) >= 150 and 0.4 < first / len(answered) < 0.6
    assert len({each["id"] for each in questions("en")}) == len(questions("en"))


def test_a_place_after_the_third_is_no_hit():
    assert figures([1, 3, 4, 0]) == {"labelled": 4, "first": 1, "first_three": 2}
