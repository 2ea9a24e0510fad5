"""The files for two database machines, looked at by the programs that will read them."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.plugin import ROOT
from tests.ports import free_port
from tests.programs import find

FILES = ROOT / "deploy/ha"


@pytest.mark.skipif(
    not find("patroni") or not Path("/usr/lib/postgresql/15/bin").exists(), reason="needs patroni and PostgreSQL 15"
)
def test_patroni_finds_nothing_wrong(tmp_path):
    """With addresses that this machine has: it tries to listen where the file says."""
    ports = iter([free_port(), free_port()])
    text = (FILES / "patroni.yml").read_text()
    here, count = re.subn(r"(  listen: )\S+:\d+", lambda found: f"{found[1]}127.0.0.1:{next(ports)}", text)
    (tmp_path / "patroni.yml").write_text(here)

    done = subprocess.run(
        ["patroni", "--validate-config", tmp_path / "patroni.yml"], capture_output=True, text=True, check=False
    )

    assert count == 2
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.skipif(not find("haproxy"), reason="needs haproxy")
def test_haproxy_finds_nothing_wrong():
    done = subprocess.run(
        [find("haproxy"), "-c", "-f", FILES / "haproxy.cfg"], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stdout + done.stderr


def test_both_speak_of_the_same_machines():
    machines = r"10\.20\.0\.\d+:\d+"
    patroni, haproxy = ((FILES / name).read_text() for name in ("patroni.yml", "haproxy.cfg"))

    assert set(re.findall(machines, haproxy)) == {"10.20.0.11:5432", "10.20.0.12:5432"}
    assert "10.20.0.11:5432" in re.findall(machines, patroni)
