"""The rehearsal's registers in the test cluster, in a database of their own, filled with the cast."""

import psycopg
import pytest

from digigov.cli.postgres import FILLER, READER
from digigov.rehearsal.registers.filling import fill
from tests.plugin import running_cluster


@pytest.fixture(scope="session")
def registers_filler(worker_id):
    """The URL of the role that fills an empty database of registers."""
    cluster, name = running_cluster(), f"registers_{worker_id}"
    cluster.create_database()
    cluster.query(f"CREATE DATABASE {name} OWNER {FILLER}")
    return cluster.url(role=FILLER, database=name)


@pytest.fixture(scope="session")
def registers_database(registers_filler):
    """The URL of the role that reads the cast's registers."""
    assert len(list(fill(registers_filler, reader=READER))) == 11
    return psycopg.conninfo.make_conninfo(registers_filler, user=READER)
