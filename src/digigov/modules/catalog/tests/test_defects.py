"""Each defect is caught by its rule, in its file and line, and by no other rule that would hide it."""

import inspect
import re
from pathlib import Path

import pytest
from django.conf import settings

from digigov.modules.casework import queries as casework
from digigov.modules.catalog.pack.check import check
from digigov.modules.catalog.pack.faults import RULES
from digigov.modules.catalog.pack.rules.casework_rules import WHY
from digigov.modules.catalog.testing import TINY, copy_tiny
from digigov.modules.catalog.tests.defects import (
    of_articles,
    of_casework,
    of_examples,
    of_fees,
    of_files,
    of_forms,
    of_government,
    of_requests,
    of_services,
    of_workflows,
)

DEFECTS = [
    defect
    for area in (
        of_articles,
        of_files,
        of_forms,
        of_workflows,
        of_casework,
        of_fees,
        of_government,
        of_requests,
        of_services,
        of_examples,
    )
    for defect in area.DEFECTS
]


def test_the_tiny_pack_is_without_fault():
    assert check(TINY)[1] == ()


@pytest.mark.parametrize("defect", DEFECTS, ids=lambda d: f"{d.rule}:{d.new[:20]!r}")
def test_a_defect_is_caught_by_its_rule_at_its_line_and_by_nothing_else(defect, tmp_path):
    root = copy_tiny(tmp_path)
    defect.seed(root)

    found = {(fault.file, fault.line) for fault in check(root)[1] if fault.rule == defect.rule}
    assert sorted(found) == [defect.place(root)]

    without = check(root, without={defect.rule})[1]
    others = [f.rule for f in without if (f.file, f.line) == defect.place(root) and f.rule not in defect.also]
    assert others == []


def test_every_rule_has_a_defect_that_goes_unseen_without_it():
    assert set(RULES) - {defect.rule for defect in DEFECTS} == {"example/breaks"}  # tried below


def test_what_no_rule_foresaw_is_a_fault_and_not_a_crash(monkeypatch):
    monkeypatch.setattr("digigov.modules.forms.queries.pages_shown", lambda *given: 1 / 0)

    assert {fault.rule for fault in check(TINY)[1]} == {"example/breaks", "example/step-never-walked"}


def test_every_rule_of_casework_has_its_code_and_its_reason():
    source = Path(inspect.getfile(casework.check_workflow)).with_name("rules") / "checks.py"

    assert set(re.findall(r'Fault\(\s*"([a-z-]+)"', source.read_text())) == set(WHY)


def test_every_rule_says_why_it_exists():
    assert [rule.code for rule in RULES.values() if not rule.why] == []


def test_the_real_pack_is_without_fault():
    assert check(settings.PACK)[1] == ()
