"""The key that signs look-ups is the state's, in the key store; the next one is known to keepers a month before it signs."""

import threading
from datetime import timedelta

import pytest
from django.urls import reverse

from digigov.adapters.registers.http import HttpRegisters
from digigov.adapters.registers.own_keys import OwnKeys
from digigov.kernel.actor import Actor, system
from digigov.kernel.clock import now
from digigov.kernel.errors import AdapterFailure, NotAllowed
from digigov.modules.registries.testing import make_errand
from digigov.modules.signatures import commands, queries
from digigov.rehearsal.registers.keys import REGISTERS, private_jwk
from digigov.rehearsal.registers.proofs import Proofs
from digigov.rehearsal.registers.server import Registers
from digigov.rehearsal.registers.shelf import Shelf
from digigov.rehearsal.tests.own_key import TRUSTED

pytestmark = pytest.mark.django_db
KEY = "a-key-for-tests"
MACHINE = system("test")
SIGNS_FOR, SHOWN_BEFORE, SHOWN_AFTER = timedelta(days=365), timedelta(days=30), timedelta(days=7)


@pytest.fixture
def known():
    """What the keeper has fetched: its thread has no part in the test's transaction."""
    return []


@pytest.fixture
def registers(registers_database, registers_filler, known):
    server = Registers(0, KEY, Shelf(registers_filler), proofs=Proofs(private_jwk(REGISTERS), lambda: known))
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield HttpRegisters(url=f"http://127.0.0.1:{server.server_port}", key=KEY, own=OwnKeys(), trusted=TRUSTED)
    server.shutdown()
    server.server_close()


def look_up(registers):
    asked = {"register": "vehicles", "key": "zz 101", "under": "plate-number", "fields": ("plate",)}
    return registers.look_up(**asked, errand=make_errand(), time_limit=30)


def published(at):
    return queries.published_request_keys(at=at)["keys"]


def test_a_look_up_is_signed_with_it(registers, known, client):
    registers.own.key_id()
    known[:] = client.get(reverse("portal:register-keys")).json()["keys"]
    assert look_up(registers).key == "ZZ101"


def test_a_keeper_who_does_not_know_it_does_not_answer(registers):
    with pytest.raises(AdapterFailure, match="401"):
        look_up(registers)


def test_the_next_one_is_known_a_month_before_and_the_last_one_a_week_after():
    at = now()
    first = queries.request_key(at=at)
    shown, ends = at + SIGNS_FOR - SHOWN_BEFORE, at + SIGNS_FOR
    assert commands.look_after_request_keys(by=MACHINE, at=shown - timedelta(days=1)) == 0
    assert commands.look_after_request_keys(by=MACHINE, at=shown) == 1
    second = queries.request_key(at=ends)

    assert first != second
    assert queries.request_key(at=ends - timedelta(seconds=1)) == first
    for moment in (shown, ends, ends + SHOWN_AFTER):
        assert {each["kid"] for each in published(moment)} == {str(first), str(second)}
    assert {each["kid"] for each in published(ends + timedelta(days=8))} == {str(second)}


def test_another_one_signs_within_a_minute_when_it_is_lost(registers, known):
    first = registers.own.key_id()
    commands.replace_request_keys(by=MACHINE, at=now() - timedelta(seconds=1))
    known[:] = published(now())
    assert registers.own.key_id() == first
    registers.own._known = (registers.own._known[0], now() - timedelta(seconds=61))

    assert look_up(registers).key == "ZZ101"
    assert registers.own.key_id() != first


def test_the_published_set_holds_no_private_half():
    queries.request_key(at=now())
    (key,) = published(now())
    assert set(key) == {"kty", "crv", "alg", "use", "kid", "x", "y"}


def test_nobody_but_the_machine_signs():
    with pytest.raises(NotAllowed):
        commands.sign_request(by=Actor("officer"), key=queries.request_key(at=now()), base=b"test")
