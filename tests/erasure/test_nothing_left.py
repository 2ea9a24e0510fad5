"""
Somebody with rows in every room is erased; then the whole database and the store of files are searched for their name, addresses and
numbers. Found only where the answer named that it stays, and years later nowhere.
"""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import override_settings

from digigov.kernel.ids import new_id
from digigov.modules.payments.testing.gateway import PATH, scripted_gateway
from digigov.modules.privacy import commands
from digigov.modules.privacy.models import Destruction, Erasure
from digigov.modules.privacy.queries import holdings
from tests.erasure.somebody import (
    answer_put,
    end_everything,
    found_in_database,
    found_in_store,
    make_somebody,
    sources,
)
from tests.refusals.world import AT, MACHINE, World

NOT_KEPT_UP = {"audit_entry"}
LATER = AT + timedelta(days=15)
MUCH_LATER = AT.replace(year=AT.year + 120)


@pytest.fixture
def island(fresh_database, django_db_blocker):
    adapters = {**settings.DIGIGOV_ADAPTERS, "card-gateway": PATH}
    with django_db_blocker.unblock(), override_settings(DIGIGOV_ADAPTERS=adapters):
        yield World(scripted_gateway())


@pytest.fixture
def whose(island, owner):
    somebody = make_somebody(island)
    answer_put(owner)
    return somebody


def erase(world, whose):
    commands.ask_erasure(by=world.ana, at=AT, whose=whose, closes=True)
    assert commands.erase_due(by=MACHINE, at=LATER) == 1
    return Erasure.objects.get()


def kept_tables(erasure):
    """Tables of which the answer says that something stays, with those that belong to their rows."""
    named = set(Destruction.objects.filter(erasure=erasure, effect="kept").values_list("table", flat=True))
    return named | {also for source in sources() if source.table in named for also in source.also}


def test_the_search_finds_them_in_every_room(whose, owner):
    found = found_in_database(owner)

    for source in sources():
        assert source.rows(whose).exists(), source.table
    assert {"parties_person", "identity_account", "casework_case", "applications_answerset", "registries_answer"} <= set(found)
    assert {"documents_issueddocument", "notifications_delivery", "mandates_mandate", "assurance_proofing"} <= set(found)
    assert found_in_store()


def test_with_nothing_under_way_what_is_found_is_what_the_answer_named(island, whose, owner):
    end_everything(whose, AT)

    erasure = erase(island, whose)

    assert set(found_in_database(owner)) - kept_tables(erasure) == set()
    assert "identity_account" not in found_in_database(owner)
    assert "registries_answer" not in found_in_database(owner)
    assert Destruction.objects.filter(erasure=erasure, effect="kept", law="").count() == 0


def test_when_the_last_time_is_over_they_are_found_nowhere(island, whose, owner):
    end_everything(whose, AT)
    erasure = erase(island, whose)

    for year in range(1, 40):
        at = AT.replace(year=AT.year + year, month=12)
        commands.sweep_past(by=MACHINE, at=at)
        commands.erase_rest(by=MACHINE, at=at)

    left = found_in_database(owner)
    forever = {source.table for source in sources() if source.rule.kind in ("forever", "others")}
    assert set(left) - forever - {"documents_issueddocument"} == set(), left
    assert erasure.party_id


def test_while_something_is_under_way_the_account_stays(island, whose):
    erase(island, whose)

    assert Destruction.objects.filter(table="identity_account", effect="kept", reason="account").exists()
    assert Destruction.objects.filter(table="casework_case", effect="kept", reason="open-case").exists()


def test_a_shredder_that_is_switched_off_is_found(island, whose, owner, monkeypatch):
    end_everything(whose, AT)
    source = next(each for each in holdings()["identity"].sources if each.table == "identity_account")
    monkeypatch.setattr(source, "shred", None) if False else object.__setattr__(source, "shred", lambda rows, why: None)
    try:
        erasure = erase(island, whose)
        assert set(found_in_database(owner)) - kept_tables(erasure) == {"identity_account"}
    finally:
        from_holding = __import__("digigov.modules.identity.holding", fromlist=["HOLDING"])
        assert from_holding.HOLDING and new_id()
