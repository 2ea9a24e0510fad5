"""``digigov client``: registered, listed, given another secret, ended."""

import argparse
from pathlib import Path

import pytest
from django.apps import apps

from digigov.cli import clients, commands
from digigov.cli.commands import client
from digigov.cli.failures import CliFailure
from digigov.modules.organizations.testing import make_organizations

Client = apps.get_model("openid", "Client")
pytestmark = pytest.mark.django_db
WORDS = ("--name", "Tax portal", "--purpose", "To file a tax return.", "--contact", "portal@tax.example")


def do(*words):
    parser = argparse.ArgumentParser()
    client.add_arguments(parser)
    return clients.run(parser.parse_args(words))


@pytest.fixture
def unit():
    make_organizations()
    return "police-records"


def register(unit, *more):
    return do("register", "tax-portal", *WORDS, "--unit", unit, "--return-to", "https://tax.example/back", *more)


def test_the_secret_is_printed_once(unit, capsys):
    assert register(unit, "--scopes", "profile") == 0
    printed = capsys.readouterr().out
    do("list")

    assert "/.well-known/openid-configuration" in printed and "shown this once: " in printed
    listed = capsys.readouterr().out
    assert listed.startswith("tax-portal") and "with a secret" in listed
    assert printed.split()[-1] not in listed


def test_every_command_that_has_a_file_can_be_given():
    files = {path.stem for path in Path(commands.__file__).parent.glob("[a-z]*.py")}

    assert files == set(commands.COMMANDS)


def test_another_secret_and_the_end(unit, capsys):
    register(unit)
    first = Client.objects.get().secret_digest
    do("secret", "tax-portal")
    do("end", "tax-portal")

    assert Client.objects.get().secret_digest != first
    assert Client.objects.get().ended_at is not None
    with pytest.raises(CliFailure):
        do("end", "tax-portal")


def test_what_is_wrong_is_named_by_its_option(unit):
    with pytest.raises(CliFailure, match="--scopes: Choose from the list"):
        register(unit, "--scopes", "everything")
    with pytest.raises(CliFailure, match="no unit nowhere"):
        register("nowhere")
    assert not Client.objects.exists()
