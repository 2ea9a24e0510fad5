"""What a definition says of its fees, in words."""

import pytest

from digigov.modules.payments.definitions import FeeRow
from digigov.sites.portal.telling import amount_in_words


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"amount": 30}, "EC$30.00"),
        ({}, "free"),
        ({"from_fact": "answers.ticket"}, "the amount on record"),
        ({"per": {"fact": "answers.copies", "item": "copy", "amount": 10}}, "EC$10.00 for each copy"),
        (
            {"amount": 5, "per": {"fact": "answers.area", "each": 10, "item": "square metre", "amount": "1.5"}},
            "EC$5.00 and EC$1.50 for each 10 × square metre",
        ),
    ],
)
def test_an_amount_says_of_what_it_is_counted(row, words):
    assert amount_in_words(FeeRow.model_validate(row), "XCD") == words
