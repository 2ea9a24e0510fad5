from datetime import UTC, datetime

import pytest

from digigov.kernel.actor import ANONYMOUS, Actor, system
from digigov.kernel.errors import NotAllowed
from digigov.kernel.ids import new_id
from digigov.kernel.paging import Page
from digigov.modules.organizations import commands, queries
from digigov.modules.organizations.definitions import Calendar, Organizations
from digigov.modules.organizations.models import CalendarEdition, Unit
from digigov.modules.organizations.testing import CALENDAR, ORGANIZATIONS, make_officer, make_organizations

pytestmark = pytest.mark.django_db
AT = datetime(2026, 6, 1, 12, tzinfo=UTC)


class TestLoadOrganizations:
    def test_makes_the_tree(self):
        make_organizations()

        assert [m.code for m in queries.list_ministries()] == ["home-affairs", "finance"]
        assert [d.code for d in queries.list_departments("home-affairs")] == ["police"]
        assert queries.units_under("home-affairs") == {"home-affairs", "police", "police-records"}
        assert [o.code for o in queries.list_offices(page=Page(), unit="police")] == ["police-records-office"]
        assert queries.list_offices(page=Page(), unit="finance", kind="counter").items == ()
        assert [o.code for o in queries.list_offices(page=Page(), kind="kiosk")] == ["treasury-kiosk"]

    def test_twice_changes_nothing(self):
        make_organizations()
        before = list(Unit.objects.order_by("code").values())

        make_organizations()

        assert list(Unit.objects.order_by("code").values()) == before
        assert CalendarEdition.objects.count() == 1

    def test_what_is_no_longer_named_stays_on_record(self):
        make_organizations()
        without = [unit for unit in ORGANIZATIONS["organizations"] if unit["code"] != "treasury"]

        make_organizations(organizations=without)

        assert queries.list_departments("finance") == ()
        assert queries.name_of("treasury") == "Treasury"

    def test_a_ministry_keeps_its_code_through_its_names(self):
        names = [{"name": "Old Name"}, {"name": "New Name", "since": "2026-01-01"}]
        make_organizations(
            organizations=[*ORGANIZATIONS["organizations"], {"code": "renamed", "kind": "ministry", "names": names}]
        )

        assert queries.name_of("renamed") == "New Name"
        assert queries.name_of("renamed", datetime(2025, 12, 31, tzinfo=UTC).date()) == "Old Name"

    @pytest.mark.parametrize("parent", ["nowhere", "odd"])
    def test_refuses_a_tree_that_does_not_hold(self, parent):
        odd = {"code": "odd", "kind": "body", "parent": parent, "names": [{"name": "Odd"}]}

        with pytest.raises(commands.DefinitionsDisagree):
            make_organizations(organizations=[*ORGANIZATIONS["organizations"], odd])

    @pytest.mark.parametrize("who", ["stranger", "citizen", "officer"])
    def test_refuses_anyone_who_does_not_keep_the_organisation(self, who):
        make_organizations()
        by = {
            "stranger": lambda: ANONYMOUS,
            "citizen": lambda: Actor(kind="citizen", account_id=new_id(), party_id=new_id()),
            "officer": lambda: make_officer(role="records-supervisor"),
        }[who]()
        units, editions = Unit.objects.count(), CalendarEdition.objects.count()

        with pytest.raises(NotAllowed):
            commands.load_organizations(
                by=by, at=AT, definition=Organizations.model_validate({"organizations": [], "roles": []})
            )
        with pytest.raises(NotAllowed):
            commands.load_calendar(by=by, at=AT, definition=Calendar.model_validate({**CALENDAR, "fixed": []}))

        assert Unit.objects.filter(is_current=True).count() == units
        assert CalendarEdition.objects.count() == editions


def test_a_new_calendar_is_in_force_at_once():
    make_organizations()
    closed = {**CALENDAR, "extra": [{"name": "Storm", "on": "2026-11-25"}]}
    assert queries.working_days().is_open(datetime(2026, 11, 25, tzinfo=UTC).date())

    commands.load_calendar(by=system("test"), at=AT, definition=Calendar.model_validate(closed))

    assert not queries.working_days().is_open(datetime(2026, 11, 25, tzinfo=UTC).date())
    assert queries.deadline_after(datetime(2026, 11, 24, 15, tzinfo=UTC), 1).day == 26
