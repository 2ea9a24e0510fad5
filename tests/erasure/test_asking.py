"""Asking to be erased: the pause, thinking again, being held up, and what is told."""

from datetime import timedelta

import pytest
from django.apps import apps

from digigov.kernel.actor import Grant, system
from digigov.kernel.errors import InvalidInput, NotAllowed, NotFound
from digigov.kernel.paging import Page
from digigov.modules.applications.testing import make_draft
from digigov.modules.assurance.testing import make_proved
from digigov.modules.casework.testing import make_case, make_workflow
from digigov.modules.identity.testing import load_messages, make_me
from digigov.modules.organizations.testing import make_officer, make_organizations
from digigov.modules.parties.testing import make_person
from digigov.modules.privacy import commands, queries
from digigov.modules.privacy.definitions import Whose
from digigov.modules.privacy.testing import AT, make_note, make_plan, whose_of

Destruction = apps.get_model("privacy", "Destruction")
Erasure = apps.get_model("privacy", "Erasure")

pytestmark = pytest.mark.django_db
MACHINE = system("test")
LATER = AT + timedelta(days=14, hours=1)
WHY = "A court wants the papers until March."


@pytest.fixture(autouse=True)
def plan():
    make_plan()
    load_messages()
    make_organizations()


@pytest.fixture
def me():
    return make_me()


@pytest.fixture
def officer():
    return make_officer(grants=[Grant("privacy.oversee")], party_id=make_person())


def ask(me, **others):
    commands.ask_erasure(by=me, at=AT, whose=whose_of(me), closes=True, **others)
    return Erasure.objects.get(party_id=me.party_id, state="waiting").id


def told(me):
    rows = apps.get_model("notifications", "Message").objects.filter(party_id=me.party_id)
    return set(rows.values_list("template", flat=True))


class TestThePause:
    def test_nothing_goes_before_it_is_over(self, me):
        ask(me)

        assert commands.erase_due(by=MACHINE, at=AT + timedelta(days=13)) == 0
        assert queries.foresee_erasure(viewer=me, at=AT, whose=whose_of(me), closes=True).gone
        assert told(me) == {"erasure-asked"}

    def test_it_reminds_once_and_then_erases(self, me):
        ask(me)
        soon = AT + timedelta(days=12)

        assert commands.remind_of_erasures(by=MACHINE, at=soon) == 1
        assert commands.remind_of_erasures(by=MACHINE, at=soon) == 0
        assert commands.erase_due(by=MACHINE, at=LATER) == 1
        assert commands.erase_due(by=MACHINE, at=LATER) == 0  # harmless when repeated
        assert told(me) == {"data-erased"}  # the last word is what is left, and goes by itself

    def test_who_goes_on_using_the_account_loses_nothing_to_an_old_wish(self, me):
        make_proved(me.party_id, number="9300001", at=AT)
        make_draft(me)
        commands.ask_erasure(by=me, at=AT, whose=whose_of(me), closes=False)
        commands.erase_due(by=MACHINE, at=LATER)
        new = make_draft(me)
        for year in range(1, 13):
            commands.erase_rest(by=MACHINE, at=AT.replace(year=AT.year + year, month=12))

        assert apps.get_model("applications", "Draft").objects.filter(id=new).exists()

    def test_whoever_had_to_wait_is_looked_at_again_once_nothing_keeps_them(self, officer):
        whose = Whose(party_id := make_person(), frozenset({party_id}))
        make_workflow()
        make_case(applicant_id=party_id)
        commands.ask_erasure(by=officer, at=AT, whose=whose, closes=True, ground="By letter, with a copy of the card.")
        commands.erase_due(by=MACHINE, at=LATER)
        assert Erasure.objects.get(party_id=party_id).again_on is not None
        Case = apps.get_model("casework", "Case")
        Case.objects.filter(applicant_id=party_id).delete()

        assert commands.erase_rest(by=MACHINE, at=LATER + timedelta(days=8)) == 1
        assert apps.get_model("parties", "Person").objects.get(id=party_id).family_name != "Fictional"

    def test_it_can_be_thought_over_in_one_press(self, me):
        erasure_id = ask(me)

        commands.withdraw_erasure(by=me, at=AT, erasure_id=erasure_id)
        commands.withdraw_erasure(by=me, at=AT, erasure_id=erasure_id)

        assert commands.erase_due(by=MACHINE, at=LATER) == 0
        assert ask(me) != erasure_id

    def test_only_one_runs(self, me):
        ask(me)

        with pytest.raises(commands.ErasureWaits):
            ask(me)

    def test_what_was_done_cannot_be_withdrawn(self, me):
        erasure_id = ask(me)
        commands.erase_due(by=MACHINE, at=LATER)

        with pytest.raises(commands.TooLateToChange):
            commands.withdraw_erasure(by=me, at=LATER, erasure_id=erasure_id)

    def test_nobody_else_withdraws_it(self, me):
        with pytest.raises(NotFound):
            commands.withdraw_erasure(by=make_me(), at=AT, erasure_id=ask(me))


class TestTheOfficer:
    def test_holds_it_up_with_a_reason_that_the_person_reads(self, me, officer):
        erasure_id = ask(me)

        commands.hold_erasure(by=officer, at=AT, erasure_id=erasure_id, reason=WHY)

        assert commands.erase_due(by=MACHINE, at=LATER) == 0
        assert queries.find_own_erasure(viewer=me).hold_reason == WHY
        assert "erasure-held" in told(me)
        commands.release_erasure(by=officer, at=LATER, erasure_id=erasure_id)
        assert commands.erase_due(by=MACHINE, at=LATER) == 1

    def test_never_without_a_reason(self, me, officer):
        with pytest.raises(InvalidInput):
            commands.hold_erasure(by=officer, at=AT, erasure_id=ask(me), reason=" ")

    def test_never_in_a_matter_of_their_own(self):
        own = make_me()
        officer = make_officer(grants=[Grant("privacy.oversee")], party_id=own.party_id)
        with pytest.raises(NotAllowed):
            commands.hold_erasure(by=officer, at=AT, erasure_id=ask(own), reason=WHY)

    def test_asks_for_somebody_without_an_account_and_says_how_they_asked(self, officer):
        party_id = make_person()
        whose = Whose(party_id, frozenset({party_id}))

        with pytest.raises(InvalidInput):
            commands.ask_erasure(by=officer, at=AT, whose=whose, closes=True)
        commands.ask_erasure(by=officer, at=AT, whose=whose, closes=True, ground="By letter; papers looked at here.")

        commands.erase_due(by=MACHINE, at=LATER)
        Person = apps.get_model("parties", "Person")
        assert Person.objects.get(id=whose.party_id).given_names == ""
        assert Erasure.objects.get().ground == ""  # how they asked is theirs too

    def test_never_for_somebody_with_an_account(self, me, officer):
        with pytest.raises(NotAllowed):
            commands.ask_erasure(by=officer, at=AT, whose=whose_of(me), closes=True, ground="By letter, she says.")


class TestTheRecord:
    def test_says_how_many_of_what_and_never_what_it_was(self, me):
        email = apps.get_model("identity", "Account").objects.get(id=me.account_id).email
        erasure_id = ask(me)
        commands.erase_due(by=MACHINE, at=LATER)

        lines = queries.list_destructions(viewer=me, page=Page(), erasure_id=erasure_id)

        assert {each.effect for each in lines} == {"erased", "anonymised", "kept"}
        assert all(each.count and len(each.digest) == 64 for each in lines)
        assert email not in repr(list(Destruction.objects.values()))

    def test_is_in_the_trail_without_personal_data(self, me):
        ask(me)
        commands.erase_due(by=MACHINE, at=LATER)

        entries = apps.get_model("audit", "Entry").objects.filter(subject_id=me.party_id)
        done = entries.get(action="privacy.erasure-done")
        assert set(done.details) <= {"reference", "erased", "anonymised", "kept"}

    def test_nobody_else_reads_it(self, me):
        erasure_id = ask(me)

        with pytest.raises(NotAllowed):
            queries.list_destructions(viewer=make_me(), page=Page(), erasure_id=erasure_id)

    def test_erased_again_after_a_restore_it_says_so_and_tells_nobody_twice(self, me):
        note = make_note(whose_of(me))

        assert commands.put_erasure_back(by=MACHINE, at=AT, note=note) is True

        assert not apps.get_model("identity", "Account").objects.filter(id=me.account_id).exists()
        assert Destruction.objects.filter(erasure_id=note.id, effect="erased").exists()
        assert told(me) == set()
        assert commands.put_erasure_back(by=MACHINE, at=AT, note=note) is False
