"""How long something is kept: in dates, and in the words that people read."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

from digigov.kernel.actor import system
from digigov.modules.privacy.definitions import (
    Period,
    Periods,
    RetentionPlan,
    Rule,
    Shredding,
    Source,
    Whose,
    years_after,
)
from digigov.modules.privacy.keeping import kept_in_words, why_by_rule

AT = datetime(2026, 11, 23, 14, tzinfo=UTC)
ACCOUNTS = Rule("after", period="accounts", fields=("settled_at", "due_at"), event="it was settled")
PLAN = RetentionPlan(
    law="A law", pause_days=14, remind_days=3, periods=(Period(id="accounts", years=7, law="The accounts law"),)
)
PERIODS = Periods(PLAN)


def why(rule, row, *, whose=None, closes=False):
    source = Source("t", "c", "Kind", lambda whose: None, lambda row: {}, rule)
    return why_by_rule(source, row, Shredding(system("test"), AT, PERIODS, whose, closes))


def settled(at, due=None):
    return SimpleNamespace(settled_at=at, due_at=due)


def test_stays_until_the_last_day_and_goes_after_it():
    seven_years_ago = years_after(AT, -7)

    assert why(ACCOUNTS, settled(seven_years_ago + timedelta(seconds=1))).until == date(2026, 11, 23)
    assert why(ACCOUNTS, settled(seven_years_ago)) is None


def test_says_by_which_law():
    assert why(ACCOUNTS, settled(AT)).law == "The accounts law"
    assert why(Rule("forever", law="A law of its own"), settled(AT)).law == "A law of its own"


def test_the_first_moment_that_is_there_counts():
    assert why(ACCOUNTS, settled(None, due=years_after(AT, -8))) is None
    assert why(ACCOUNTS, settled(None)).until is None  # nobody can say when it began: it stays


def test_what_no_pack_says_stays():
    assert why(Rule("after", period="unheard-of", fields=("due_at",), event="x"), settled(None, due=AT)).until is None


def test_with_the_account():
    whose = Whose(None, frozenset())

    assert why(Rule("account"), None, whose=whose).reason == "account"
    assert why(Rule("account"), None, whose=whose, closes=True) is None


def test_at_once_is_for_whoever_asks_alone():
    rule = Rule("after", lasts=timedelta(days=90), fields=("due_at",), event="it ended", at_once=True)

    assert why(rule, settled(None, due=AT), whose=Whose(None, frozenset())) is None
    assert why(rule, settled(None, due=AT)).until == (AT + timedelta(days=90)).date()


def test_leap_days():
    assert years_after(datetime(2024, 2, 29, tzinfo=UTC), 7) == datetime(2031, 2, 28, tzinfo=UTC)


def test_the_words_are_of_the_same_numbers():
    twice = PLAN.model_copy(update={"periods": (PLAN.periods[0].model_copy(update={"years": 14}),)})

    assert kept_in_words(ACCOUNTS, PERIODS) == "7 years after this: it was settled"
    assert kept_in_words(ACCOUNTS, Periods(twice)) == "14 years after this: it was settled"
    assert "A law of its own" in kept_in_words(Rule("forever", law="A law of its own"), PERIODS)
