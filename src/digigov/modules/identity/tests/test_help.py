from dataclasses import replace
from datetime import UTC, datetime

import pytest

from digigov.kernel.actor import ANONYMOUS, Actor, system
from digigov.kernel.errors import NotAllowed, NotFound
from digigov.kernel.ids import new_id
from digigov.modules.identity import commands, queries
from digigov.modules.identity.models import Account, Session
from digigov.modules.identity.testing import load_messages, make_account, make_me, messages_to, totp_digits
from digigov.modules.organizations.testing import make_holder, make_officer, make_organizations
from digigov.modules.parties.testing import make_person

pytestmark = pytest.mark.django_db
AT = datetime(2026, 6, 1, 14, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _ground():
    load_messages()
    make_organizations()


def protected(party_id=None):
    """Somebody with an app, signed in somewhere."""
    me = make_me(party_id=party_id or make_person())
    secret = commands.begin_totp(by=me, at=AT, issuer="x").secret
    commands.confirm_totp(by=me, at=AT, digits=totp_digits(secret, AT))
    Session.objects.create(session_key=str(me.account_id), account_id=me.account_id, expire_date=AT)
    return me


def agent(**more):
    return replace(make_officer(unit="treasury", role="cashier"), **more)


def is_protected(me):
    return bool(queries.second_factors_of(me.account_id)) and Session.objects.filter(account_id=me.account_id).exists()


def test_a_counter_helps_a_citizen_who_is_told():
    me = protected()

    commands.reset_second_factor(by=agent(), at=AT, party_id=me.party_id)

    assert not queries.second_factors_of(me.account_id)
    assert not Session.objects.filter(account_id=me.account_id).exists()
    assert "was changed" in messages_to(Account.objects.get(id=me.account_id).email)[-1]


def test_an_officer_is_helped_by_whoever_manages_the_staff_of_the_unit():
    me = protected(make_holder(party_id=make_person()))
    elsewhere = make_officer(unit="treasury", role="records-supervisor")

    for by in (agent(), elsewhere):
        with pytest.raises(NotAllowed):
            commands.reset_second_factor(by=by, at=AT, party_id=me.party_id)
    assert is_protected(me)

    commands.reset_second_factor(by=make_officer(unit="police", role="records-supervisor"), at=AT, party_id=me.party_id)
    assert not is_protected(me)


@pytest.mark.parametrize(
    "who", ["stranger", "citizen", "machine", "another officer", "without second factor", "oneself"]
)
def test_nobody_else_does(who):
    me = protected()
    by = {
        "stranger": lambda: ANONYMOUS,
        "citizen": lambda: Actor(kind="citizen", account_id=new_id(), party_id=new_id(), second_factor=True),
        "machine": lambda: system("x"),
        "another officer": make_officer,
        "without second factor": lambda: agent(second_factor=False),
        "oneself": lambda: agent(party_id=me.party_id),
    }[who]()

    with pytest.raises(NotAllowed):
        commands.reset_second_factor(by=by, at=AT, party_id=me.party_id)

    assert is_protected(me)


def test_somebody_without_an_account_is_not_found():
    assert make_account()
    with pytest.raises(NotFound):
        commands.reset_second_factor(by=agent(), at=AT, party_id=make_person())
