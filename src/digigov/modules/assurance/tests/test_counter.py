from dataclasses import replace
from datetime import date, timedelta

import pytest

from digigov.kernel.actor import ANONYMOUS, Grant, system
from digigov.kernel.errors import NotAllowed, NotFound
from digigov.kernel.paging import Page
from digigov.modules.assurance import commands, queries
from digigov.modules.assurance.models import Proofing
from digigov.modules.assurance.testing import AT, BORN, NUMBER, make_dead, make_known, make_plan, make_proved, shown
from digigov.modules.identity.testing import load_messages, make_me
from digigov.modules.organizations.testing import make_officer, make_organizations
from digigov.modules.parties.queries import id_with_number
from digigov.modules.parties.testing import make_person

pytestmark = pytest.mark.django_db
SOON = AT + timedelta(hours=1)


@pytest.fixture(autouse=True)
def _country():
    load_messages()
    make_organizations()
    make_plan()
    make_known()


def officer(**more):
    return replace(make_officer(unit="treasury", role="cashier", party_id=make_person()), **more)


@pytest.fixture
def agent():
    return officer()


@pytest.fixture
def testa():
    return make_person(given_names="Testa", family_name="Fictional")


def begin(agent, testa, *, face_agrees=True, **other):
    return commands.begin_at_counter(by=agent, at=AT, party_id=testa, shown=shown(**other), face_agrees=face_agrees)


class TestTwoOfficersLook:
    def test_and_then_it_counts_for_every_service(self, agent, testa):
        proofing_id = begin(agent, testa)
        assert queries.level_of(testa, at=SOON) == 0
        commands.confirm_at_counter(by=officer(), at=SOON, proofing_id=proofing_id, agrees=True)

        assert queries.level_of(testa, at=SOON) == 2
        assert id_with_number(NUMBER) == testa
        kept = Proofing.objects.get(id=proofing_id)
        assert (kept.agent_id, kept.office, kept.claim) == (agent.party_id, "treasury", {})
        assert kept.second_id not in (None, agent.party_id)

    def test_a_passport_counts_by_sight(self, agent, testa):
        assert begin(agent, testa, paper="card", number="P1234567")

    @pytest.mark.parametrize(
        ("seen", "reason"),
        [
            ({"face_agrees": False}, "face"),
            ({"paper": "birth", "number": "1991-88001"}, "no-photo"),
            ({"expires_on": date(2026, 5, 31)}, "paper-expired"),
            ({"born_on": date(1990, 1, 1)}, "person-born"),
        ],
        ids=str,
    )
    def test_what_the_first_sees_against_it_refuses_it_and_says_what(self, agent, testa, seen, reason):
        with pytest.raises(commands.NotAgreed) as refusal:
            begin(agent, testa, **seen)

        assert reason in refusal.value.reasons
        assert Proofing.objects.get(party_id=testa).state == "refused"

    def test_somebody_who_has_died_is_found(self, agent, testa):
        make_dead()
        with pytest.raises(commands.NotAgreed) as refusal:
            begin(agent, testa)
        assert "register of deaths" in str(refusal.value)

    def test_the_second_who_sees_something_else_refuses_it(self, agent, testa):
        proofing_id = begin(agent, testa)
        commands.confirm_at_counter(by=officer(), at=SOON, proofing_id=proofing_id, agrees=False)

        assert queries.level_of(testa, at=SOON) == 0
        assert Proofing.objects.get(id=proofing_id).reason == "not-the-same"

    def test_a_day_later_it_begins_anew(self, agent, testa):
        proofing_id = begin(agent, testa)
        with pytest.raises(commands.ProofLapsed):
            commands.confirm_at_counter(by=officer(), at=AT + timedelta(hours=25), proofing_id=proofing_id, agrees=True)

    def test_twice_is_once(self, agent, testa):
        proofing_id = begin(agent, testa)
        commands.confirm_at_counter(by=officer(), at=SOON, proofing_id=proofing_id, agrees=True)
        with pytest.raises(NotFound):
            commands.confirm_at_counter(by=officer(), at=SOON, proofing_id=proofing_id, agrees=True)

    @pytest.mark.parametrize(
        "who", ["the first", "the person", "elsewhere", "without second factor", "clerk", "stranger", "machine"]
    )
    def test_nobody_else_is_the_second_pair_of_eyes(self, agent, testa, who):
        proofing_id = begin(agent, testa)
        by = {
            "the first": lambda: agent,
            "the person": lambda: officer(party_id=testa),
            "elsewhere": lambda: make_officer(unit="police", role="cashier", party_id=make_person()),
            "without second factor": lambda: officer(second_factor=False),
            "clerk": lambda: make_officer(unit="treasury", party_id=make_person()),
            "stranger": lambda: ANONYMOUS,
            "machine": lambda: system("x"),
        }[who]()

        with pytest.raises(NotAllowed):
            commands.confirm_at_counter(by=by, at=SOON, proofing_id=proofing_id, agrees=True)
        with pytest.raises(NotAllowed):
            queries.get_waiting(viewer=by, at=SOON, proofing_id=proofing_id)
        assert queries.level_of(testa, at=SOON) == 0

    @pytest.mark.parametrize("who", ["oneself", "without second factor", "clerk", "citizen", "stranger", "machine"])
    def test_nobody_else_begins_it(self, testa, who):
        by = {
            "oneself": lambda: officer(party_id=testa),
            "without second factor": lambda: officer(second_factor=False),
            "clerk": lambda: make_officer(unit="treasury", party_id=make_person()),
            "citizen": make_me,
            "stranger": lambda: ANONYMOUS,
            "machine": lambda: system("x"),
        }[who]()

        with pytest.raises(NotAllowed):
            begin(by, testa)
        assert not Proofing.objects.exists()

    def test_what_waits_is_seen_at_its_counter_alone(self, agent, testa):
        begin(agent, testa)
        elsewhere = make_officer(unit="police", role="cashier", party_id=make_person())

        (waiting,) = queries.list_waiting(viewer=officer(), at=SOON, page=Page())
        assert waiting.name == "Testa Fictional"
        assert not len(queries.list_waiting(viewer=elsewhere, at=SOON, page=Page()))
        assert not len(queries.list_waiting(viewer=officer(), at=AT + timedelta(hours=25), page=Page()))


class TestOneRecordForOnePerson:
    def test_whoever_signs_in_already_with_the_number_is_found(self, agent, testa):
        make_proved(make_me().party_id, number=NUMBER)
        proofing_id = begin(agent, testa)
        with pytest.raises(commands.NotAgreed):
            commands.confirm_at_counter(by=officer(), at=SOON, proofing_id=proofing_id, agrees=True)

        assert Proofing.objects.get(id=proofing_id).reason == "number-taken"

    def test_whom_a_counter_had_written_down_becomes_the_same_person(self, agent):
        before = make_person(given_names="Testa", family_name="Fictional", national_id=NUMBER, born_on=BORN)
        me = make_me(party_id=make_person(given_names="Testa", family_name="Fictional"))
        proofing_id = begin(agent, me.party_id)
        commands.confirm_at_counter(by=officer(), at=SOON, proofing_id=proofing_id, agrees=True)

        assert id_with_number(NUMBER) == me.party_id != before

    def test_a_number_that_was_written_down_for_somebody_else_is_found(self, agent, testa):
        make_person(given_names="Otto", family_name="Other", national_id=NUMBER)
        proofing_id = begin(agent, testa)
        with pytest.raises(commands.NotAgreed) as refusal:
            commands.confirm_at_counter(by=officer(), at=SOON, proofing_id=proofing_id, agrees=True)

        assert refusal.value.reasons == ("number-known",)
        assert (Proofing.objects.get(id=proofing_id).state, queries.level_of(testa, at=SOON)) == ("refused", 0)


class TestLater:
    def test_an_officer_who_may_withdraws_it(self, testa):
        make_proved(testa, number=NUMBER)
        by = make_officer(unit="treasury", role="cashier", party_id=make_person())
        with pytest.raises(NotAllowed):
            commands.end_proof(by=by, at=SOON, party_id=testa)
        may = replace(by, grants=by.grants | {Grant("assurance.end")})
        commands.end_proof(by=may, at=SOON, party_id=testa)

        assert queries.level_of(testa, at=SOON) == 0
        with pytest.raises(NotFound):
            commands.end_proof(by=may, at=SOON, party_id=testa)

    def test_whoever_has_died_since_is_found_within_a_month(self, testa):
        make_proved(testa, number=NUMBER)
        other = make_person(given_names="Otto", family_name="Fictional")
        make_proved(other, number="9100007")
        make_dead()
        later = AT + timedelta(days=31)

        assert commands.recheck(by=system("x"), at=AT + timedelta(days=29), most=9) == 0
        assert commands.recheck(by=system("x"), at=later, most=9) == 1
        assert (queries.level_of(testa, at=later), queries.level_of(other, at=later)) == (0, 2)
        assert commands.recheck(by=system("x"), at=later, most=9) == 0
