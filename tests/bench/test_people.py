"""Who comes, how often and over which line, is drawn as the bench says it is."""

from collections import Counter

import pytest

from bench.asked import Asked
from bench.load import READS, WRITES
from bench.people import KINDS, Crowd
from digigov.cli.failures import CliFailure

PAGES = {
    "looks": ["search", "service"],
    "reads": ["service"],
    "fills in": ["form", "save"] * 4 + ["form"],
    "hands in": ["submit"],
    "follows": ["status", "status"],
    "officer": ["queue", "case", "case"],
    "takes on": ["queue", "case", "claim", "case"],
    "clerk": ["counter", "person", "begin"],
}
OF_OFFICERS = ("queue", "case", "claim", "counter", "person", "begin")


def crowd(*, hand_ins=5000):
    prepared = {
        kind: [[Asked(page, "GET", f"/{kind}/{number}/", expect=302 if page in WRITES else 200) for page in pages]]
        * (hand_ins if KINDS[kind].once else 1)
        for number, (kind, pages) in enumerate(PAGES.items())
    }
    return Crowd(prepared, seed=1)


@pytest.fixture(scope="module")
def drawn():
    return crowd().draw(rate=75, seconds=600)


def test_as_many_requests_come_as_were_asked_for_from_the_first_second_on(drawn):
    by_minute = Counter(int(each.at // 60) for each in drawn)

    assert sorted(by_minute) == list(range(10))
    assert all(0.9 <= count / (75 * 60) <= 1.1 for count in by_minute.values())
    assert [each.at for each in drawn] == sorted(each.at for each in drawn)


def test_a_fifth_of_them_comes_over_slow_links_and_none_of_an_officers(drawn):
    assert 0.18 <= sum(each.is_slow for each in drawn) / len(drawn) <= 0.22
    assert not any(each.is_slow for each in drawn if each.asked.page in OF_OFFICERS)


def test_the_mix_is_the_one_that_the_readme_tells(drawn):
    shares = {page: 100 * count / len(drawn) for page, count in Counter(each.asked.page for each in drawn).items()}
    told = {"service": 19, "search": 14, "form": 21, "save": 17, "submit": 4, "status": 13, "queue": 3, "case": 7}
    told |= {"counter": 1, "person": 1, "begin": 1, "claim": 1}

    assert {page: round(share) for page, share in shares.items()} == pytest.approx(told, abs=1)
    assert set(shares) == {*READS, *WRITES}


def test_people_think_between_two_pages_and_go_on_at_once_where_they_are_sent():
    rare = crowd()
    rare.kinds = {"fills in": KINDS["fills in"]}
    times = [each.at for each in rare.draw(rate=9 / 10_000, seconds=100_000)][:9]  # one person in three hours
    pauses = [after - before for before, after in zip(times, times[1:], strict=False)]

    assert pauses[1::2] == [pytest.approx(0.3)] * 4  # saved, and on to the next page
    assert all(0.3 < pause <= 60 for pause in pauses[::2])  # shown, read and filled in


def test_what_works_once_is_taken_once():
    one = crowd(hand_ins=3)
    with pytest.raises(CliFailure, match="used up"):
        one.draw(rate=75, seconds=600)
