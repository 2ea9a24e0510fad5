"""The made-up history keeps the contract of a real one, and says that it is none."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from digigov.modules.workforce.testing import keeps_the_contract, make_week
from digigov.rehearsal.contacts import STORM, MadeUp

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 25, 14, tzinfo=UTC)


def test_keeps_the_contract_and_is_marked():
    agent = uuid4()
    make_week(date(2026, 11, 16), {(agent, 1): (7, 12)}, at=AT)

    keeps_the_contract(MadeUp(), MadeUp(), at=AT, agent=agent, on=date(2026, 11, 17))
    assert MadeUp().check().rehearsal_only
    assert MadeUp().states(agent, date(2026, 11, 17))


def test_a_working_day_brings_about_six_hundred_and_the_storm_more():
    def came(on):
        since = datetime(on.year, on.month, on.day, 4, tzinfo=UTC)
        found = (MadeUp().intervals(each, "", since, since + timedelta(days=1)) for each in ("voice", "chat", "mail"))
        return sum(each.offered for intervals in found for each in intervals)

    assert came(date(2026, 11, 18)) == pytest.approx(600, rel=0.15)
    assert came(STORM) > 1800
