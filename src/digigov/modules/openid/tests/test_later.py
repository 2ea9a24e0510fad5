"""Whether a system is told also later, while nobody is there, is the person's own choice; and what "everywhere" means."""

import pytest

from digigov.modules.openid import commands, queries
from digigov.modules.openid.models import Consent, SignIn
from digigov.modules.openid.testing import AT, SOON, Visit, brought_back, exchanges, make_signed_in, wants

pytestmark = pytest.mark.django_db
ASKED = "openid profile offline_access"


@pytest.fixture
def visit():
    return Visit()


def refuse_later(visit):
    commands.give_consent(by=visit.me, at=AT, client_id="tax-portal", scopes=ASKED.split(), refused=("offline_access",))


def test_whoever_refuses_signs_in_all_the_same_and_nothing_is_given_for_later(visit):
    refuse_later(visit)
    tokens = visit.tokens(scope=ASKED)
    assert "refresh_token" not in tokens
    assert tokens["scope"] == "openid profile"
    assert "offline_access" not in SignIn.objects.get().scopes


def test_whoever_allows_it_gets_it_and_it_can_be_refused_the_next_time(visit):
    assert "refresh_token" in visit.tokens(scope=ASKED)
    refuse_later(visit)
    assert Consent.objects.get(ended_at=None).scopes == ["openid", "profile", "email"]
    assert "refresh_token" not in visit.tokens(scope=ASKED)


def test_nobody_is_asked_again_each_time_but_where_the_client_says_so(visit):
    refuse_later(visit)
    asked = {"at": SOON, "who": visit.who}
    assert queries.read_wish(asked=wants(scope=ASKED), **asked).step == queries.GO_ON
    assert queries.read_wish(asked=wants(scope=ASKED, prompt="consent"), **asked).step == queries.CONSENT


def test_nothing_else_can_be_left_out(visit):
    refuse_later(visit)
    asked = wants(scope="openid profile phone")
    assert queries.read_wish(asked=asked, at=SOON, who=visit.who).step == queries.GO_ON  # it may not ask for the phone
    commands.end_consent(by=visit.me, at=AT, client_id="tax-portal")
    commands.give_consent(by=visit.me, at=AT, client_id="tax-portal", scopes=("openid",))
    assert queries.read_wish(asked=wants(scope=ASKED), at=SOON, who=visit.who).step == queries.CONSENT


def test_signing_out_everywhere_ends_what_came_of_visits_that_are_long_over(visit):
    here = make_signed_in(visit.me, visit="h" * 64)
    codes = {}
    for who in (visit.who, here):
        codes[who.visit] = brought_back(commands.allow(by=visit.me, at=AT, asked=wants(), who=who))["code"]

    assert commands.end_all_of(at=SOON, account_id=visit.me.account_id, but=here.visit) == 1

    assert [each.visit for each in SignIn.objects.filter(ended_at=None)] == [here.visit]
    answers = {
        of: commands.answer_token_request(at=SOON, asked=exchanges(visit.secret, code)) for of, code in codes.items()
    }
    assert (answers[visit.who.visit].status, answers[here.visit].status) == (400, 200)
