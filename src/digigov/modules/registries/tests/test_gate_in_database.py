"""The database itself: the application's role reaches what registers answered through the gate's functions and no other way."""

from contextlib import contextmanager

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from digigov.kernel.actor import system
from digigov.kernel.ids import new_id
from digigov.modules.audit.commands import Purpose
from digigov.modules.registries import commands, gate
from digigov.modules.registries.gate import Ask, NothingKept
from digigov.modules.registries.testing import AT, make_register, make_row
from tests.plugin import running_cluster

pytestmark = pytest.mark.django_db
MACHINE = system("test")
PERSON = new_id()
APP = "digigov_app"
WITHOUT_THE_GATE = {
    "look": "SELECT said FROM registries_answer",
    "count": "SELECT count(*) FROM registries_answer",
    "copy": "COPY registries_answer TO STDOUT",
    "put in": "INSERT INTO registries_answer VALUES ('people', 'national-id', '1', '1', '{}', now())",
    "change": "UPDATE registries_answer SET said = '{}'",
    "remove": "DELETE FROM registries_answer",
    "empty": "TRUNCATE registries_answer",
    "look through a view": "CREATE TEMP VIEW mine AS SELECT * FROM registries_answer; SELECT * FROM mine",
    "be its owner": "SET ROLE digigov_owner",
    "change the gate": "CREATE OR REPLACE FUNCTION registries_forget(before timestamptz) RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint'",
    "write a line alone": "SELECT registries_line(gen_random_uuid(), now(), '{}', gen_random_uuid(), 'a', 'b', NULL, '{}')",
}


@pytest.fixture(autouse=True)
def kept():
    make_register()
    make_row("people", "123456", {"born_on": "1990-01-02", "owed": "5"})
    return read()


def read(**others):
    asked = {"by": MACHINE, "at": AT, "register": "people", "key": "123456", "fields": ("born_on", "owed")}
    return commands.read(**{**asked, "purpose": Purpose("decide-case"), "about": PERSON, **others})


def ask(**others):
    given = {"subject": PERSON, "register": "people", "fields": ("owed",), "purpose": "decide-case", "basis": "law"}
    return Ask(**{**given, "reason": "machine", **others})


def from_kept(asked, by=MACHINE):
    return gate.passed(asked, by=by, at=AT, under="national-id", key="123456", answer=None)


def lines():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_entry WHERE subject_id = %s", [PERSON])
        return cursor.fetchone()[0]


@contextmanager
def undone():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def test_the_tests_run_as_the_application(kept):
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == (APP,)


@pytest.mark.parametrize("statement", WITHOUT_THE_GATE.values(), ids=WITHOUT_THE_GATE)
def test_the_application_does_nothing_to_the_table_without_the_gate(statement):
    with pytest.raises(DatabaseError) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert isinstance(caught.value.__cause__, psycopg.errors.InsufficientPrivilege)


def test_through_the_gate_it_gets_the_named_fields_and_the_line_stands():
    before = lines()

    passed = from_kept(ask())

    assert (passed.said, passed.is_stale, lines()) == ({"owed": "5.00"}, True, before + 1)


def test_answer_and_line_are_one():
    before = lines()
    with undone():
        from_kept(ask())
        assert lines() == before + 1
    assert lines() == before


@pytest.mark.parametrize("missing", [{"purpose": ""}, {"basis": ""}, {"subject": None}, {"fields": None}])
def test_a_read_that_does_not_say_whose_what_for_and_on_what_ground_gets_nothing(missing):
    if "fields" in missing:
        question = "SELECT * FROM registries_pass(gen_random_uuid(), now(), '{\"kind\": \"system\"}', gen_random_uuid(), 'people', 'x', NULL, 'law', 'r', NULL, '', 'national-id', '123456', NULL, NULL, NULL, false)"
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(question)
    else:
        with pytest.raises(DatabaseError), transaction.atomic():
            from_kept(ask(**missing))


def test_what_is_kept_whole_is_not_given_in_part_of_another_question():
    with pytest.raises(NothingKept):
        from_kept(ask(fields=("full_name",)))


def test_a_table_of_the_same_name_does_not_lead_the_gate_astray():
    before = lines()
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE audit_entry (LIKE public.audit_entry)")
        from_kept(ask())
        cursor.execute("DROP TABLE pg_temp.audit_entry")
    assert lines() == before + 1


def test_the_release_before_may_write_to_its_table_in_vain():
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO registries_keptreading (id, register, under, key, row_key, values, read_at) "
            "VALUES (gen_random_uuid(), 'people', 'national-id', '1', '1', '{\"owed\": 1}', now())"
        )
        cursor.execute("SELECT count(*) FROM registries_keptreading")
        assert cursor.fetchone() == (0,)


def test_the_application_cannot_look_into_the_registers_of_the_rehearsal(registers_database):
    parts = psycopg.conninfo.conninfo_to_dict(registers_database)
    with psycopg.connect(running_cluster().url(role=APP, database=parts["dbname"])) as other:
        for place in ("digigov.national_id", "electoral_department.national_id"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege), other.transaction():
                other.execute(f"SELECT * FROM {place}")
