"""Each threat names its test, and the test is there."""

import ast
import re

import pytest

from tests.plugin import ROOT

MODEL = ROOT / "docs" / "security" / "threats.md"
ROWS = [line for line in MODEL.read_text().splitlines() if re.match(r"\| [STRIDE] \|", line)]
NAMED = re.compile(r"`([\w/.]+\.py)::(\w+)`")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[4:60].strip())
def test_each_threat_names_a_test_that_is_there_or_says_that_it_is_open(row):
    found = NAMED.findall(row)

    assert found or "*open:" in row
    for file, name in found:
        tree = ast.parse((ROOT / file).read_text())
        assert name in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_there_are_threats_of_each_kind():
    assert {row[2] for row in ROWS} == set("STRIDE")
