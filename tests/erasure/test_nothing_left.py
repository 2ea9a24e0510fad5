"""
Somebody with rows in every room is erased; then the whole database and the store of files are searched for their name, addresses and
numbers. Found only where the answer named that it stays, and years later nowhere.
"""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.apps import apps
from django.conf import settings
from django.test import override_settings

from digigov.modules.payments.testing.gateway import PATH, scripted_gateway
from digigov.modules.privacy import commands
from tests.erasure.somebody import (
    answer_put,
    end_everything,
    found_in_database,
    found_in_store,
    make_somebody,
    sources,
)
from tests.refusals.world import AT, MACHINE, World
from tests.refusals.world_of_workforce import a_centre

Account = apps.get_model("identity", "Account")
Destruction = apps.get_model("privacy", "Destruction")
Erasure = apps.get_model("privacy", "Erasure")

LATER = AT + timedelta(days=15)


@pytest.fixture
def island(fresh_database, django_db_blocker):
    adapters = {**settings.DIGIGOV_ADAPTERS, "card-gateway": PATH}
    with django_db_blocker.unblock(), override_settings(DIGIGOV_ADAPTERS=adapters), a_centre():
        yield World(scripted_gateway())


@pytest.fixture
def whose(island, owner):
    somebody = make_somebody(island)
    answer_put(owner)
    return somebody


@pytest.fixture(autouse=True)
def of_before():
    """The store of the tests is one for all of them."""
    return found_in_store()


def erase(world, whose):
    commands.ask_erasure(by=world.ana, at=AT, whose=whose, closes=True)
    assert commands.erase_due(by=MACHINE, at=LATER)
    return Erasure.objects.get(state="done", party_id=whose.party_id)


def named_as_kept(erasure):
    """Tables of which the answer says that something stays, with those that belong to their rows."""
    kept = set(Destruction.objects.filter(erasure=erasure, effect="kept").values_list("table", flat=True))
    return kept | {also for source in sources() if source.table in kept for also in source.also}


def shredder_of(table):
    return next(each for each in sources() if each.table == table)


@contextmanager
def switched_off(table):
    source = shredder_of(table)
    before = source.shred
    object.__setattr__(source, "shred", lambda rows, shredding: None)
    try:
        yield
    finally:
        object.__setattr__(source, "shred", before)


def test_the_search_finds_them_in_every_room_and_what_is_under_way_stays(of_before, island, whose, owner):
    found = set(found_in_database(owner))

    for source in sources():
        assert source.rows(whose).exists(), source.table
    assert {"parties_person", "identity_account", "casework_case", "applications_answerset"} <= found
    assert {"documents_issueddocument", "notifications_delivery", "mandates_mandate", "registries_answer"} <= found
    assert found_in_store() > of_before

    erasure = erase(island, whose)

    kept = Destruction.objects.filter(erasure=erasure, effect="kept")
    assert kept.filter(table="identity_account", reason="account").exists()
    assert kept.filter(table="casework_case", reason="open-case").exists()
    assert kept.filter(table="payments_payment", reason="open-fee").exists()
    assert kept.filter(law="").count() == 0


def test_what_is_found_is_what_the_answer_named_and_years_later_nothing(of_before, island, whose, owner):
    end_everything(whose, AT)

    erasure = erase(island, whose)

    found = set(found_in_database(owner))
    assert found - named_as_kept(erasure) == set()
    assert not found & {
        "identity_account",
        "identity_session",
        "registries_answer",
        "applications_draft",
    } - named_as_kept(erasure)
    assert island.ana.account_id not in Account.objects.values_list("id", flat=True)

    for year in range(1, 13):
        at = AT.replace(year=AT.year + year, month=12)
        commands.sweep_past(by=MACHINE, at=at)
        commands.erase_rest(by=MACHINE, at=at)

    left = found_in_database(owner)
    assert left == {}
    assert found_in_store() == of_before


def test_a_shredder_that_is_switched_off_is_found_out(island, whose, owner):
    end_everything(whose, AT)

    with switched_off("identity_account"):
        erasure = erase(island, whose)

    assert set(found_in_database(owner)) - named_as_kept(erasure) == {"identity_account"}
