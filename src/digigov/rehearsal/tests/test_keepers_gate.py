"""The gate in a keeper's own database: whoever has DigiGov's password reads nothing there that is not in the keeper's ledger."""

from contextlib import contextmanager

import psycopg
import pytest
from django.apps import apps

from digigov.adapters.registers.sql import SqlRegisters
from digigov.kernel.adapters import adapter
from digigov.kernel.ids import new_id
from digigov.modules.registries.testing import empty_registers, make_errand
from digigov.modules.registries.testing.contract import REGISTER, ROWS, UNDER
from digigov.modules.registries.testing.readers import Town, try_out
from digigov.rehearsal.registers.tables import Table

NOWHERE = "postgresql://nobody@127.0.0.1:9/nothing"
ANNOUNCE = (
    "SELECT digigov.announce(%s, 'test-boats', 'boat-number', %s, %s, 'officer', 'treasury', 'decide-case', 'law')"
)
ANSWER = "SELECT key, said FROM digigov.answer(%s)"


@pytest.fixture
def keeper(registers_database, registers_filler):
    with psycopg.connect(registers_filler, autocommit=True) as connection:
        connection.execute("TRUNCATE digigov.ledger")
        yield connection
        connection.execute("DROP SCHEMA IF EXISTS harbour_master, a_keeper CASCADE")


@pytest.fixture
def thief(keeper, registers_database):
    """With the password of DigiGov's role and no use for DigiGov."""
    table = Table(REGISTER, "number", UNDER)
    table.create(keeper)
    table.fill(keeper, ROWS)
    with psycopg.connect(registers_database) as connection:
        yield connection


def ledger(keeper):
    return keeper.execute("SELECT line, key, fields, doer, office, purpose, basis FROM digigov.ledger").fetchall()


WITHOUT_THE_GATE = {
    "look at the view": "SELECT 1 FROM digigov.test_boats",
    "look at the table": "SELECT 1 FROM harbour_master.test_boats",
    "look through a view": "CREATE TEMP VIEW mine AS SELECT * FROM digigov.test_boats; SELECT 1 FROM mine",
    "copy": "COPY digigov.test_boats TO STDOUT",
    "read the ledger": "SELECT 1 FROM digigov.ledger",
    "remove a line": "DELETE FROM digigov.ledger",
    "write a line of another day": "INSERT INTO digigov.ledger (line) VALUES (gen_random_uuid())",
    "change the gate": "CREATE OR REPLACE FUNCTION digigov.stands(register text) RETURNS text LANGUAGE sql AS 'SELECT NULL::text'",
    "be its keeper": "SET ROLE registers_filler",
    "an answer without a line": "SELECT * FROM digigov.answer(gen_random_uuid())",
}


@pytest.mark.parametrize("statement", WITHOUT_THE_GATE.values(), ids=WITHOUT_THE_GATE)
def test_without_the_gate_nothing_is_read(thief, statement):
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        thief.execute(statement)


@pytest.mark.parametrize("first", ["SELECT 1", "SAVEPOINT one"])
def test_whoever_means_to_undo_the_line_gets_no_answer(thief, keeper, first):
    line = new_id()
    thief.execute(first)
    thief.execute(ANNOUNCE, [line, "zz77", ["seats"]])

    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        thief.execute(ANSWER, [line])


def test_a_committed_line_is_answered_with_what_it_names_and_nothing_else(thief, keeper):
    line = new_id()
    thief.execute(ANNOUNCE, [line, "zz77", ["seats"]])
    thief.commit()

    assert thief.execute(ANSWER, [line]).fetchall() == [("ZZ-77", {"seats": 12})]
    assert ledger(keeper) == [(line, "zz77", ["seats"], "officer", "treasury", "decide-case", "law")]


def test_a_line_is_good_for_a_minute(thief, keeper):
    line = new_id()
    thief.execute(ANNOUNCE, [line, "zz77", ["seats"]])
    thief.commit()
    keeper.execute("UPDATE digigov.ledger SET written_at = written_at - interval '61 seconds'")

    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        thief.execute(ANSWER, [line])


@pytest.mark.parametrize("missing", ["officer", "decide-case", "law"])
def test_a_line_says_who_and_what_for_and_on_what_ground(thief, missing):
    with pytest.raises(psycopg.errors.CheckViolation):
        thief.execute(ANNOUNCE.replace(f"'{missing}'", "''"), [new_id(), "zz77", ["seats"]])


def test_a_table_of_the_same_name_does_not_lead_the_gate_astray(thief, keeper):
    line = new_id()
    thief.execute("CREATE TEMP TABLE ledger (LIKE pg_catalog.pg_class)")
    thief.execute(ANNOUNCE, [line, "zz77", ["seats"]])
    thief.commit()
    assert thief.execute(ANSWER, [line]).fetchone()[0] == "ZZ-77"


def test_a_look_up_has_its_line_at_the_keeper_s(keeper, registers_database, thief):
    errand = make_errand()
    SqlRegisters({REGISTER.id: registers_database}).look_up(
        register=REGISTER.id, key="zz 77", under="boat-number", fields=("seats",), errand=errand
    )
    told = (errand.line, "zz77", ["seats"], errand.doer, errand.office, errand.purpose, errand.basis)
    assert ledger(keeper) == [told]


def test_a_register_that_is_open_past_its_gate_is_not_well(keeper, registers_database, thief):
    source = SqlRegisters({REGISTER.id: registers_database})
    assert source.check().ok
    keeper.execute("GRANT SELECT (seats) ON digigov.test_boats TO registers_reader")
    assert not source.check().ok
    assert "past its keeper's gate" in source.check().detail


class AtTheirKeeper(SqlRegisters):
    """The town's registers, in a keeper's database."""


@pytest.fixture
def town(keeper, registers_database, settings):
    settings.DIGIGOV_ADAPTERS = {**settings.DIGIGOV_ADAPTERS, "registers": f"{__name__}.AtTheirKeeper"}
    made = Town()
    for register in made.registers:
        table = Table(register, "number", {"national-id": "number"})
        table.create(keeper)
        table.fill(keeper, ({"number": key, **values} for key, values in made.rows(register.id).items()))
    adapter("registers").databases = dict.fromkeys((each.id for each in made.registers), registers_database)
    yield made
    empty_registers()


@contextmanager
def down():
    source = adapter("registers")
    there, source.databases = source.databases, dict.fromkeys(source.databases, NOWHERE)
    try:
        yield
    finally:
        source.databases = there


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("seed", "times"), [(1, 300), pytest.param(2, 10_000, marks=pytest.mark.slow)], ids=["some", "all"]
)
def test_the_keeper_s_ledger_and_our_trail_have_the_same_lines(town, keeper, seed, times):
    counted = try_out(town, seed=seed, times=times, down=down)

    ours = apps.get_model("audit", "Entry").objects.filter(action="registries.register-read")
    theirs = {row[0]: set(row[2]) for row in ledger(keeper)}
    assert len(theirs) == counted["answered"] > 0
    assert theirs == {
        each.id: {field.partition(".")[2] for field in each.details["fields"]}
        for each in ours.exclude(details__has_key="stale")
    }
