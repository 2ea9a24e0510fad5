from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.apps import apps

from digigov.kernel.actor import ANONYMOUS, Actor, system
from digigov.kernel.errors import AdapterFailure, NotAllowed, NotFound
from digigov.kernel.ids import new_id
from digigov.modules.audit.commands import Purpose
from digigov.modules.casework.testing import make_case, make_workflow
from digigov.modules.organizations.testing import make_officer, make_organizations
from digigov.modules.registries import commands
from digigov.modules.registries.models import RegisterEntry
from digigov.modules.registries.rules import row_id
from digigov.modules.registries.testing import AT, make_register, make_row, register_from, registers_down

pytestmark = pytest.mark.django_db

CITIZEN = Actor(kind="citizen", account_id=new_id(), party_id=new_id())
OFFICER = Actor(kind="officer", account_id=new_id(), party_id=new_id(), second_factor=True)
WHY = Purpose("prefill-form")
ROW = {"full_name": {"given": "A", "family": "B"}, "born_on": "1990-01-02", "owed": "5"}


@pytest.fixture(autouse=True)
def people():
    make_row("people", "123456", ROW)
    return make_register()


def read(by=CITIZEN, about=CITIZEN.party_id, **others):
    asked = {"register": "people", "key": "123456", "fields": ("born_on", "owed"), "purpose": WHY, "at": AT}
    return commands.read(**{**asked, "by": by, "about": about, **others})


def trail():
    return list(apps.get_model("audit", "Entry").objects.filter(action="registries.register-read"))


def refusals():
    return list(apps.get_model("audit", "Entry").objects.filter(action="registries.read-refused").order_by("id"))


class TestRead:
    def test_gives_what_was_asked_for_and_notes_who_read_it(self):
        reading = read()
        assert (reading.found, reading.values) == (True, {"born_on": "1990-01-02", "owed": "5.00"})
        (entry,) = trail()
        assert (entry.subject_id, entry.party_id, entry.purpose) == (CITIZEN.party_id, CITIZEN.party_id, "prefill-form")
        assert entry.details == {
            "fields": ["people.born_on", "people.owed"],
            "register": "people",
            "basis": "law: A law",
            "reason": "own",
            "found": True,
        }

    def test_a_row_that_is_not_there_is_noted_too(self):
        assert not read(key="999999").found
        assert len(trail()) == 1

    def test_when_it_is_down_the_last_answer_is_given_with_its_age(self):
        read()
        with registers_down():
            reading = read(at=AT + timedelta(days=2))
            assert (reading.is_stale, reading.read_at, reading.values["owed"]) == (True, AT, "5.00")
            with pytest.raises(AdapterFailure):
                read(may_be_stale=False)
            with pytest.raises(AdapterFailure):
                read(fields=("full_name",))
        assert len(trail()) == 2

    def test_when_it_is_down_and_nothing_is_kept_it_says_so_and_notes_nothing(self):
        with registers_down(), pytest.raises(AdapterFailure):
            read()
        assert trail() == []

    def test_that_it_failed_and_why_is_logged_and_not_whose_row_it_was(self, monkeypatch):
        said = []
        log = SimpleNamespace(warning=lambda event, **facts: said.append((event, facts)))
        monkeypatch.setattr("digigov.modules.registries.commands.reading.log", log)

        with registers_down(), pytest.raises(AdapterFailure):
            read(key="850412")

        ((event, facts),) = said
        assert (event, facts["register"]) == ("register failed", "people")
        assert facts["reason"]
        assert "850412" not in str(facts)

    def test_nonsense_is_not_believed(self):
        make_row("people", "777777", {"born_on": "yesterday"})
        with pytest.raises(AdapterFailure) as caught:
            read(key="777777")
        assert not caught.value.temporary

    def test_only_fields_that_the_register_has(self):
        with pytest.raises(commands.ReadRefused):
            read(fields=("secret",))
        with pytest.raises(NotFound):
            read(register="nobody")

    @pytest.mark.parametrize("who", [ANONYMOUS, OFFICER, Actor(kind="citizen", account_id=new_id(), party_id=new_id())])
    def test_refuses_others_and_officers_without_a_case(self, who):
        with pytest.raises(NotAllowed):
            read(by=who)
        with pytest.raises(NotAllowed):
            read(by=who, about=None)
        assert trail() == []
        assert [line.subject_id for line in refusals()] == [CITIZEN.party_id, row_id("people", "123456")]
        with registers_down(), pytest.raises(AdapterFailure):
            read()  # nothing was kept

    def test_an_officer_reads_for_a_case_and_anybody_about_a_thing(self):
        make_organizations()
        make_workflow()
        case_id, officer = make_case(applicant_id=CITIZEN.party_id), make_officer()
        assert read(by=officer, purpose=Purpose("decide-case", case_id=case_id)).found
        make_register("vehicles", about="thing", key="plate-number")
        make_row("vehicles", "PA1", {"owed": "1"}, under="plate-number")
        assert read(
            by=ANONYMOUS, about=None, register="vehicles", key="PA1", fields=("owed",), purpose=Purpose("fill-form")
        ).found

    def test_old_answers_are_forgotten(self):
        read()
        assert commands.forget_old_readings(at=AT + timedelta(days=31)) == 1


class TestLoadRegisters:
    def test_replaces_and_keeps_what_left_the_pack_readable(self):
        commands.load_registers(by=system("test"), at=AT, definitions=[register_from("shops")])
        assert dict(RegisterEntry.objects.values_list("id", "is_current")) == {"people": False, "shops": True}

    @pytest.mark.parametrize("who", [ANONYMOUS, CITIZEN, OFFICER])
    def test_refuses_anyone_who_does_not_publish_services(self, who):
        with pytest.raises(NotAllowed):
            commands.load_registers(by=who, at=AT, definitions=[])
        assert RegisterEntry.objects.get().is_current
