"""The first administrator of a new installation, whom nobody at a desk can appoint."""

import argparse

import pytest

from digigov.cli.failures import CliFailure
from digigov.cli.posts import appoint
from digigov.kernel.clock import now
from digigov.kernel.errors import NotAllowed
from digigov.modules.identity.queries import find_party_at
from digigov.modules.identity.testing import make_me
from digigov.modules.organizations.queries import list_holders, standing_of
from digigov.modules.organizations.testing import make_organizations
from digigov.modules.parties.testing import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def ines():
    make_organizations()
    return make_me(party_id=make_person(email="ines@example.org"))


def words(address="ines@example.org", unit="police-records", role="records-clerk"):
    return argparse.Namespace(address=address, unit=unit, role=role, title=None)


def holders():
    return [each.party_id for each in list_holders(role="records-clerk", unit="police-records", at=now())]


def test_gives_the_post_once(ines, capsys):
    assert appoint(words(" Ines@Example.org ")) == 0
    assert appoint(words()) == 0

    assert holders() == [ines.party_id]
    assert standing_of(ines.party_id, now()).is_staff
    assert "second factor" in capsys.readouterr().out


@pytest.mark.parametrize("address", ["nobody@example.org", "+1 758 555 0199", "ines", "", "-"])
def test_whoever_has_no_account_opens_one_first(ines, address):
    with pytest.raises(CliFailure, match="opens an account"):
        appoint(words(address))
    assert holders() == []


@pytest.mark.parametrize("wrong", [{"unit": "nowhere"}, {"role": "emperor"}])
def test_a_unit_or_role_that_is_none_is_named(ines, wrong):
    with pytest.raises(CliFailure, match=next(iter(wrong.values()))):
        appoint(words(**wrong))
    assert holders() == []


def test_only_the_machine_may_ask_whose_an_address_is(ines):
    with pytest.raises(NotAllowed):
        find_party_at(by=ines, address="ines@example.org")
