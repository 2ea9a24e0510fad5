"""Whoever runs the machine ends visits, when something was stolen."""

import argparse

import pytest
from django.apps import apps
from django.test import Client

from digigov.cli.failures import CliFailure
from digigov.cli.visits import sign_out
from digigov.modules.identity.testing import make_account, sign_in
from digigov.modules.parties.testing import make_person

pytestmark = pytest.mark.django_db


def words(address=None):
    return argparse.Namespace(address=address, everybody=address is None)


@pytest.fixture
def visits():
    """Ana in two places, Ines in one, and a stranger who began something."""
    made = {}
    for name, places in (("ana", 2), ("ines", 1)):
        account = make_account(party_id=make_person(email=f"{name}@example.org"))
        made[name] = [Client() for _place in range(places)]
        for each in made[name]:
            sign_in(each, account)
    return made


def are_in(visits):
    return {name: [each.get("/account/").status_code == 200 for each in places] for name, places in visits.items()}


def test_of_one_person_everywhere(visits, capsys):
    assert sign_out(words("Ana@example.org")) == 0

    assert are_in(visits) == {"ana": [False, False], "ines": [True]}
    assert "1 account." in capsys.readouterr().out
    assert apps.get_model("audit", "Entry").objects.filter(action="identity.visits-ended").count() == 1


def test_of_everybody(visits, capsys):
    assert sign_out(words()) == 0

    assert are_in(visits) == {"ana": [False, False], "ines": [False]}
    assert "2 accounts." in capsys.readouterr().out


def test_of_whom_nobody_knows(visits):
    with pytest.raises(CliFailure):
        sign_out(words("nobody@example.org"))
    assert are_in(visits) == {"ana": [True, True], "ines": [True]}
