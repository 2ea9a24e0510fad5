"""What may be asked for and what is told."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digigov.modules.openid import rules


def test_scopes_that_nobody_knows_are_left_out_and_each_counts_once():
    assert rules.scopes_in("email openid nonsense email") == ("openid", "email")
    assert rules.scopes_in("") == rules.scopes_in(None) == ()


def test_claims_are_those_of_the_scopes():
    assert rules.claims_of(("openid", "email", "national_id")) == ("email", "national_id")
    assert rules.claims_of(("openid",)) == ()


def test_a_name_of_a_level_is_read_as_it_is_written():
    assert [rules.levels_of(acr) for acr in rules.ACRS] == [(i, a) for i in (0, 1, 2, 3) for a in (1, 2, 3)]


@pytest.mark.parametrize(
    "acr", ["", "ial4-aal1", "ial0-aal0", "ial1-aal0", "IAL1-AAL1", "ial1-aal1 ", "urn:mace:incommon:iap:silver"]
)
def test_other_names_are_not_ours(acr):
    assert rules.levels_of(acr) is None


@pytest.mark.parametrize(
    ("asked", "levels", "missing"),
    [
        (None, (0, 1), set()),
        ("phr", (0, 1), set()),
        ("ial0-aal2", (0, 1), {"authentication"}),
        ("ial1-aal2", (0, 1), {"identity", "authentication"}),
        ("ial1-aal2", (1, 2), set()),
        ("ial2-aal3 ial1-aal1", (1, 1), set()),
        ("ial2-aal3 ial1-aal1", (0, 2), {"identity"}),
        ("ial3-aal3", (2, 2), {"identity", "authentication"}),
        ("phr ial2-aal1", (1, 3), {"identity"}),
    ],
)
def test_any_level_of_those_asked_for_will_do(asked, levels, missing):
    assert rules.missing_for(asked, identity=levels[0], authentication=levels[1]) == missing


@pytest.mark.parametrize("text", ["-1", "ten", "1e3", "9" * 20, "\u0661"])
def test_seconds_are_a_number(text):
    assert (rules.seconds_in(None), rules.seconds_in(""), rules.seconds_in("0"), rules.seconds_in("600")) == (
        None, None, 0, 600,
    )  # fmt: skip
    with pytest.raises(ValueError, match=re.escape(text[:20])):
        rules.seconds_in(text)


@pytest.mark.parametrize(
    "address",
    ["https://tax.example/back", "https://tax.example:8443/back?from=window", "https://tax.example"],
)
def test_an_address_to_return_to(address):
    assert rules.is_fit_to_return_to(address, rehearsal=False)


@pytest.mark.parametrize(
    "address",
    [
        "http://tax.example/back",
        "https://tax.example/back#part",
        "https://tax.example/back#",
        "https://user@tax.example/back",
        "https://:word@tax.example/back",
        "https://*.tax.example/back",
        "https:///back",
        "https://tax.example\\@evil.example/",
        "https://tax.example/ba ck",
        "https://tax.example/b\u00e4ck",
        "https://tax.example:99999/back",
        "javascript:alert(1)",
        "//tax.example/back",
        "tax.example/back",
        "",
        "https://tax.example/" + "b" * 400,
    ],
)
def test_what_is_no_address_to_return_to(address):
    assert not rules.is_fit_to_return_to(address, rehearsal=True)


def test_a_rehearsal_may_return_to_this_machine():
    assert rules.is_fit_to_return_to("http://localhost:9000/back", rehearsal=True)
    assert not rules.is_fit_to_return_to("http://localhost:9000/back", rehearsal=False)
    assert not rules.is_fit_to_return_to("http://localhost.evil.example/back", rehearsal=True)


@given(st.text(max_size=60))
def test_a_code_off_a_screen_has_one_shape_or_none(typed):
    tidy = rules.tidy_user_code(typed)

    assert tidy == "" or rules.tidy_user_code(tidy) == tidy


def test_a_new_code_is_typed_as_people_type():
    code = rules.new_user_code()

    assert rules.tidy_user_code(code) == rules.tidy_user_code(f" {code.lower().replace('-', ' ')} ") == code
