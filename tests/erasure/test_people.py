"""People whom a counter wrote down, without an account: forgotten once the last of what names them is over."""

from datetime import timedelta

import pytest
from django.apps import apps

from digigov.kernel.actor import system
from digigov.modules.casework.testing import make_case, make_workflow
from digigov.modules.identity.testing import load_messages, make_me
from digigov.modules.organizations.testing import make_organizations
from digigov.modules.parties.testing import make_person
from digigov.modules.privacy import commands
from digigov.modules.privacy.queries import holdings, kept_of
from digigov.modules.privacy.testing import AT, make_plan

Case, Person = apps.get_model("casework", "Case"), apps.get_model("parties", "Person")
Destruction = apps.get_model("privacy", "Destruction")
pytestmark = pytest.mark.django_db
MACHINE = system("test")
YEARS = 2


@pytest.fixture(autouse=True)
def plan():
    make_plan(years=YEARS)
    load_messages()
    make_organizations()


def on(years, days=0):
    return AT.replace(year=AT.year + years) + timedelta(days=days)


def night(at):
    commands.sweep_past(by=MACHINE, at=at)
    return commands.forget_people(by=MACHINE, at=at)


def is_named(party_id):
    person = Person.objects.get(id=party_id)
    return bool(person.given_names or person.family_name or person.email or person.phone or person.national_id)


@pytest.fixture
def of_a_counter():
    """With a case that was closed on the day on which it was written down."""
    party_id = make_person(at=AT, national_id="550101 17", phone="+17585550144")
    make_workflow()
    case_id = make_case(applicant_id=party_id)
    Case.objects.filter(id=case_id).update(state="closed", closed_at=AT, outcome="granted", service="shop-licence")
    return party_id


def test_stays_as_long_as_a_case_names_them_and_goes_with_it(of_a_counter):
    assert night(on(4)) == 0  # the case stays five years
    assert is_named(of_a_counter)

    assert night(on(5, 1)) == 1

    assert not is_named(of_a_counter)
    assert not Case.objects.filter(applicant_id=of_a_counter).exists()
    line = Destruction.objects.get(rule="retention:people", erasure=None)
    assert (line.table, line.count) == ("parties_person", 1)
    assert night(on(5, 2)) == 0  # nobody is forgotten twice


def test_a_case_that_is_not_over_keeps_them_for_any_time(of_a_counter):
    Case.objects.filter(applicant_id=of_a_counter).update(state="open", closed_at=None, outcome="")

    assert night(on(30)) == 0
    assert is_named(of_a_counter)


def test_somebody_whom_nothing_names_stays_for_the_countrys_period():
    party_id = make_person(at=AT)

    assert night(on(YEARS)) == 0
    assert night(on(YEARS, 1)) == 1
    assert not is_named(party_id)


def test_whoever_has_an_account_stays():
    me = make_me()

    assert night(on(40)) == 0
    assert is_named(me.party_id)


def test_whoever_gets_the_messages_of_another_stays():
    parent = make_person(at=AT)
    child = make_person(at=AT, email="")
    Person.objects.filter(id=child).update(reached_through=parent)

    night(on(YEARS, 1))

    assert is_named(parent)
    assert not Person.objects.get(id=child).given_names
    night(on(YEARS, 2))
    assert not is_named(parent)


def test_each_night_goes_on_where_the_last_ended(of_a_counter):
    Case.objects.filter(applicant_id=of_a_counter).update(state="open", closed_at=None, outcome="")
    others = [make_person(at=AT) for _ in range(4)]

    counts = [commands.forget_people(by=MACHINE, at=on(YEARS, 1 + each), most=2) for each in range(4)]

    assert sum(counts) == 4
    assert not any(is_named(each) for each in others)
    assert is_named(of_a_counter)


def test_where_no_period_is_said_nobody_goes():
    apps.get_model("privacy", "Plan").objects.update(body=None)
    party_id = make_person(at=AT)

    assert commands.forget_people(by=MACHINE, at=on(90)) == 0
    assert is_named(party_id)


def test_the_page_says_so():
    assert any("no account at least for 2 years" in each for each in kept_of(holdings()["parties"]))
