"""The pages of shifts and staffing: what the manager and the agents see and do there."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.apps import apps
from django.test import Client

from digigov.kernel.clock import local_date, now
from digigov.modules.identity.testing import make_account, sign_in
from digigov.modules.organizations.testing import ORGANIZATIONS, make_holder, make_organizations
from digigov.modules.parties.testing import make_person
from digigov.modules.workforce.ports import Stretch
from digigov.modules.workforce.testing import UNIT, InMemory, a_centre, make_week, moment, remember
from digigov.sites.desk.calendar_feed import Event, calendar_of

pytestmark = pytest.mark.django_db
Agent, Leave, LeftOutDay, Shift, Swap, Week, Wish = (
    apps.get_model("workforce", name) for name in ("Agent", "Leave", "LeftOutDay", "Shift", "Swap", "Week", "Wish")
)
NEED, WEEK, PEOPLE, MINE = "/desk/workforce/", "/desk/workforce/week/", "/desk/workforce/people/", "/desk/my-shifts/"
PAGES = (NEED, WEEK, PEOPLE, "/desk/workforce/what-if/", "/desk/workforce/day/", "/desk/workforce/adherence/")


def next_monday(weeks=1):
    today = local_date(now())
    return today - timedelta(days=today.weekday()) + timedelta(weeks=weeks)


@pytest.fixture(autouse=True)
def _centre():
    may = {"records-clerk": ["contact.answer"], "inspector": ["workforce.plan"]}
    roles = [
        {**role, "permissions": may.get(role["code"], role.get("permissions", []))} for role in ORGANIZATIONS["roles"]
    ]
    make_organizations(roles=roles)
    with a_centre():
        yield


def come_in(role, **person):
    client = Client()
    client.party = make_holder(party_id=make_person(**person), unit=UNIT, role=role)
    sign_in(client, make_account(party_id=client.party), second_factor=True)
    return client


@pytest.fixture
def manager():
    return come_in("inspector")


@pytest.fixture
def agent():
    return come_in("records-clerk", given_names="Ana", family_name="Fictional")


def planned(manager):
    remember(until=now())
    return manager.post(WEEK, {"do": "plan", "week": next_monday().isoformat(), "share": "80", "seconds": "20"})


class TestDoors:
    @pytest.mark.parametrize("address", PAGES)
    def test_of_the_manager_alone(self, address, manager, agent):
        assert manager.get(address).status_code == 200
        assert agent.get(address).status_code == 403
        assert Client().get(address).status_code == 302

    def test_of_agents_alone(self, manager, agent):
        assert agent.get(MINE).status_code == 200
        assert manager.get(MINE).status_code == 403

    @pytest.mark.parametrize("address", PAGES)
    @pytest.mark.parametrize(
        "query", ["on=2026-13-99", "on=0001-01-01&week=9999-12-31", "week=x&page=-1", "rate=1e9&share=%00x"]
    )
    def test_nonsense_in_the_address_is_no_fault_of_ours(self, address, query, manager):
        assert manager.get(f"{address}?{query}").status_code in (200, 400, 422)


class TestNeed:
    def test_without_history_it_says_so(self, manager):
        assert "it takes two weeks of calls" in manager.get(NEED).text

    def test_shows_the_need_drawn_and_in_words_and_how_sure_it_is(self, manager):
        remember(until=now(), weeks=8)
        page = manager.get(NEED, {"on": next_monday().isoformat()}).text

        assert page.count('fill="#1d70b8"') == 24
        assert "Most agents are needed from 07:00: 5." in page
        assert "eight weeks of history or more" in page
        assert "it was off by 0.0 % a day" in page
        assert "80.0 % of calls are answered within 20 seconds" in page
        assert "nobody hangs up" in page

    def test_a_day_is_left_out_with_a_reason_and_taken_back(self, manager):
        remember(until=now())
        day = (local_date(now()) - timedelta(days=3)).isoformat()
        refused = manager.post(f"{NEED}left-out/", {"on": day, "reason": ""})
        assert (refused.status_code, "Say why" in refused.text) == (422, True)

        manager.post(f"{NEED}left-out/", {"on": day, "reason": "Hurricane"})
        assert "Hurricane" in manager.get(NEED).text
        manager.post(f"{NEED}left-out/", {"on": day, "do": "back"})
        assert not LeftOutDay.objects.exists()
        assert manager.post(f"{NEED}left-out/", {"on": day, "do": "back"}).status_code == 404


class TestWhatIf:
    def test_the_reference_case(self, manager):
        page = manager.get(
            "/desk/workforce/what-if/", {"rate": "200", "seconds": "180", "share": "80", "within": "20"}
        ).text

        assert "14 agents at their desks" in page
        assert "88.8 %" in page
        assert "7.8 seconds" in page

    @pytest.mark.parametrize(
        "given",
        [
            {"rate": "x"},
            {"rate": "-1"},
            {"seconds": "0"},
            {"share": "100"},
            {"within": "9999"},
            {"rate": "20001"},
            {"rate": "٣"},
        ],
    )
    def test_what_cannot_be_is_said_at_its_field(self, given, manager):
        answer = manager.get("/desk/workforce/what-if/", given)

        assert answer.status_code == 422
        assert f'href="#{next(iter(given))}"' in answer.text

    def test_the_most_that_is_taken_is_worked_out(self, manager):
        assert manager.get("/desk/workforce/what-if/", {"rate": "20000", "seconds": "300"}).status_code == 200
        assert manager.get("/desk/workforce/what-if/", {"rate": "20000", "seconds": "7200"}).status_code == 422


class TestWeek:
    def test_is_planned_changed_published_and_seen(self, manager, agent):
        monday = next_monday()
        assert planned(manager).status_code == 302
        page = manager.get(WEEK, {"week": monday.isoformat()}).text
        assert "Draft" in page
        assert "agents too few" in page
        assert "nobody who speaks Kwéyòl" in page
        assert "No shifts are published" in agent.get(MINE).text

        first = Shift.objects.order_by("on").first()
        asked = {"week": monday.isoformat(), "party": first.party_id, "on": first.on.isoformat()}
        manager.post(WEEK, {**asked, "do": "put", "begins": "600", "ends": "840"})
        assert "10:00–14:00" in manager.get(WEEK, {"week": monday.isoformat()}).text
        manager.post(WEEK, {"week": monday.isoformat(), "do": "publish"})
        assert "10:00–14:00" in agent.get(MINE).text

        manager.post(WEEK, {"week": monday.isoformat(), "do": "change"})
        manager.post(WEEK, {**asked, "do": "remove"})
        assert "10:00–14:00" in agent.get(MINE).text
        assert sorted(Week.objects.values_list("state", flat=True)) == ["draft", "in-force"]

    @pytest.mark.parametrize(
        ("given", "sentence"),
        [
            ({"do": "put", "begins": "600", "ends": "500"}, "from when until when"),
            ({"do": "put", "begins": "420", "ends": "1140"}, "no longer than a whole shift"),
            ({"do": "put", "begins": "300", "ends": "500"}, "within the opening hours"),
            ({"do": "put", "party": "nobody"}, "Choose somebody"),
            ({"do": "put", "on": "2020-01-01"}, "a day of this week"),
            ({"do": "plan", "share": "5", "seconds": "20"}, "from 50 to 99"),
            ({"do": "plan", "share": "80", "seconds": "x"}, "5 to 600"),
            ({"do": "dance"}, "Choose what to do"),
        ],
    )
    def test_refuses_in_a_sentence(self, given, sentence, manager, agent):
        planned(manager)
        answer = manager.post(
            WEEK, {"week": next_monday().isoformat(), "party": agent.party, "on": next_monday().isoformat(), **given}
        )

        assert answer.status_code == 422
        assert sentence in answer.text

    def test_of_a_week_that_is_over_and_without_history(self, manager):
        late = manager.post(WEEK, {"week": "2021-01-04", "do": "plan", "share": "80", "seconds": "20"})
        assert (late.status_code, "This week is over" in late.text) == (409, True)
        new = manager.post(WEEK, {"week": next_monday().isoformat(), "do": "plan", "share": "80", "seconds": "20"})
        assert (new.status_code, "two weeks of calls" in new.text) == (409, True)

    def test_is_played_through(self, manager, agent):
        planned(manager)
        page = manager.get("/desk/workforce/day/", {"on": Shift.objects.first().on.isoformat()}).text

        assert "wait for ever (Erlang C)" in page
        assert "The plan is a draft." in page
        assert agent.party


class TestPeople:
    def test_languages_and_hours(self, manager, agent):
        manager.post(PEOPLE, {"do": "agent", "id": agent.party, "languages": ["en", "acf"], "weekly_hours": "20"})
        assert Agent.objects.get().weekly_minutes == 1200
        wrong = manager.post(PEOPLE, {"do": "agent", "id": agent.party, "weekly_hours": "20"})
        assert (wrong.status_code, f'href="#languages-{agent.party}"' in wrong.text) == (422, True)

    def test_leave_is_granted(self, manager, agent):
        monday = next_monday().isoformat()
        agent.post(MINE, {"do": "leave", "first_on": monday, "last_on": monday})
        assert "Ana Fictional" in manager.get(PEOPLE).text
        manager.post(PEOPLE, {"do": "leave", "id": Leave.objects.get().id, "answer": "yes"})
        assert "Granted" in agent.get(MINE).text

    @pytest.mark.parametrize("given", [{"do": "leave", "id": "x"}, {"do": "swap", "id": "x"}, {}])
    def test_nonsense_gets_a_sentence(self, given, manager):
        assert manager.post(PEOPLE, given).status_code == 422

    def test_what_is_not_there(self, manager):
        for do in ("leave", "swap", "agent"):
            assert manager.post(PEOPLE, {"do": do, "id": uuid4(), "languages": ["en"]}).status_code == 404


class TestMyShifts:
    def test_two_change_shifts(self, manager, agent):
        ben, monday = come_in("records-clerk", given_names="Ben", family_name="Fictional"), next_monday()
        make_week(monday, {(agent.party, 0): (7, 12), (ben.party, 1): (13, 18)}, at=now())
        tuesday = monday + timedelta(days=1)
        agent.post(MINE, {"do": "swap", "mine": monday.isoformat(), "theirs": f"{ben.party} {tuesday.isoformat()}"})
        swap = Swap.objects.get().id

        assert "Ana Fictional would give you" in ben.get(MINE).text
        ben.post(MINE, {"do": "swap-answer", "id": swap, "answer": "yes"})
        assert "Both want it" in manager.get(PEOPLE).text
        manager.post(PEOPLE, {"do": "swap", "id": swap, "answer": "yes"})
        assert "13:00–18:00" in agent.get(MINE).text

    def test_leave_and_wishes(self, agent):
        monday = next_monday().isoformat()
        agent.post(MINE, {"do": "wish", "on": monday, "kind": "off"})
        assert "Rather not work" in agent.get(MINE).text
        agent.post(MINE, {"do": "wish", "on": monday, "kind": ""})
        assert not Wish.objects.exists()
        agent.post(MINE, {"do": "leave", "first_on": monday, "last_on": monday})
        again = agent.post(MINE, {"do": "leave", "first_on": monday, "last_on": monday})
        assert (again.status_code, "Take that back first" in again.text) == (409, True)
        agent.post(MINE, {"do": "leave-back", "id": Leave.objects.get().id})
        assert Leave.objects.get().state == "taken-back"

    @pytest.mark.parametrize(
        ("given", "field"),
        [
            ({"do": "leave", "first_on": "x"}, "first_on"), ({"do": "wish", "on": "2021-01-01", "kind": "off"}, "on"),
            ({"do": "swap", "mine": "x"}, "mine"), ({"do": "swap", "mine": "2026-11-30", "theirs": "x y"}, "theirs"),
            ({"do": "leave-back", "id": "x"}, ""), ({"do": "nothing"}, ""),
        ],
    )  # fmt: skip
    def test_refuses_in_a_sentence(self, given, field, agent):
        answer = agent.post(MINE, given)

        assert answer.status_code == 422
        assert f'href="#{field}"' in answer.text or not field

    def test_sees_how_they_kept_to_the_plan(self, agent, manager):
        yesterday = local_date(now()) - timedelta(days=1)
        monday = yesterday - timedelta(days=yesterday.weekday())
        make_week(monday, {(agent.party, yesterday.weekday()): (7, 12)}, at=now())
        InMemory.seen[agent.party, yesterday] = [Stretch("ready", moment(yesterday, 450), moment(yesterday, 720))]

        assert "90.0 % as planned; 30 min late" in agent.get(MINE).text
        seen = manager.get("/desk/workforce/adherence/", {"on": yesterday.isoformat()}).text
        assert "90.0 %" in seen
        assert "30 min" in seen


class TestCalendar:
    def address(self, agent):
        page = agent.post(MINE, {"do": "feed"}).text
        return page.split("/desk/my-shifts/calendar/")[1].split("/")[0]

    def test_gives_times_and_no_name_to_whoever_has_the_address(self, agent):
        monday = next_monday()
        make_week(monday, {(agent.party, 0): (7, 12)}, at=now())
        answer = Client().get(f"{MINE}calendar/{self.address(agent)}/")

        assert answer["Content-Type"] == "text/calendar; charset=utf-8"
        body = answer.content.decode()
        assert f"DTSTART:{monday:%Y%m%d}T110000Z\r\n" in body
        assert f"DTEND:{monday:%Y%m%d}T160000Z\r\n" in body
        assert "Fictional" not in body
        assert "no-store" in answer["Cache-Control"]

    def test_is_nobodys_otherwise(self, agent):
        old = self.address(agent)
        self.address(agent)

        for token in (old, "AAAA", "x" * 300):
            assert Client().get(f"{MINE}calendar/{token}/").status_code == 404


def test_an_icalendar_folds_and_escapes():
    at = datetime.fromisoformat("2026-11-30T11:00:00+00:00")
    made = calendar_of([Event("1", at, at, "A; b, c\\d\ne", "é" * 80)], at=at)

    assert "SUMMARY:A\\; b\\, c\\\\d\\ne\r\n" in made
    lines = made.split("\r\n")
    assert all(len(line.encode()) <= 75 for line in lines)
    assert "é" * 80 in made.replace("\r\n ", "")
