"""Two who plan at the same moment, each on a connection of their own."""

from datetime import UTC, date, datetime

from digigov.modules.organizations.testing import make_organizations
from digigov.modules.workforce import commands
from digigov.modules.workforce.models import Shift, Week
from digigov.modules.workforce.testing import a_centre, make_agents, make_planner, make_week
from tests.at_once import at_once

AT = datetime(2026, 11, 25, 14, tzinfo=UTC)
MONDAY = date(2026, 11, 30)


def test_of_two_who_change_one_week_at_once_nobody_stands_in_two_places(fresh_database):
    make_organizations()
    with a_centre():
        (person,) = make_agents(1)
        make_week(MONDAY, {(person, 0): (7, 9)}, at=AT)
        planners = [make_planner() for _each in range(2)]

        drafts = at_once(*(lambda by=by: commands.change_week(by=by, at=AT, starts_on=MONDAY) for by in planners))
        assert len(set(drafts)) == 1

        at_once(
            *(
                lambda by=by, begins=begins: commands.put_shift(
                    by=by, at=AT, on=MONDAY, party_id=person, begins=begins, ends=begins + 120
                )
                for by, begins in zip(planners, (600, 660), strict=True)
            )
        )
        assert Shift.objects.filter(week__state="draft").count() == 1

        published = at_once(*(lambda by=by: commands.publish_week(by=by, at=AT, starts_on=MONDAY) for by in planners))
        assert published.count(commands.NoDraft) == 1
        assert sorted(Week.objects.values_list("state", flat=True)) == ["in-force", "replaced"]
