"""What can be wrong on somebody's machine is told in one sentence that says what to do: exit code 1, no traceback."""

import shutil
import socket
import subprocess
import sys

import pytest

from digigov.cli.failures import CliFailure
from digigov.cli.pg_programs import explain
from digigov.cli.postgres import Cluster
from digigov.cli.stack import Stack
from tests.live_stack import clean_environment
from tests.ports import free_row


def start(var, *, port=None, before=(), **environment):
    words = [sys.executable, "-m", "digigov.cli.main", "start", "--port", str(port or free_row()), "--var", str(var)]
    return subprocess.run(
        [*before, *words], env={**clean_environment(), **environment}, capture_output=True, text=True, timeout=60
    )


def the_sentence(done):
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    return lines[0]


def in_a_small_world(mount):
    """Run what follows where ``mount`` has been done, unseen by everybody else."""
    way = ["unshare", "--user", "--map-root-user", "--mount"]
    if not shutil.which("unshare") or subprocess.run([*way, "true"], check=False, capture_output=True).returncode:
        pytest.skip("no user namespaces here")
    return [*way, "sh", "-c", f'{mount} && exec "$@"', "sh"]


def test_port_taken(tmp_path):
    port = free_row()
    with socket.socket() as squatter:
        squatter.bind(("127.0.0.1", port))
        squatter.listen()
        sentence = the_sentence(start(tmp_path, port=port))

    assert f"Port {port}" in sentence
    assert f"make start PORT={port + 1}" in sentence


def test_no_space(tmp_path):
    world = in_a_small_world(f"mount -t tmpfs -o size=50m tmpfs {tmp_path}")
    sentence = the_sentence(start(tmp_path, before=world))

    assert "400 MB free" in sentence
    assert "--var" in sentence


def test_read_only_folder(tmp_path):
    world = in_a_small_world(f"mount -t tmpfs -o ro tmpfs {tmp_path}")
    sentence = the_sentence(start(tmp_path / "var", before=world))

    assert "read-only" in sentence
    assert "--var" in sentence


def test_a_file_where_the_folder_should_be(tmp_path):
    (tmp_path / "var").write_text("")

    assert "--var" in the_sentence(start(tmp_path / "var" / "8000"))


def test_data_of_another_major_version(tmp_path):
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "PG_VERSION").write_text("12\n")
    sentence = the_sentence(start(tmp_path))

    assert "was made by PostgreSQL 12" in sentence
    assert "PG_BIN" in sentence


def test_a_data_folder_that_holds_something_else(tmp_path):
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "holiday.jpg").write_text("")

    assert "neither empty nor a database" in the_sentence(start(tmp_path))


def test_too_long_a_path_for_the_socket(tmp_path):
    deep = tmp_path / ("a" * 90)
    deep.mkdir()
    sentence = the_sentence(start(tmp_path / "var", TMPDIR=str(deep)))

    assert "TMPDIR" in sentence


def test_no_postgresql_where_pg_bin_points(tmp_path):
    assert "PG_BIN" in the_sentence(start(tmp_path, PG_BIN="/nowhere"))


def test_postgresql_refuses(tmp_path):
    Cluster(tmp_path / "postgres").create()
    (tmp_path / "postgres" / "postgresql.conf").write_text("no such option = 1\n")
    done = start(tmp_path)

    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "database ended with exit code 1" in done.stderr
    assert "syntax error in file" in done.stderr  # its own last words
    assert "logs/database.log" in done.stderr


def test_a_database_that_does_not_answer(tmp_path):
    url = "postgresql://somebody:secret@127.0.0.1:1/digigov"
    done = start(tmp_path, DATABASE_URL=url, DIGIGOV_DATABASE_OWNER_URL=url)

    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "The database refused" in done.stderr
    assert "secret" not in done.stderr


def test_a_foreign_database_without_its_owner(tmp_path):
    done = start(tmp_path, DATABASE_URL="postgresql://somebody@127.0.0.1:1/digigov")

    assert done.returncode == 1
    assert "DIGIGOV_DATABASE_OWNER_URL" in done.stderr


def test_a_full_disk_in_the_middle():
    assert "no space left" in explain("initdb", "could not write: No space left on device\nHINT: x")


def test_a_socket_folder_of_somebody_else(tmp_path):
    cluster = Cluster(tmp_path / "postgres")
    cluster.socket.symlink_to(tmp_path)
    try:
        with pytest.raises(CliFailure, match="belongs to somebody else"):
            cluster.clear_the_way()
    finally:
        cluster.socket.unlink()


@pytest.mark.parametrize("port", ["80", "abc", "65000"])
def test_a_port_that_is_none(tmp_path, port):
    done = start(tmp_path, port=port)

    assert done.returncode == 2
    assert "a port from 1024" in done.stderr


def test_a_disk_that_fills_up_while_it_starts_is_said(tmp_path, monkeypatch):
    full = shutil._ntuple_diskusage(10**9, 10**9, 0)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: full)
    monkeypatch.setattr(subprocess, "run", lambda words, **more: subprocess.CompletedProcess(words, 1))

    with pytest.raises(CliFailure, match="no space left for"):
        Stack(port=8000, var=tmp_path)._do("migrate")
