from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digigov.kernel.references import make_reference, next_reference, parse_reference

numbers = st.builds(
    lambda year, number: make_reference(kind="A", year=year, number=number),
    st.integers(2020, 2099),
    st.integers(0, 999_999_999),
)


@given(numbers, st.data())
def test_any_single_wrong_digit_is_rejected(reference, data):
    place = data.draw(st.sampled_from([i for i, c in enumerate(reference) if c.isdigit()]))
    other = data.draw(st.sampled_from([d for d in "0123456789" if d != reference[place]]))

    assert parse_reference(reference[:place] + other + reference[place + 1 :]) is None


@given(numbers)
def test_any_swap_of_neighbours_is_rejected(reference):
    digits = reference[1:].replace("-", "")
    for i in range(len(digits) - 1):
        if digits[i] != digits[i + 1]:
            swapped = digits[:i] + digits[i + 1] + digits[i] + digits[i + 2 :]
            assert parse_reference("A" + swapped) is None


@given(st.text())
def test_reads_any_text_without_failing(text):
    parse_reference(text)


@pytest.mark.parametrize("typed", ["a26 0000123 {d}", "A26-0000123-{d}", " a260000123{d}", "A26–0000123–{d}"])
def test_forgives_how_people_write_it(typed):
    canonical = make_reference(kind="A", year=2026, number=123)

    assert parse_reference(typed.format(d=canonical[-1]).strip()) == canonical


@pytest.mark.django_db
def test_never_gives_a_number_twice():
    at = datetime(2026, 11, 22, tzinfo=UTC)
    given_out = [next_reference(kind="A", at=at) for _ in range(20)]

    assert len(set(given_out)) == 20
    assert all(parse_reference(each) == each for each in given_out)
