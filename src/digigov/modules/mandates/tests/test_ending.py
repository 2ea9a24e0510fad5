"""What ends a mandate, and that it ends at once."""

from datetime import date, timedelta

import pytest
from django.apps import apps
from procrastinate.contrib.django.models import ProcrastinateJob

from digigov.kernel.actor import ANONYMOUS, Actor, Grant, system
from digigov.kernel.errors import NotAllowed, NotFound
from digigov.kernel.events import deliver
from digigov.kernel.ids import new_id
from digigov.modules.assurance.commands import end_proof, recheck
from digigov.modules.assurance.testing import make_dead
from digigov.modules.assurance.testing import make_plan as make_proofing
from digigov.modules.identity.testing import load_messages
from digigov.modules.mandates import commands, queries
from digigov.modules.mandates.models import Mandate
from digigov.modules.mandates.reading import HERE
from digigov.modules.mandates.testing import AT, acting, make_known, make_mandate
from digigov.modules.organizations.testing import make_organizations
from digigov.modules.parties.queries import contact_of
from digigov.modules.parties.testing import make_person

pytestmark = pytest.mark.django_db
OPEN = {"shop-licence": frozenset({"agent", "guardian"})}
SOON = AT + timedelta(hours=1)


@pytest.fixture(autouse=True)
def _country():
    load_messages()
    make_organizations()


@pytest.fixture
def elder():
    return make_known(number="9400001", given="Elder")


@pytest.fixture
def agent():
    return make_known(number="9400002", given="Agent")


@pytest.fixture
def mandate_id(elder, agent):
    return make_mandate(principal_id=elder.party_id, agent_id=agent.party_id)


def acts(agent, mandate_id, at=SOON):
    return queries.find_acting(viewer=agent, at=at, mandate_id=mandate_id, open_to=OPEN)


def test_whoever_holds_one_acts_in_what_it_names(elder, agent, mandate_id):
    found = acts(agent, mandate_id)
    assert (found.party_id, found.name, found.services) == (elder.party_id, "Elder Fictional", {"shop-licence"})


class TestTakenBack:
    @pytest.mark.parametrize("who", ["elder", "agent", "officer"])
    def test_by_either_or_by_an_officer_it_ends_at_once_and_both_are_told(self, who, elder, agent, mandate_id):
        officer = Actor(
            kind="officer", party_id=new_id(), account_id=new_id(), grants=frozenset({Grant("mandates.end")})
        )
        by = {"elder": elder, "agent": agent, "officer": officer}[who]
        commands.end(by=by, at=SOON, mandate_id=mandate_id)

        assert acts(agent, mandate_id) == "ended"
        ended = Mandate.objects.get(id=mandate_id)
        reasons = {"elder": "by-principal", "agent": "by-agent", "officer": "by-officer"}
        assert (ended.reason, ended.ended_by) == (reasons[who], by.party_id)
        assert set(
            apps.get_model("notifications", "Message")
            .objects.filter(template="mandate-ended")
            .values_list("party_id", flat=True)
        ) == {
            elder.party_id,
            agent.party_id,
        }

    def test_again_changes_nothing(self, elder, mandate_id):
        for _each in range(2):
            commands.end(by=elder, at=SOON, mandate_id=mandate_id)
        assert apps.get_model("notifications", "Message").objects.filter(template="mandate-ended").count() == 2

    def test_by_nobody_else(self, agent, mandate_id):
        stranger = make_known(number="9400003", given="Stranger")
        for who in (stranger, ANONYMOUS, acting(agent, principal_id=stranger.party_id)):
            if who.party_id != agent.party_id:
                with pytest.raises(NotFound):
                    commands.end(by=who, at=SOON, mandate_id=mandate_id)
        with pytest.raises(NotFound):
            commands.end(by=agent, at=SOON, mandate_id=new_id())

    def test_who_has_it_cannot_be_used_by_another(self, mandate_id):
        stranger = make_known(number="9400003", given="Stranger")
        assert acts(stranger, mandate_id) == "ended"
        assert acts(ANONYMOUS, mandate_id) == "ended"


class TestByItself:
    def test_after_the_last_day(self, elder, agent):
        mandate_id = make_mandate(principal_id=elder.party_id, agent_id=agent.party_id, ends_on=date(2026, 6, 3))
        assert acts(agent, mandate_id, at=AT + timedelta(days=2)).name
        assert acts(agent, mandate_id, at=AT + timedelta(days=3)) == "over"
        assert commands.lapse(at=AT + timedelta(days=2)) == 0
        assert commands.lapse(at=AT + timedelta(days=3)) == 1
        assert Mandate.objects.get().reason == "over"

    def test_with_the_proof_of_who_the_agent_is(self, agent, mandate_id):
        officer = Actor(
            kind="officer", party_id=new_id(), account_id=new_id(), grants=frozenset({Grant("assurance.end")})
        )
        end_proof(by=officer, at=SOON, party_id=agent.party_id)
        assert acts(agent, mandate_id) == "agent-not-known"

    @pytest.mark.parametrize(("number", "reason"), [("9400001", "principal-died"), ("9400002", "agent-died")])
    def test_with_a_death_at_once_and_for_good(self, agent, mandate_id, number, reason):
        make_proofing()
        make_dead(number)
        late = AT + timedelta(days=31)
        Mandate.objects.update(ends_on=date(2027, 1, 1))
        assert recheck(by=system("test"), at=late, most=10) == 1
        assert acts(agent, mandate_id, at=late) == reason
        for job in ProcrastinateJob.objects.filter(task_name="deliver_event").order_by("id"):
            deliver(**job.args)
            deliver(**job.args)

        assert acts(agent, mandate_id, at=late) in ("ended", reason)
        assert Mandate.objects.get(id=mandate_id).reason == "died"

    def test_only_the_machine_ends_all(self, elder):
        with pytest.raises(NotAllowed):
            commands.end_all_of(by=elder, at=AT, party_id=elder.party_id)


def test_messages_of_a_ward_go_to_whoever_is_left(elder, agent):
    ward = make_person(given_names="Ward", email="", phone="")
    first, second = (
        make_mandate(
            principal_id=ward, agent_id=each.party_id, ground="guardian", services=(), ends_on=date(2027, 1, 1)
        )
        for each in (elder, agent)
    )
    assert contact_of(ward).email == contact_of(agent.party_id).email
    commands.end(by=agent, at=SOON, mandate_id=second)
    assert contact_of(ward).email == contact_of(elder.party_id).email
    commands.end(by=elder, at=SOON, mandate_id=first)
    assert contact_of(ward).email == ""


def test_an_estate_is_not_ended_by_the_death_that_began_it(elder, agent):
    estate = make_mandate(
        principal_id=elder.party_id, agent_id=agent.party_id, ground="estate", services=(), ends_on=None
    )
    assert commands.end_all_of(by=HERE, at=SOON, party_id=elder.party_id) == 0
    assert Mandate.objects.get(id=estate).state == "active"
