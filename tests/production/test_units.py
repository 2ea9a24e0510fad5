"""The systemd units: each runs a command that there is, and none knows a secret that it does not need."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

from digigov.cli.commands import COMMANDS
from digigov.cli.processes import PROCESSES
from digigov.config import wsgi
from digigov.sites.admission import Admission
from tests.plugin import ROOT

UNITS = {path.stem: path for path in sorted((ROOT / "deploy/systemd").glob("*.service"))}


def which_hold(words):
    return [name for name, path in UNITS.items() if words in path.read_text()]


@pytest.mark.parametrize("name", UNITS)
def test_runs_what_there_is_with_every_secret_that_the_documents_name(name):
    text = UNITS[name].read_text()
    (command,) = re.findall(r"^ExecStart=/opt/digigov/current/\.venv/bin/(\S+) (\S+)", text, re.M)

    assert command[0] == "granian" or command[1] in COMMANDS
    for secret in re.findall(r"_FILE=%d/secrets_(\S+)", text):
        assert f"`{secret}`" in (ROOT / "docs/how-to/production.md").read_text()


def test_the_operators_command_names_secrets_as_the_units_do():
    script = (ROOT / "deploy/digigov").read_text()
    named = set(
        re.findall(
            r"^Environment=(DIGIGOV_\w+)_FILE=%d/secrets_(\S+)", "".join(map(Path.read_text, UNITS.values())), re.M
        )
    )

    for name in ("digigov", "digigov-archive"):
        assert subprocess.run(["sh", "-n", ROOT / "deploy" / name], check=False).returncode == 0
    assert named
    assert all(name == f"DIGIGOV_{secret.upper().replace('-', '_')}" for name, secret in named)
    assert "LoadCredential=database-owner-url:/etc/digigov/owner-url" in script
    assert "root-passphrase" not in script


def test_whatever_knows_the_services_secrets_knows_all_that_open_the_keys():
    holders = which_hold("LoadCredential=secrets:")

    for secret in ("KEYS_PASSPHRASE", "TOKEN_PIN"):
        line = f"Environment=DIGIGOV_{secret}_FILE=%d/secrets_{secret.lower().replace('_', '-')}\n"
        assert which_hold(line) == holders


def test_every_secret_that_a_unit_hands_over_is_read_somewhere():
    read = "".join(
        path.read_text() for place in ("config", "cli") for path in (ROOT / "src/digigov" / place).rglob("*.py")
    )

    for name in re.findall(r"^Environment=DIGIGOV_(\w+)_FILE=", "".join(map(Path.read_text, UNITS.values())), re.M):
        assert re.search(rf'"(DIGIGOV_)?{name}"', read), name


def test_only_what_changes_tables_or_dumps_them_knows_the_owner():
    assert which_hold("owner-url") == ["digigov-backup", "digigov-migrate"]


def test_only_the_ceremony_knows_the_roots_passphrase():
    assert which_hold("root-passphrase") == ["digigov-ceremony"]


def test_what_keeps_the_log_knows_none_of_the_services_secrets():
    """It runs as PostgreSQL's user, or reads files alone."""
    assert {name for name in UNITS if name not in which_hold("secrets:")} == {
        "digigov-archive-base",
        "digigov-archive-files",
    }


def test_only_the_drill_can_read_backups():
    assert which_hold("drill-identity") == ["digigov-drill"]


def test_what_serves_never_gives_up():
    assert (
        which_hold("Restart=always")
        == which_hold("StartLimitIntervalSec=0")
        == [
            "digigov-live",
            "digigov-watch",
            "digigov-web",
            "digigov-worker",
        ]
    )


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="there is no systemd here")
def test_systemd_finds_nothing_wrong(tmp_path):
    for path in (ROOT / "deploy/systemd").iterdir():
        text = re.sub(r"/opt/digigov/current/\.venv/bin/\w+", "/bin/true", path.read_text())
        (tmp_path / path.name).write_text(text)
    files = sorted(tmp_path.iterdir())

    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *files], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
    assert "digigov" not in done.stderr


def test_the_web_server_serves_through_the_door_that_turns_away_what_is_too_much():
    assert isinstance(wsgi.application.application, Admission)


@pytest.mark.parametrize("place", ["rehearsal", "production"])
def test_the_web_server_has_a_thread_for_everybody_who_works_or_waits_and_some_for_files_and_health(place):
    started = (
        next(each.command for each in PROCESSES if each.name == "web")
        if place == "rehearsal"
        else UNITS["digigov-web"].read_text()
    )
    (threads,) = re.findall(r"--blocking-threads (\d+)", started)

    inside = settings.DIGIGOV_ADMISSION["at_once"] + sum(settings.DIGIGOV_ADMISSION["rooms"])
    assert int(threads) >= inside + 8
