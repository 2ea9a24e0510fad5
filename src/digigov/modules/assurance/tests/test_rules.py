from datetime import date

import pytest

from digigov.modules.assurance import rules
from digigov.modules.assurance.rules import NOTHING, Row, Said

TODAY, BORN = date(2026, 6, 1), date(1991, 4, 12)
TESTA, SAME = ("Testa Ann", "Fictional"), ("Testa", "Fictional")
SAID = Said(TESTA, BORN)
PERSON, PAPER = Row(True, SAME, BORN), Row(True, SAME, BORN, date(2026, 6, 1))
OTHER = ("Otto", "Fictional")


def judged(said=SAID, *, person=PERSON, paper=PAPER, has_died=False):
    return rules.judge(
        said, person=person, paper=paper, has_died=has_died, on=TODAY, alike=lambda a, b: a[0][:5] == b[0][:5]
    )


@pytest.mark.parametrize(
    ("what", "reasons"),
    [
        ({}, ()),
        ({"paper": None}, ()),
        ({"paper": Row(True, SAME, BORN)}, ()),
        ({"paper": Row(True, SAME, BORN, date(2026, 5, 31))}, ("paper-expired",)),
        ({"paper": NOTHING}, ("paper-unknown",)),
        ({"paper": Row(True, OTHER, BORN)}, ("paper-name",)),
        ({"paper": Row(True, SAME, None)}, ("paper-born",)),
        ({"person": NOTHING}, ("person-unknown",)),
        ({"person": Row(True, OTHER, BORN)}, ("person-name",)),
        ({"person": Row(True, SAME, date(1991, 12, 4))}, ("person-born",)),
        ({"person": Row(True)}, ("person-name", "person-born")),
        ({"has_died": True}, ("died",)),
        ({"has_died": True, "person": NOTHING}, ("died", "person-unknown")),
    ],
    ids=str,
)
def test_what_registers_say_shows_who_it_is_or_why_not(what, reasons):
    assert judged(**what) == reasons


def test_whoever_is_under_sixteen_has_no_number_of_their_own():
    young, old = date(2010, 6, 2), date(2010, 6, 1)
    for born_on, reasons in ((young, ("too-young",)), (old, ())):
        row = Row(True, SAME, born_on)
        assert judged(Said(TESTA, born_on), person=row, paper=row) == reasons


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({}, ""),
        ({"level": 1}, "voucher-level"),
        ({"born_on": None}, "voucher-age"),
        ({"born_on": date(2008, 6, 2)}, "voucher-age"),
        ({"born_on": date(2008, 6, 1)}, ""),
        ({"known_for": 1}, "voucher-knows"),
        ({"this_year": 4}, ""),
        ({"this_year": 5}, "voucher-often"),
    ],
    ids=str,
)
def test_who_may_vouch(changed, why):
    known = {"level": 2, "born_on": BORN, "known_for": 2, "this_year": 0, "on": TODAY}
    assert rules.why_not_voucher(**{**known, **changed}) == why


def test_vouching_and_showing_it_from_home_go_less_far_than_a_counter():
    assert rules.LEVELS[rules.VOUCHED] < rules.LEVELS[rules.COUNTER] > rules.LEVELS[rules.REMOTE]
    assert set(rules.LEVELS) == set(rules.YEARS)


@pytest.mark.parametrize(("on", "then"), [(date(2026, 6, 1), date(2031, 6, 1)), (date(2024, 2, 29), date(2029, 2, 28))])
def test_so_many_years_later(on, then):
    assert rules.years_after(on, 5) == then


@pytest.mark.parametrize(("number", "end"), [("9100001", "001"), ("12345", ""), ("", "")])
def test_of_a_number_only_the_end_is_kept(number, end):
    assert rules.end_of(number) == end


def test_an_answer_that_leaves_out_the_name_tells_nothing():
    assert rules.row_of({}, name="n", born="b") == Row(True)
    assert rules.row_of(None, name="n", born="b") == NOTHING
