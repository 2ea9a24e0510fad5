"""Each requirement of ASVS at level 1 and 2 has one row, each row names a test that is there, and the figures are the counted ones."""

import ast
import re
from collections import Counter
from functools import cache

import pytest

from tests.plugin import ROOT

TABLE = ROOT / "docs" / "security" / "asvs.md"
NUMBERS = ROOT / "tests" / "architecture" / "asvs-5.0.0.txt"
STATES = ("met", "partly", "not met", "does not apply")
NAMED = re.compile(r"`([\w/.-]+\.py)::(\w+)`")
COMMANDS = ("`make check`",)
READ = re.compile(r"by reading, \d{1,2} \w+ 20\d\d")
CHAPTER = re.compile(r"^## (.+)$", re.M)


def cells(line):
    return [each.strip() for each in line.strip().strip("|").split("|")]


def chapters():
    """The rows under each heading."""
    parts = CHAPTER.split(TABLE.read_text())[1:]
    return {
        name: [cells(line) for line in text.splitlines() if line.startswith("| v5.0.0-")]
        for name, text in zip(parts[::2], parts[1::2], strict=True)
    }


ROWS = [row for rows in chapters().values() for row in rows]


@cache
def functions_of(file):
    path = ROOT / file
    tree = ast.parse(path.read_text()) if path.exists() else ast.Module([], [])
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_each_requirement_has_exactly_one_row_with_its_level():
    wanted = [line.split() for line in NUMBERS.read_text().splitlines() if not line.startswith("#")]

    assert len(wanted) == 253
    assert [(row[0], row[1]) for row in ROWS] == [(f"v5.0.0-{number}", level) for number, level in wanted]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_each_row_says_what_how_and_what_would_notice(row):
    _number, _level, what, state, how, checked = row

    assert what and how
    assert state in STATES
    assert ("Missing" in how) == (state in ("partly", "not met"))
    found = NAMED.findall(checked)
    assert found or checked in COMMANDS or READ.fullmatch(checked), checked
    for file, name in found:
        assert name in functions_of(file), f"{file} has no {name}"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_the_files_that_a_row_names_are_there(row):
    for named in re.findall(r"`([\w./-]+/[\w./-]*\w\.\w+)`", row[4]):
        places = [ROOT / named, *(ROOT / "src" / "digigov").rglob(named)]
        assert any(place.exists() for place in places), named


def test_the_figures_are_the_counted_ones():
    said = dict(re.findall(r"^\| (\d+ [^|]+?) \| ((?:\d+ \| ){3}\d+) \|$", TABLE.read_text(), re.M))
    counted = {
        name: " | ".join(str(Counter(row[3] for row in rows)[state]) for state in STATES)
        for name, rows in chapters().items()
    }

    assert said == counted
    in_all = Counter(row[3] for row in ROWS)
    assert f"| **All** | {' | '.join(f'**{in_all[state]}**' for state in STATES)} |" in TABLE.read_text()
    first = Counter(row[3] for row in ROWS if row[1] == "1")
    assert f"At level 1 alone: {', '.join(f'{state} {first[state]}' for state in STATES)}." in TABLE.read_text()
