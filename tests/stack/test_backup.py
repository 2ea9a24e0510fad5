"""A backup is proved by restoring it on an empty machine and going on there."""

import json

import pytest

from tests.live_stack import Stack
from tests.stack.test_start import is_well


@pytest.fixture
def stacks(tmp_path):
    made = [Stack(tmp_path / name) for name in ("first", "second")]
    for stack in made:
        stack.var.mkdir()
    yield made
    for stack in made:
        stack.remove()


def test_what_was_backed_up_goes_on_elsewhere(stacks, tmp_path):
    first, second = stacks
    first.start()
    (first.var / "files" / "ab").mkdir(parents=True, exist_ok=True)
    (first.var / "files" / "ab" / "abcd").write_bytes(b"a birth certificate")
    (first.var / "keys").mkdir(exist_ok=True)
    (first.var / "keys" / "issuing.pem").write_text("a key")
    trail = first.query("SELECT count(*), max(id::text) FROM audit_entry")

    done = first.digigov("backup", "--quiet", "--to", str(tmp_path / "safe"))  # while it runs
    assert done.returncode == 0, done.stderr
    file = done.stdout.strip()
    assert first.digigov("restore", file).returncode == 1  # while it runs: refused
    first.stop()

    refused = first.digigov("restore", file)
    assert refused.returncode == 1
    assert "is not empty. Add --replace" in refused.stderr

    restored = second.digigov("restore", file)  # on an empty machine
    assert restored.returncode == 0, restored.stderr
    second.start()
    assert is_well(second)
    assert (second.var / "files" / "ab" / "abcd").read_bytes() == b"a birth certificate"
    assert (second.var / "keys" / "issuing.pem").read_text() == "a key"
    assert (
        second.query(f"SELECT count(*) FROM audit_entry WHERE id::text <= '{trail.split('|')[1]}'")
        == trail.split("|")[0]
    )
    roles = {f["name"]: f for f in json.loads(second.digigov("check", "--json").stdout)["findings"]}["roles"]
    assert roles["ok"], roles  # the restricted role is as restricted as it was
    second.query("CREATE TABLE later AS SELECT 1 AS one")
    second.stop()

    replaced = second.digigov("restore", "--replace", file)
    assert replaced.returncode == 0, replaced.stderr
    assert "is kept as digigov_before_" in replaced.stdout
