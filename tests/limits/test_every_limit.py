"""Every row of the table of limits, through the page that it stands before, until the page says 429; and no other page's."""

from dataclasses import replace

import pytest

from digigov.modules.identity.testing import make_account, sign_in
from digigov.modules.organizations.testing import make_holder
from digigov.modules.parties.testing import make_person
from digigov.sites import limits
from tests.limits.knocks import WAYS

HERE, THERE = {"REMOTE_ADDR": "192.0.2.1"}, {"REMOTE_ADDR": "198.51.100.1"}
TABLE = limits.LIMITS
MOST = 2


@pytest.fixture
def visit(world, client, monkeypatch):
    """Brings a visit to where one limit is counted; of that limit two are left, of all others many."""

    def come(name, per):
        way = WAYS[name, per]
        if way.by:
            sign_in(client, account_of(world, way.by), second_factor=True)
        way.before(world, client)
        rows = (replace(row, most=MOST if (row.name, row.per) == (name, per) else 10**6) for row in TABLE)
        monkeypatch.setattr(limits, "LIMITS", tuple(rows))
        return lambda place: way.knock(world, client, place)

    return come


def account_of(world, who):
    if who == "officer":
        party_id = make_person()
        make_holder(party_id=party_id, role="everything")
        return make_account(party_id=party_id)
    return getattr(world, who).account_id


def test_every_limit_has_a_way():
    assert set(WAYS) == {(row.name, row.per) for row in TABLE}


@pytest.mark.parametrize(("name", "per"), WAYS)
def test_the_page_says_when_it_is_too_much(name, per, visit):
    knock = visit(name, per)

    for _each in range(MOST):
        assert knock(HERE).status_code != 429
    refused = knock(HERE)
    elsewhere = knock(THERE)

    assert refused.status_code == 429
    assert int(refused["Retry-After"]) > 0
    assert (elsewhere.status_code == 429) == (per != "address")
