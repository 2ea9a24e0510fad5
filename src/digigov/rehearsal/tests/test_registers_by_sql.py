"""Both adapters against registers in PostgreSQL pass the one contract, and the one by SQL only reads."""

import socket
import threading
from contextlib import contextmanager

import httpx
import psycopg
import pytest

from digigov.adapters.registers.http import HttpRegisters
from digigov.adapters.registers.routes import RoutedRegisters
from digigov.adapters.registers.sql import SqlRegisters
from digigov.kernel.errors import AdapterFailure
from digigov.modules.registries.testing import make_errand
from digigov.modules.registries.testing.contract import REGISTER, ROWS, UNDER, RegisterContract
from digigov.rehearsal.registers.server import Registers
from digigov.rehearsal.registers.shelf import Shelf
from digigov.rehearsal.registers.tables import Table
from digigov.rehearsal.tests.own_key import OWN, theirs

KEY = "a-key-for-tests"
NOWHERE = "postgresql://nobody@127.0.0.1:9/nothing"


@pytest.fixture(scope="module")
def boats(registers_database, registers_filler):
    """The reader's URL of a database where the contract's register stands."""
    table = Table(REGISTER, "number", UNDER)
    with psycopg.connect(registers_filler) as connection:
        table.create(connection)
        table.fill(connection, ROWS)
    yield registers_database
    with psycopg.connect(registers_filler) as connection:
        connection.execute("DROP SCHEMA harbour_master CASCADE")


@contextmanager
def locked(filler):
    """As in the keeper's own maintenance: the table is there, and whoever reads it waits."""
    with psycopg.connect(filler) as connection:
        connection.execute("LOCK TABLE harbour_master.test_boats IN ACCESS EXCLUSIVE MODE")
        yield
        connection.rollback()


class TestBySql(RegisterContract):
    @pytest.fixture
    def source(self, boats):
        return SqlRegisters({REGISTER.id: boats})

    @pytest.fixture
    def down(self, registers_filler):
        return lambda: locked(registers_filler)

    def test_nobody_there_is_temporary(self):
        with pytest.raises(AdapterFailure) as caught:
            self.find(SqlRegisters({REGISTER.id: NOWHERE}), "ZZ-77")
        assert caught.value.temporary

    def test_a_database_that_takes_the_call_and_never_answers_is_given_up(self, silent):
        with pytest.raises(AdapterFailure) as caught:
            self.find(SqlRegisters({REGISTER.id: silent}), "ZZ-77", time_limit=0.3)
        assert caught.value.temporary
        assert "in time" in caught.value.reason

    @pytest.mark.parametrize("asked", [{"register": "no-such"}, {"under": "colour"}, {"fields": ("colour",)}])
    def test_what_the_view_does_not_have_is_permanent(self, source, boats, asked):
        source.databases["no-such"] = boats
        with pytest.raises(AdapterFailure) as caught:
            source.look_up(
                **{
                    "register": REGISTER.id,
                    "key": "ZZ-77",
                    "under": "boat-number",
                    "fields": (),
                    "errand": make_errand(),
                    **asked,
                }
            )
        assert not caught.value.temporary

    def test_several_rows_for_one_key_are_nobody_s(self, source, registers_filler):
        with psycopg.connect(registers_filler) as connection:
            connection.execute("UPDATE harbour_master.test_boats SET by_name = 'same'")
        with pytest.raises(AdapterFailure) as caught:
            self.find(source, "Same", "name")
        assert not caught.value.temporary
        with psycopg.connect(registers_filler) as connection:
            connection.execute("DROP SCHEMA harbour_master CASCADE")
            table = Table(REGISTER, "number", UNDER)
            table.create(connection)
            table.fill(connection, ROWS)

    def test_the_reader_sees_neither_view_nor_table_and_changes_nothing(self, boats):
        with psycopg.connect(boats, autocommit=True) as connection:
            for forbidden in (
                "SELECT count(*) FROM digigov.test_boats",
                "SELECT 1 FROM digigov.ledger",
                "DELETE FROM digigov.ledger",
                "SELECT 1 FROM harbour_master.test_boats",
                "UPDATE digigov.test_boats SET seats = 1",
                "DELETE FROM digigov.test_boats",
                "SELECT 1 FROM public.filled",
            ):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    connection.execute(forbidden)

    def test_says_that_it_is_a_rehearsal(self, source):
        assert source.check().rehearsal_only


class TestOverHttp(RegisterContract):
    @pytest.fixture
    def server(self, boats, registers_filler):
        made = Registers(0, KEY, Shelf(registers_filler), proofs=theirs())
        threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield made
        made.shutdown()
        made.server_close()

    @pytest.fixture
    def source(self, server):
        return HttpRegisters(url=f"http://127.0.0.1:{server.server_port}", key=KEY, own=OWN)

    @pytest.fixture
    def down(self, server):
        @contextmanager
        def down():
            server.weather.switch("down", "*", 0)
            yield
            server.weather.switch("up", "*", 0)

        return down


def test_what_is_switched_off_is_closed_to_those_who_read_it_by_sql_too(boats, registers_filler):
    server = Registers(0, KEY, Shelf(registers_filler), registers_filler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    source = SqlRegisters({REGISTER.id: boats})
    asked = {"register": REGISTER.id, "key": "ZZ-77", "under": "boat-number", "fields": ()}

    def switch(to, **body):
        headers = {"Authorization": f"Bearer {KEY}"}
        url = f"http://127.0.0.1:{server.server_port}/_rehearsal/{to}"
        return httpx.post(url, json=body, headers=headers).status_code

    try:
        for body in ({"register": REGISTER.id}, {}):
            assert switch("down", **body) == 200
            with pytest.raises(AdapterFailure) as caught:
                source.look_up(**asked, errand=make_errand(), time_limit=0.3)
            assert caught.value.temporary
            assert switch("up", **body) == 200
            assert source.look_up(**asked, errand=make_errand()).key == "ZZ-77"
        assert switch("down", register="nobody") == 404
    finally:
        switch("up")
        server.shutdown()
        server.server_close()


class TestRouted:
    def test_each_register_is_asked_its_own_way(self, boats):
        way = RoutedRegisters(by_sql=SqlRegisters({REGISTER.id: boats}), over_http=_Says("over HTTP"))
        asked = {"key": "ZZ-77", "under": "boat-number", "fields": (), "errand": make_errand()}
        assert way.look_up(register=REGISTER.id, **asked).key == "ZZ-77"
        assert way.look_up(register="others", **asked) == "over HTTP"

    def test_it_is_well_only_if_every_way_is(self, boats):
        assert RoutedRegisters(by_sql=SqlRegisters({REGISTER.id: boats}), over_http=_Says("")).check().ok
        health = RoutedRegisters(by_sql=SqlRegisters({REGISTER.id: NOWHERE}), over_http=_Says("")).check()
        assert not health.ok
        assert REGISTER.id in health.detail


class _Says(SqlRegisters):
    """Another way, which answers one thing."""

    def __init__(self, said):
        super().__init__({})
        self.said = said

    def look_up(self, **asked):
        return self.said


@pytest.fixture
def silent():
    """Where a connection is taken and nothing said."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield f"postgresql://nobody@127.0.0.1:{listening.getsockname()[1]}/nothing"
