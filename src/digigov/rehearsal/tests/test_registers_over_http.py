"""The adapter over HTTP against the rehearsal's registers, on a socket."""

import threading

import httpx
import pytest

from digigov.adapters.registers.http import HttpRegisters
from digigov.kernel.errors import AdapterFailure
from digigov.modules.registries.testing import make_errand
from digigov.rehearsal.registers.server import Registers
from digigov.rehearsal.registers.shelf import Shelf
from digigov.rehearsal.tests.own_key import OWN, theirs

KEY = "a-key-for-tests"


@pytest.fixture(scope="module")
def server(registers_database, registers_filler):
    made = Registers(0, KEY, Shelf(registers_filler), proofs=theirs())
    threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield made
    made.shutdown()
    made.server_close()


@pytest.fixture
def registers(server):
    yield HttpRegisters(url=f"http://127.0.0.1:{server.server_port}", key=KEY, own=OWN)
    server.weather.switch("up", "*", 0)


def look_up(registers, **others):
    asked = {
        "register": "vehicles",
        "key": "zz 101",
        "under": "plate-number",
        "fields": ("plate", "make"),
        "errand": make_errand(),
    }
    return registers.look_up(**{**asked, **others})


def switch(registers, to, **body):
    headers = {"Authorization": f"Bearer {KEY}"}
    assert httpx.post(f"{registers.url}/_rehearsal/{to}", json=body, headers=headers).status_code == 200


def test_finds_a_row_with_the_fields_asked_for(registers):
    row = look_up(registers)
    assert (row.key, row.values) == ("ZZ101", {"plate": "ZZ101", "make": "Fiction"})
    assert look_up(registers, register="businesses", key="calabash oven bakery", under="name", fields=()).key


def test_what_is_not_there_is_none(registers):
    assert look_up(registers, key="ZZ999") is None
    assert look_up(registers, key="9000001", under="national-id") is None


def test_says_how_it_is(registers):
    assert registers.check().ok
    assert registers.check().rehearsal_only
    switch(registers, "down")
    assert not registers.check().ok


def test_down_is_temporary_and_concerns_only_that_register(registers):
    switch(registers, "down", register="vehicles")
    with pytest.raises(AdapterFailure) as caught:
        look_up(registers)
    assert caught.value.temporary
    assert look_up(registers, register="national-id", key="9000001", under="national-id", fields=()).key == "9000001"


def test_slow_is_given_up_in_time(registers):
    switch(registers, "slow", seconds=3)  # the answer would be a good one
    with pytest.raises(AdapterFailure) as caught:
        look_up(registers, time_limit=0.2)
    assert caught.value.temporary
    assert "Timeout" in caught.value.reason


def test_a_wrong_key_is_permanent(registers):
    with pytest.raises(AdapterFailure) as caught:
        look_up(HttpRegisters(url=registers.url, key="wrong", own=OWN))
    assert not caught.value.temporary


def test_nobody_there_is_temporary():
    with pytest.raises(AdapterFailure) as caught:
        look_up(HttpRegisters(url="http://127.0.0.1:9", key=KEY, own=OWN))
    assert caught.value.temporary


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [("/", b"", 404), ("/v1/registers/nobody/look-up", b"{}", 404), ("/v1/registers/vehicles/look-up", b"[", 400)],
)
def test_the_server_stands_what_it_does_not_understand(registers, path, body, status):
    request = httpx.Request("POST", f"{registers.url}{path}", content=body, headers={"Authorization": f"Bearer {KEY}"})
    registers._signatures.sign(request)
    with httpx.Client(trust_env=False) as client:
        assert client.send(request).status_code == status
