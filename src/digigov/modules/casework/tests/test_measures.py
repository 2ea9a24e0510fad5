"""How long it takes in fact: said only of enough finished cases, in working days."""

from datetime import UTC, date, datetime

import pytest

from digigov.modules.casework import queries
from digigov.modules.casework.asking import measures
from digigov.modules.casework.models import Case
from digigov.modules.casework.testing import make_case

MONDAY = datetime(2026, 6, 1, 14, tzinfo=UTC)
NEXT_TUESDAY = datetime(2026, 6, 9, 14, tzinfo=UTC)
TODAY = date(2026, 6, 10)


@pytest.fixture(autouse=True)
def not_remembered():
    measures.typical_working_days.cache_clear()
    yield
    measures.typical_working_days.cache_clear()


def finished(number, outcome="granted"):
    for _ in range(number):
        case_id = make_case(at=MONDAY)
        Case.objects.filter(id=case_id).update(state="closed", outcome=outcome, closed_at=NEXT_TUESDAY)


@pytest.mark.parametrize(
    ("outcome", "number", "said"), [("granted", 4, False), ("granted", 5, True), ("withdrawn", 5, False)]
)
def test_five_decided_cases_say_how_long(island, outcome, number, said):
    finished(number, outcome)

    found = queries.typical_working_days(service="test-service", today=TODAY)

    expected = measures.organizations.working_days().between(MONDAY.date(), NEXT_TUESDAY.date())
    assert found == (expected if said else None)
    assert 3 <= expected <= 6, "a weekend does not count"
