"""A database that is down, or takes calls and says nothing: every command ends soon, in a sentence."""

import json
import socket
import subprocess
import sys

import pytest

from tests.live_stack import clean_environment


def digigov(*words, **environment):
    whole = [sys.executable, "-m", "digigov.cli.main", *words]
    surroundings = {**clean_environment(), **environment}
    return subprocess.run(whole, env=surroundings, capture_output=True, text=True, timeout=90, check=False)


@pytest.fixture
def silence():
    """The URL of something that takes connections and never says a word."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield f"postgresql://somebody:secret@127.0.0.1:{listener.getsockname()[1]}/digigov"


def test_check_says_so_and_looks_at_nothing_else(silence, tmp_path):
    done = digigov("check", "--json", "--var", str(tmp_path), DATABASE_URL=silence)

    assert done.returncode == 1
    (finding,) = json.loads(done.stdout)["findings"]
    assert finding["name"] == "database"
    assert "It does not answer" in finding["sentence"]
    assert "secret" not in done.stdout + done.stderr
    assert done.stderr == ""


@pytest.mark.parametrize("words", [["worker", "--until-empty"], ["pack", "diff"]])
def test_what_needs_it_ends_in_a_sentence(silence, tmp_path, words):
    done = digigov(*words, "--var", str(tmp_path), DATABASE_URL=silence)

    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith("digigov: The database refused: ")


def test_of_a_rehearsal_that_does_not_run_it_says_how_to_start_it(tmp_path):
    done = digigov("pack", "diff", "--port", "8123", "--var", str(tmp_path))

    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.endswith("does not run: make start PORT=8123")


def test_what_was_never_started_is_not_backed_up(tmp_path):
    done = digigov("backup", "--var", str(tmp_path / "none"))

    assert done.returncode == 1
    assert "There is no rehearsal in" in done.stderr
    assert not (tmp_path / "none").exists()
