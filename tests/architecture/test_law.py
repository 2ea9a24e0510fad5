"""The law of the house, beside what import-linter checks."""

import ast
import configparser
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import ForeignKey, ManyToManyField

SRC = Path(__file__).resolve().parents[2] / "src" / "digigov"
ROOMS = SRC / "modules"
PUBLIC = {"commands", "queries", "events", "ports", "definitions", "testing"}


def _floors():
    """The floors as ``.importlinter`` draws them, lowest first."""
    law = configparser.ConfigParser()
    law.read(SRC.parents[1] / ".importlinter")
    lines = law["importlinter:contract:floors"]["layers"].split("\n")
    return [[room.strip() for room in line.split("|")] for line in reversed(lines) if line.strip()]


FLOORS = _floors()
FLOOR_OF = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}
FILES = [
    path
    for base in (SRC, SRC.parents[1] / "tests")
    for path in sorted(base.rglob("*.py"))
    if "migrations" not in path.parts and "vendor" not in path.parts
]


def imports_of(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def test_calls_go_down():
    checked = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=SRC.parents[1],
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout


def test_no_file_is_longer_than_400_lines():
    assert [str(p) for p in FILES if len(p.read_text().splitlines()) > 400] == []


def test_every_room_has_a_floor():
    assert {p.name for p in ROOMS.iterdir() if (p / "apps.py").exists()} == set(FLOOR_OF)


def test_of_another_room_only_the_public_rooms_are_used():
    faults = []
    for path in FILES:
        own = path.relative_to(ROOMS).parts[0] if ROOMS in path.parents else None
        for name in imports_of(path):
            match = re.match(r"digigov\.modules\.(\w+)\.(\w+)", name)
            if match and match[1] != own and match[2] not in PUBLIC:
                faults.append(f"{path}: {name}")
    assert faults == []


def test_foreign_keys_point_down_by_string_and_hide_the_way_back():
    faults = []
    for model in apps.get_models(include_auto_created=False):
        own = model._meta.app_label
        if own not in FLOOR_OF:
            continue
        for field in model._meta.local_fields + list(model._meta.local_many_to_many):
            if isinstance(field, ForeignKey | ManyToManyField):
                other = field.related_model._meta.app_label
                if other in FLOOR_OF and other != own:
                    if FLOOR_OF[other] >= FLOOR_OF[own]:
                        faults.append(f"{model.__name__}.{field.name} points up to {other}")
                    if field.remote_field.related_name != "+":
                        faults.append(f"{model.__name__}.{field.name} lacks related_name='+'")
    assert faults == []


@pytest.mark.parametrize("word", ["utils", "helpers", "common", "misc"])
def test_no_junk_drawers(word):
    assert [str(p) for p in FILES if p.stem == word or word in p.relative_to(SRC.parents[1]).parts] == []


def test_no_model_signals_and_no_save_overrides():
    faults = []
    for path in FILES:
        if "tests" in path.parts:
            continue
        if any(name.startswith("django.db.models.signals") for name in imports_of(path)):
            faults.append(f"{path}: signals")
        if path.stem == "models" and re.search(r"def save\(", path.read_text()):
            faults.append(f"{path}: save()")
    assert faults == []


def test_rules_know_no_django_and_no_clock():
    faults = [
        f"{path}: {name}"
        for path in FILES
        if path.stem == "rules" or "rules" in path.parent.parts[-1:]
        for name in imports_of(path)
        if name.startswith(("django.", "digigov.kernel.clock", "procrastinate"))
    ]
    assert faults == []


def test_each_decision_has_a_number_of_its_own_and_says_it():
    records = sorted((SRC.parents[1] / "docs" / "decisions").glob("*.md"))
    assert [path.name[:4] for path in records] == [f"{number:04}" for number in range(1, len(records) + 1)]
    assert [path for path in records if not path.read_text().startswith(f"# {int(path.name[:4])}. ")] == []
