"""Which passwords are long and still easy to guess."""

import pytest
from django.contrib.auth.password_validation import get_default_password_validators, validate_password
from django.core.exceptions import ValidationError

from digigov.modules.identity.guessable import pieces

EASY = (
    "passwordpassword",
    "Password Password",
    "sunshine+chocolate",
    "123456789012345",
    "aaaaaaaaaaaaaaaaa",
    "qwertyuiopasdfghjkl",
    "abcdefghijklmnopqrs",
    "Xq7Xq7Xq7Xq7Xq7Xq7",
    "DigiGov-SaintLucia",
    "vieuxfort758758",
    "GovernmentDigiGov1",
)
GOOD = (
    "seven pelicans over the bay",
    "correct horse battery",
    "kP3v9Xq7wZ1mN5tR8y",
    "bwa-kaka nwè an lawi",
    "ΑΒΓ δρόμος με λεμονιές",
    "                 x y z q",
)


@pytest.mark.parametrize("typed", EASY)
def test_a_few_well_known_pieces_are_refused(typed):
    with pytest.raises(ValidationError) as refusal:
        validate_password(typed)

    assert "password_easily_guessed" in {each.code for each in refusal.value.error_list}


@pytest.mark.parametrize("typed", [*GOOD, "breadfruit under the almond tree"])
def test_any_signs_in_any_mixture_are_taken(typed):
    validate_password(typed)


def test_no_rule_asks_for_kinds_of_signs():
    assert {type(each).__name__ for each in get_default_password_validators()} == {
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "UserAttributeSimilarityValidator",
        "NotEasilyGuessed",
    }


def test_counts_the_fewest():
    assert pieces("onetwothree", {"one", "two", "three"}) == 3
    assert pieces("onetwo", {"one", "two", "onetwo"}) == 1
    assert pieces("x9", {"one"}) == 2
    assert pieces("", {"one"}) == 0
