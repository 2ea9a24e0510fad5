"""An island is made phase by phase, goes on after a crash, is the same for the same seed, and is made nowhere but in an empty rehearsal."""

from dataclasses import replace
from datetime import date
from itertools import islice

import psycopg
import pytest
from django.apps import apps
from django.db import transaction

from digigov.kernel.clock import now
from digigov.modules.applications.commands import start_draft
from digigov.modules.organizations.queries import list_holders
from digigov.modules.parties.testing import make_person
from digigov.rehearsal.cast import actor_of, get_member, load_cast
from digigov.rehearsal.island import staff
from digigov.rehearsal.island.facts import facts
from digigov.rehearsal.island.loading import CannotLoad, Wanted, load, prepare, unfinished
from digigov.rehearsal.island.phases import PHASES, Batch, Making
from digigov.rehearsal.models import Island, Phase, Walk
from digigov.rehearsal.registers.rows import registers

WANTED = Wanted(60, seed=4, until=date(2026, 10, 31))


@pytest.fixture
def empty(country, settings, registers_filler, registers_database):
    """The country with the cast, and registers to fill."""
    settings.DIGIGOV_REHEARSAL_REGISTERS = {"reader": registers_database, "filler": registers_filler, "owner": ""}
    load_cast(at=now())


def known_to(registers_filler, register):
    with psycopg.connect(registers_filler) as connection:
        return connection.execute(f"SELECT count(*) FROM digigov.{register}").fetchone()[0]


def people():
    return apps.get_model("parties", "Person").objects.filter(national_id__startswith="991").count()


def test_registers_and_accounts_know_the_same_people(empty, registers_filler):
    record = load(WANTED)
    island = WANTED.population()
    assert people() == sum(each.has_account for each in island.residents) > 10
    assert known_to(registers_filler, "civil_registry") > 55
    assert record.finished_at
    assert record.digest == facts().digest


def test_the_same_seed_has_the_same_hash_and_another_has_another(empty):
    first = load(WANTED).digest
    other = load(replace(WANTED, seed=9)).digest
    again = load(WANTED).digest
    assert first == again != other


def test_a_crash_between_two_batches_loses_and_doubles_nothing(empty, monkeypatch):
    monkeypatch.setattr("digigov.rehearsal.island.phases.PEOPLE_AT_ONCE", 7)
    whole = load(WANTED)
    load(replace(WANTED, seed=9))

    def crashing(phase):
        def batches(wanted, done):
            for number, batch in enumerate(phase.batches(wanted, done)):
                yield batch
                if number == 1:
                    raise SystemExit  # as a kill does: the batch before is committed, the one under way is not

        return replace(phase, batches=batches)

    broken = [crashing(phase) if phase.name == "people" else phase for phase in PHASES]
    with pytest.raises(SystemExit):
        load(WANTED, phases=broken)
    assert unfinished() == WANTED
    assert people() == Phase.objects.get(name="people").done == 14
    with pytest.raises(CannotLoad, match="unfinished"):
        load(replace(WANTED, seed=9))

    assert load(WANTED).digest == whole.digest
    assert unfinished() is None


BUSY = Wanted(1_000, seed=4, until=date(2026, 10, 31), cases=90, only="infrastructure-defect-report/known")


def model(app, name):
    return apps.get_model(app, name).objects


def test_an_island_with_cases_goes_on_after_a_crash_with_the_same(empty, monkeypatch):
    """And nothing stays of the walks but their albums: all that is there was done by people of the island."""
    monkeypatch.setattr("digigov.rehearsal.island.phases.CASES_AT_ONCE", 20)
    before = transaction.savepoint()
    keys = model("signatures", "Certificate").count()
    whole = load(BUSY)
    cases = dict(model("casework", "Case").values_list("id", "applicant_id"))
    transaction.savepoint_rollback(before)

    (copying,) = [phase for phase in PHASES if phase.name == "cases"]
    before_it = PHASES[: PHASES.index(copying)]

    def batches(wanted, done):
        yield from islice(copying.batches(wanted, done), 2)
        raise SystemExit

    with pytest.raises(SystemExit):
        load(BUSY, phases=[*before_it, replace(copying, batches=batches)])
    assert 40 <= model("applications", "Draft").count() == Phase.objects.get(name="cases").done < 90

    assert load(BUSY).digest == whole.digest
    assert dict(model("casework", "Case").values_list("id", "applicant_id")) == cases
    assert model("applications", "Draft").count() == 90
    assert sum(model("audit", "Block").values_list("entries", flat=True)) == model("audit", "Entry").count() > 0
    assert set(cases.values()) <= set(model("parties", "Person").values_list("id", flat=True))
    assert not model("parties", "Person").filter(given_names__startswith="Protaseus").exists()
    assert not model("identity", "Session").exists()
    assert model("signatures", "Certificate").count() == keys
    assert [each.name for each in Walk.objects.all()] == ["infrastructure-defect-report/known"]
    decided = set(model("casework", "Decision").values_list("by_party", flat=True))
    assert decided
    assert decided <= set(model("organizations", "Assignment").values_list("party_id", flat=True))


def test_cases_need_people_who_can_decide_them(empty):
    with pytest.raises(CannotLoad, match="at least 1,000 people"):
        load(replace(BUSY, people=999))
    assert [staff.how_many(BUSY) <= len(staff.fit(replace(BUSY, seed=n).population())) for n in range(3)] == [True] * 3


def test_a_batch_that_fails_is_not_counted(empty):
    def fails():
        make_person(national_id="9919999998")
        raise RuntimeError

    def batches(wanted, done):
        yield Batch(1, lambda: make_person(national_id="9919999999"))
        yield Batch(1, fails)

    with pytest.raises(RuntimeError):
        load(WANTED, phases=[Making("people", "People", lambda wanted: 2, batches)])
    assert people() == Phase.objects.get(name="people").done == 1


def test_loading_again_changes_nothing(empty):
    first = load(WANTED)
    told = []
    assert load(WANTED, tell=lambda *said: told.append(said)).finished_at == first.finished_at
    assert told == []


def sign_up():
    make_person(national_id="123456")


def begin_an_application():
    marisol = actor_of(get_member("marisol"), at=now())
    start_draft(by=marisol, at=now(), service="birth-certificate", language="en")


@pytest.mark.parametrize(
    ("do", "what"), [(sign_up, "1 people who signed up"), (begin_an_application, "1 unfinished applications")]
)
def test_refuses_where_anybody_has_done_anything(empty, do, what):
    do()
    with pytest.raises(CannotLoad, match=what):
        load(WANTED)
    assert not Island.objects.exists()


def test_refuses_outside_of_rehearsals(empty, settings):
    settings.REHEARSAL = False
    with pytest.raises(CannotLoad):
        load(WANTED)


def test_a_start_makes_the_small_island_once_and_leaves_what_is_there(empty, registers_filler):
    prepare()
    assert Island.objects.get().people == 200
    prepare()
    assert known_to(registers_filler, "national_id") > 150

    load(WANTED)
    prepare()
    assert Island.objects.get().people == 60
    assert known_to(registers_filler, "national_id") < 70


def test_a_start_over_somebody_s_work_fills_registers_with_the_cast_alone(empty, registers_filler):
    make_person(national_id="123456")
    prepare()
    assert not Island.objects.exists()
    assert known_to(registers_filler, "national_id") == len(registers()["national-id"].rows)


def test_a_large_island_has_more_officers_in_each_post(empty, monkeypatch):
    monkeypatch.setattr(staff, "PEOPLE_FOR_EACH", 300)
    load(replace(WANTED, people=600))
    for unit, role, _ in staff.posts():
        assert len(list_holders(role=role, unit=unit, at=now())) >= 3, (unit, role)


def test_the_page_of_the_cast_says_which_island_is_loaded(empty, client):
    assert "No island is loaded" in client.get("/rehearsal/").content.decode()
    record = load(WANTED)
    page = client.get("/rehearsal/").content.decode()
    assert record.digest in page
    assert "31 October 2026" in page

    Island.objects.update(finished_at=None, digest="")
    assert "unfinished: go on with digigov rehearse" in client.get("/rehearsal/").content.decode()
