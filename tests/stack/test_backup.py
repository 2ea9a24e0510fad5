"""A backup is proved by restoring it on an empty machine and going on with a walk there, to its sealed paper."""

import json
import re
import subprocess
import time
from pathlib import Path

import pytest
import yaml

from digigov.modules.forms.definitions import FormPage
from digigov.modules.forms.queries import parse_questions
from digigov.rehearsal.walks.citizen import typed
from tests.faults.walker import (
    FOLDER,
    NUMBERS,
    PATIENCE,
    SERVICE,
    Impatient,
    Prepared,
    pay,
    read_answers,
    read_form,
)
from tests.live_stack import Stack
from tests.programs import find
from tests.stack.test_start import is_well


@pytest.fixture
def stacks(tmp_path):
    made = [Stack(tmp_path / name) for name in ("first", "second")]
    for stack in made:
        stack.var.mkdir()
    yield made
    for stack in made:
        stack.remove()


def test_a_walk_goes_on_elsewhere_to_its_sealed_paper(stacks, script, tmp_path):
    first, second = stacks
    first.start()
    citizen = Prepared(Impatient(first.url, "marisol"), script)
    reference = citizen.hand_in(citizen.fill_in(SERVICE, read_form(), read_answers()), read_form())
    draft = half_way(citizen)
    root = citizen.client.get("/.well-known/digigov-root.pem").content
    trail = first.query("SELECT count(*), max(id::text) FROM audit_entry").split("|")

    key, public = make_key(first, tmp_path / "key")
    file = back_up(first, tmp_path / "safe", DIGIGOV_BACKUP_RECIPIENTS=public)  # while it runs
    assert first.digigov("restore", file, *key).returncode == 1  # while it runs: refused
    first.stop()
    assert "--identity" in first.digigov("restore", file).stderr  # whoever wrote it cannot read it
    refused = first.digigov("restore", file, *key)
    assert refused.returncode == 1
    assert "is not empty. Add --replace" in refused.stderr

    restored = second.digigov("restore", file, *key)  # on an empty machine
    assert restored.returncode == 0, restored.stderr
    second.start()
    assert is_well(second)
    assert second.query(f"SELECT count(*) FROM audit_entry WHERE id::text <= '{trail[1]}'") == trail[0]
    assert finding(second, "roles")["ok"]  # the restricted role is as restricted as it was
    citizen = Prepared(Impatient(second.url, "marisol"), script)
    assert citizen.client.get("/.well-known/digigov-root.pem").content == root
    assert citizen.hand_in(citizen.go_on(draft, read_form(), read_answers()), read_form()) != reference
    pay(citizen.client, reference, NUMBERS[0])
    decide(second, "agnes", reference, outcome="clear", findings={"record_found": False})
    decide(second, "winston", reference, outcome="signed")
    assert is_sealed(paper(citizen.client, reference), tmp_path / "paper.pdf")


def test_what_is_replaced_is_kept(stacks, tmp_path):
    stack, _ = stacks
    stack.start()
    assert stack.digigov("audit", "seal").returncode == 0
    file = back_up(stack, tmp_path / "safe")
    stack.query("CREATE TABLE later AS SELECT 1 AS one")
    stack.stop()

    replaced = stack.digigov("restore", "--replace", file)

    assert replaced.returncode == 0, replaced.stderr
    assert "is kept as digigov_before_" in replaced.stdout
    assert [path.name for path in stack.var.glob("keys_before_*")]
    assert "\nWhole. Block " in replaced.stdout


def test_what_there_is_can_be_listed(stacks, tmp_path):
    stack, _ = stacks
    stack.start()
    place = {"DIGIGOV_BACKUPS": str(tmp_path / "safe")}
    empty = stack.digigov("backups", **place)
    assert empty.returncode == 1
    assert "0 backups in" in empty.stdout

    name = Path(back_up(stack, tmp_path / "safe")).name
    assert stack.digigov("drill", **place).returncode == 0
    listed = stack.digigov("backups", **place).stdout
    found = json.loads(stack.digigov("backups", "--json", **place).stdout)

    assert f"{name}  0 d  0 h old" in listed
    assert "NOT ENCRYPTED" in listed
    assert f"Last restored for trial: {name} at" in listed
    assert [each["name"] for each in found["backups"]] == [name]
    assert found["backups"][0]["bytes"] == (tmp_path / "safe" / name).stat().st_size
    assert found["last_drill"]["is_well"] is True


def make_key(stack, path):
    """A private key, as words of the command line, and the public one."""
    done = stack.digigov("backup", "--make-key", str(path))
    assert done.returncode == 0, done.stderr
    return ("--identity", str(path)), re.search(r"^DIGIGOV_BACKUP_RECIPIENTS=(age1\w+)$", done.stdout, re.M)[1]


def back_up(stack, folder, **environment):
    done = stack.digigov("backup", "--quiet", "--to", str(folder), **environment)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def finding(stack, name):
    return {each["name"]: each for each in json.loads(stack.digigov("check", "--json").stdout)["findings"]}[name]


def half_way(citizen):
    """A second application, begun and left after two pages; returns where it stands."""
    place = citizen.follow(citizen.begin(SERVICE))
    for page in read_form().pages[:2]:
        assert f"/page/{page.id}/" in place
        place = citizen.answer_page(place, page, read_answers())
    return place


def decide(stack, member, reference, *, outcome, findings=None):
    """An officer of the cast takes the case, as soon as it is there, and decides."""
    officer, case = Impatient(stack.url, member), f"/desk/cases/{reference}/"
    claim = eventually(lambda: re.search(r"/desk/tasks/[0-9a-f-]{36}/claim/", officer.get(case).text))
    officer.post(claim[0])
    place = re.search(r"/desk/tasks/[0-9a-f-]{36}/decide/", officer.get(case).text)[0]
    boxes = {"outcome": outcome, "note": "As seen in the file.", **written(outcome, findings)}
    done = officer.post(place, boxes)
    assert done.status_code == 302, done.text[-1500:]


def written(outcome, findings):
    """What is typed to write these findings down."""
    if not findings:
        return {}
    steps = yaml.safe_load((FOLDER / "workflow.yaml").read_text())["steps"]
    (asked,) = (step["findings"] for step in steps if outcome in step.get("next", {}) and "findings" in step)
    return typed(FormPage(id="findings", title="Findings", questions=parse_questions(asked)), findings)


def paper(browser, reference):
    """The certificate, as soon as it is there."""
    link = r'href="(/files/[0-9a-f-]{36}/)">Police Certificate of Character'
    found = eventually(lambda: re.search(link, browser.get(f"/my/applications/{reference}/").text))
    return browser.get(found[1]).content


def is_sealed(content, path):
    path.write_bytes(content)
    if not find("pdfsig"):
        return content.startswith(b"%PDF") and b"/ByteRange" in content
    said = subprocess.run([find("pdfsig"), "-nocert", path], capture_output=True, text=True, check=False).stdout
    return "Signature is Valid" in said


def eventually(look):
    deadline = time.monotonic() + PATIENCE
    while not (found := look()):
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.3)
    return found
