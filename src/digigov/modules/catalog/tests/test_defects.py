"""Each defect is caught by its rule, in its file and line, and by no other rule that would hide it."""

import pytest

from digigov.modules.catalog.pack.check import check
from digigov.modules.catalog.pack.faults import RULES
from digigov.modules.catalog.testing import TINY, copy_tiny
from digigov.modules.catalog.tests.defects import of_fees, of_files, of_forms, of_government, of_services, of_workflows

DEFECTS = [
    defect
    for area in (of_files, of_forms, of_workflows, of_fees, of_government, of_services)
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
    assert [fault for fault in without if (fault.file, fault.line) == defect.place(root)] == []


def test_every_rule_has_a_defect_that_goes_unseen_without_it():
    assert set(RULES) - {defect.rule for defect in DEFECTS} == set()


def test_every_rule_says_why_it_exists():
    assert [rule.code for rule in RULES.values() if not rule.why] == []
