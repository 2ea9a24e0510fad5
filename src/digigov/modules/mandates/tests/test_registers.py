"""A parent by the register of births; a guardian, an executor, a director by a paper before two officers."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.apps import apps

from digigov.kernel.actor import ANONYMOUS
from digigov.kernel.errors import InvalidInput, NotAllowed, NotFound
from digigov.kernel.paging import Page
from digigov.modules.mandates import commands, queries
from digigov.modules.mandates.models import Mandate, Plan
from digigov.modules.mandates.reading import HERE
from digigov.modules.mandates.testing import AT, CHILD_BORN, ENTRY, FIRM, make_child, make_firm, make_known
from digigov.modules.organizations.testing import make_officer
from digigov.modules.parties.queries import contact_of
from digigov.modules.parties.testing import make_person
from digigov.modules.registries.testing import registers_down

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("registers_know")]
OPEN = {"shop-licence": frozenset(queries.GROUNDS)}
SOON = AT + timedelta(hours=1)


def held_by(viewer, at=SOON):
    return queries.list_held(viewer=viewer, at=at, open_to=OPEN, page=Page()).items


class TestAParent:
    def test_acts_until_the_day_before_the_eighteenth_birthday(self, testa):
        commands.claim_child(by=testa, at=AT, entry_number=ENTRY)

        (held,) = held_by(testa)
        assert (held.mandate.principal, held.mandate.ground, held.reason) == ("Minor Fictional", "parent", "allowed")
        assert held.mandate.ends_on == date(CHILD_BORN.year + 18, 5, 4)
        assert contact_of(held.mandate.principal_id).phone == contact_of(testa.party_id).phone

    def test_both_parents_act_for_the_same_child(self, testa):
        other = make_known(number="9300002", given="Father", family="Imaginary")
        make_child(numbers=("9300001", "930 0002"))
        for parent in (testa, other):
            commands.claim_child(by=parent, at=AT, entry_number=ENTRY)

        assert held_by(testa)[0].mandate.principal_id == held_by(other)[0].mandate.principal_id

    def test_once_is_enough(self, testa):
        commands.claim_child(by=testa, at=AT, entry_number=ENTRY)
        with pytest.raises(commands.ActsAlready):
            commands.claim_child(by=testa, at=AT, entry_number=ENTRY)

    def test_nobody_else(self, testa):
        stranger = make_known(number="9300003", given="Stranger")
        make_child(entry="2000-1", born=date(2000, 1, 1))
        for who, entry in ((stranger, ENTRY), (testa, "2000-1"), (testa, "1999-99999")):
            with pytest.raises(commands.NotParent):
                commands.claim_child(by=who, at=AT, entry_number=entry)
        with pytest.raises(commands.NotKnown):
            commands.claim_child(by=replace(testa, party_id=make_person()), at=AT, entry_number=ENTRY)
        with pytest.raises(NotAllowed):
            commands.claim_child(by=ANONYMOUS, at=AT, entry_number=ENTRY)
        with pytest.raises(InvalidInput):
            commands.claim_child(by=testa, at=AT, entry_number=" ")
        assert not Mandate.objects.exists()
        assert apps.get_model("audit", "Entry").objects.filter(action="mandates.child-refused").count() == 3

    def test_not_by_the_name_of_a_parent_nor_by_a_number_that_was_not_compared(self, testa):
        namesake, vouched = make_known(number="9300004"), make_known(number="9300005")
        apps.get_model("assurance", "Proofing").objects.filter(party_id=vouched.party_id).update(way="vouched")
        make_child(numbers=("9300001", "9300005"))
        for who in (namesake, vouched):
            with pytest.raises(commands.NotParent):
                commands.claim_child(by=who, at=AT, entry_number=ENTRY)

    def test_by_the_name_only_where_the_register_keeps_no_numbers(self, testa):
        plan = Plan.objects.get()
        Plan.objects.update(body={**plan.body, "births": {**plan.body["births"], "numbers": None}})
        stranger = make_known(number="9300003", given="Stranger")
        commands.claim_child(by=testa, at=AT, entry_number=ENTRY)
        with pytest.raises(commands.NotParent):
            commands.claim_child(by=stranger, at=AT, entry_number=ENTRY)

    def test_whom_the_register_names_no_more_acts_no_more(self, testa):
        commands.claim_child(by=testa, at=AT, entry_number=ENTRY)
        later = AT + timedelta(days=40)
        assert commands.recheck_parents(by=HERE, at=later, most=10) == 0
        make_child(numbers=("9300009",))  # an adoption
        assert commands.recheck_parents(by=HERE, at=later, most=10) == 0  # asked today
        assert commands.recheck_parents(by=HERE, at=later + timedelta(days=31), most=10) == 1

        assert [(each.state, each.reason) for each in Mandate.objects.all()] == [("ended", "not-parent")]
        assert contact_of(Mandate.objects.get().principal_id).phone == ""

    def test_asking_again_of_a_silent_register_ends_nothing(self, testa):
        commands.claim_child(by=testa, at=AT, entry_number=ENTRY)
        with registers_down(), pytest.raises(commands.RegisterDown):
            commands.recheck_parents(by=HERE, at=AT + timedelta(days=40), most=10)
        assert held_by(testa)[0].reason == "allowed"

    def test_a_silent_register_gives_nobody_a_child(self, testa):
        with registers_down(), pytest.raises(commands.RegisterDown):
            commands.claim_child(by=testa, at=AT, entry_number=ENTRY)
        Plan.objects.all().delete()
        with pytest.raises(NotFound):
            commands.claim_child(by=testa, at=AT, entry_number=ENTRY)


class TestADirector:
    @pytest.fixture(autouse=True)
    def _directs(self, registers_know):
        make_firm(directors=("9300009", "930 0001"))

    def test_acts_for_the_company_whose_register_names_them(self, testa):
        commands.claim_firm(by=testa, at=AT, firm_number=FIRM)

        (held,) = held_by(testa)
        assert (held.mandate.principal, held.mandate.ground, held.reason) == ("Fictional Limited", "company", "allowed")
        with pytest.raises(commands.ActsAlready):
            commands.claim_firm(by=testa, at=AT, firm_number=FIRM)

    def test_nobody_else(self, testa):
        other, vouched = make_known(number="9300004"), make_known(number="9300009")
        apps.get_model("assurance", "Proofing").objects.filter(party_id=vouched.party_id).update(way="vouched")
        make_firm(number="C8800-00003", state="Struck off", directors=("9300001",))
        for who, number in ((other, FIRM), (vouched, FIRM), (testa, "C8800-00003"), (testa, "C8800-99999")):
            with pytest.raises(commands.NotDirector):
                commands.claim_firm(by=who, at=AT, firm_number=number)
        with pytest.raises(commands.NotKnown):
            commands.claim_firm(by=replace(testa, party_id=make_person()), at=AT, firm_number=FIRM)
        with pytest.raises(NotAllowed):
            commands.claim_firm(by=ANONYMOUS, at=AT, firm_number=FIRM)
        with pytest.raises(InvalidInput):
            commands.claim_firm(by=testa, at=AT, firm_number=" ")
        assert not Mandate.objects.exists()
        assert apps.get_model("audit", "Entry").objects.filter(action="mandates.firm-refused").count() == 4

    def test_whom_the_register_names_no_more_acts_no_more(self, testa):
        commands.claim_firm(by=testa, at=AT, firm_number=FIRM)
        make_firm(directors=("9300009",))
        commands.recheck_firms(by=HERE, at=AT + timedelta(days=40), most=10)

        assert [(each.state, each.reason) for each in Mandate.objects.all()] == [("ended", "not-director")]
        assert contact_of(Mandate.objects.get().principal_id).phone == ""

    def test_a_company_that_is_gone_waits_for_its_return(self, testa):
        commands.claim_firm(by=testa, at=AT, firm_number=FIRM)
        make_firm(state="Struck off")
        commands.recheck_firms(by=HERE, at=AT + timedelta(days=40), most=10)
        assert held_by(testa)[0].reason == "firm-gone"

    def test_not_where_the_register_names_no_directors(self, testa):
        plan = Plan.objects.get()
        Plan.objects.update(body={**plan.body, "firms": {**plan.body["firms"], "directors": None}})
        assert not queries.reads_directors()
        with pytest.raises(NotFound):
            commands.claim_firm(by=testa, at=AT, firm_number=FIRM)

    def test_a_silent_register_makes_nobody_a_director(self, testa):
        with registers_down(), pytest.raises(commands.RegisterDown):
            commands.claim_firm(by=testa, at=AT, firm_number=FIRM)


class TestAPaper:
    @pytest.fixture
    def officers(self):
        return [make_officer(unit="treasury", role="cashier", party_id=make_person()) for _each in range(2)]

    def seen(self, testa, **other):
        known = {
            "ground": "guardian",
            "principal_id": make_person(given_names="Ward", email="", phone=""),
            "agent_id": testa.party_id,
            "paper": "Court order",
            "number": "HC-2026-117",
            "dated_on": date(2026, 5, 1),
            "ends_on": date(2030, 5, 1),
        }
        return commands.Seen(**{**known, **other})

    def record(self, officer, seen):
        return commands.record(by=officer, at=AT, seen=seen, open_services=frozenset(OPEN))

    def test_counts_once_a_second_officer_has_seen_it(self, officers, testa):
        mandate_id = self.record(officers[0], self.seen(testa))
        assert held_by(testa) == ()
        commands.confirm(by=officers[1], at=SOON, mandate_id=mandate_id, agrees=True)

        (held,) = held_by(testa)
        assert held.reason == "allowed"
        assert Mandate.objects.get().evidence == {"paper": "Court order", "end": "117", "dated_on": "2026-05-01"}

    def test_not_by_the_same_nor_by_whom_it_is_about_nor_elsewhere_nor_a_day_later(self, officers, testa):
        mandate_id = self.record(officers[0], self.seen(testa))
        themself = replace(officers[1], party_id=testa.party_id)
        for who in (officers[0], themself, replace(officers[1], office="shops"), testa):
            with pytest.raises(NotAllowed):
                commands.confirm(by=who, at=SOON, mandate_id=mandate_id, agrees=True)
        with pytest.raises(commands.MandateLapsed):
            commands.confirm(by=officers[1], at=AT + timedelta(days=2), mandate_id=mandate_id, agrees=True)
        assert held_by(testa) == ()

    def test_a_second_officer_who_sees_something_else_ends_it(self, officers, testa):
        mandate_id = self.record(officers[0], self.seen(testa))
        commands.confirm(by=officers[1], at=SOON, mandate_id=mandate_id, agrees=False)
        with pytest.raises(NotFound):
            commands.confirm(by=officers[1], at=SOON, mandate_id=mandate_id, agrees=True)
        assert Mandate.objects.get().state == "refused"

    def test_an_executor_acts_for_somebody_who_has_died(self, officers, testa):
        seen = self.seen(testa, ground="estate", paper="Grant of probate", died_on=date(2026, 4, 1), ends_on=None)
        commands.confirm(by=officers[1], at=SOON, mandate_id=self.record(officers[0], seen), agrees=True)
        assert held_by(testa)[0].reason == "allowed"

    def test_a_director_acts_for_a_company_as_long_as_it_exists(self, officers, testa):
        seen = self.seen(testa, ground="company", principal_id=None, firm_number=FIRM, paper="Extract", ends_on=None)
        commands.confirm(by=officers[1], at=SOON, mandate_id=self.record(officers[0], seen), agrees=True)
        (held,) = held_by(testa)
        assert (held.mandate.principal, held.reason) == ("Fictional Limited", "allowed")

        later = AT + timedelta(days=31)
        make_firm(state="Struck off")
        assert commands.recheck_firms(by=HERE, at=later, most=10) == 1
        assert held_by(testa, at=later)[0].reason == "firm-gone"
        make_firm()
        assert commands.recheck_firms(by=HERE, at=later, most=10) == 0  # asked today
        assert commands.recheck_firms(by=HERE, at=later + timedelta(days=31), most=10) == 0
        assert held_by(testa, at=later)[0].reason == "allowed"

    @pytest.mark.parametrize(
        ("other", "field"),
        [
            ({"ground": "parent"}, "ground"),
            ({"ground": ""}, "ground"),
            ({"paper": ""}, "paper"),
            ({"number": " "}, "number"),
            ({"dated_on": None}, "dated_on"),
            ({"dated_on": date(2026, 6, 2)}, "dated_on"),
            ({"ends_on": None}, "ends_on"),
            ({"ends_on": date(2026, 5, 31)}, "ends_on"),
            ({"ground": "estate", "died_on": None}, "died_on"),
            ({"ground": "company", "principal_id": None, "firm_number": "C1"}, "firm_number"),
            ({"ground": "company", "principal_id": None, "firm_number": ""}, "firm_number"),
            ({"ground": "agent", "services": ()}, "services"),
            ({"principal_id": None}, "agent_id"),
        ],
        ids=str,
    )
    def test_each_thing_that_is_missing_has_its_sentence(self, officers, testa, other, field):
        with pytest.raises(InvalidInput) as refused:
            self.record(officers[0], self.seen(testa, **other))
        assert field in refused.value.errors
        assert not Mandate.objects.exists()

    def test_one_waits_or_holds(self, officers, testa):
        seen = self.seen(testa)
        self.record(officers[0], seen)
        with pytest.raises(commands.ActsAlready):
            self.record(officers[1], seen)
