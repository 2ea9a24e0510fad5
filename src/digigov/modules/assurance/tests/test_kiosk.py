"""What is entered at a kiosk waits under a number for the officer before whom the person stands."""

from dataclasses import replace
from datetime import timedelta

import pytest

from digigov.kernel.actor import ANONYMOUS
from digigov.kernel.errors import InvalidInput, NotAllowed, NotFound
from digigov.modules.assurance import commands, queries
from digigov.modules.assurance.models import KioskEntry, Proofing
from digigov.modules.assurance.testing import AT, BORN, NUMBER, make_known, make_plan, shown
from digigov.modules.identity.testing import load_messages
from digigov.modules.organizations.testing import make_officer, make_organizations
from digigov.modules.parties.testing import make_person

pytestmark = pytest.mark.django_db
PLACE = "treasury-kiosk"
SOON = AT + timedelta(minutes=20)


@pytest.fixture(autouse=True)
def _country():
    load_messages()
    make_organizations()
    make_plan()
    make_known()


@pytest.fixture
def agent():
    return make_officer(unit="treasury", role="cashier", party_id=make_person())


@pytest.fixture
def testa():
    return make_person(given_names="Testa", family_name="Fictional")


def enter(**other):
    return commands.begin_at_kiosk(by=ANONYMOUS, at=AT, place=PLACE, shown=shown(**other))


def take(agent, testa, number, *, at=SOON, **other):
    return commands.begin_at_counter(
        by=agent, at=at, party_id=testa, shown=shown(**other), face_agrees=True, kiosk=number
    )


def test_the_officer_is_told_what_was_entered_and_the_place_is_kept(agent, testa):
    number = enter()
    found = queries.find_at_kiosk(viewer=agent, at=SOON, party_id=testa, number=number)
    assert (found.place, found.national_id, found.born_on, found.paper) == (PLACE, NUMBER, BORN, "licence")

    proofing_id = take(agent, testa, number)
    second = make_officer(unit="treasury", role="cashier", party_id=make_person())
    assert queries.get_waiting(viewer=second, at=SOON, proofing_id=proofing_id).place == PLACE
    commands.confirm_at_counter(by=second, at=SOON, proofing_id=proofing_id, agrees=True)

    kept = Proofing.objects.get()
    assert (kept.place, kept.office, kept.agent_id, kept.second_id) == (
        PLACE,
        "treasury",
        agent.party_id,
        second.party_id,
    )
    assert queries.level_of(testa, at=SOON) == 2


def test_a_number_works_once(agent, testa):
    number = enter()
    take(agent, testa, number)
    assert not KioskEntry.objects.exists()
    with pytest.raises(commands.KioskNumberUnknown):
        take(agent, make_person(given_names="Testa", family_name="Fictional"), number)
    assert Proofing.objects.count() == 1


def test_after_two_hours_it_is_gone(agent, testa):
    number, late = enter(), AT + timedelta(hours=2)
    assert queries.find_at_kiosk(viewer=agent, at=late, party_id=testa, number=number) is None
    with pytest.raises(commands.KioskNumberUnknown):
        take(agent, testa, number, at=late)
    commands.lapse(at=late)
    assert not KioskEntry.objects.exists()


def test_a_kiosk_proves_nothing_by_itself(testa):
    enter()
    assert queries.level_of(testa, at=SOON) == 0
    assert not Proofing.objects.exists()


def test_nobody_but_an_officer_at_a_counter_reads_it(agent, testa):
    number = enter()
    for who in (
        ANONYMOUS,
        replace(agent, second_factor=False),
        replace(agent, office=""),
        replace(agent, party_id=testa),
    ):
        with pytest.raises(NotAllowed):
            queries.find_at_kiosk(viewer=who, at=SOON, party_id=testa, number=number)


@pytest.mark.parametrize(
    ("other", "field"), [({"born_on": None}, "born_on"), ({"number": " "}, "number"), ({"paper": "?"}, "paper")]
)
def test_what_is_missing_is_said(other, field):
    with pytest.raises(InvalidInput) as refused:
        enter(**other)
    assert field in refused.value.errors
    assert not KioskEntry.objects.exists()


def test_only_where_there_is_a_kiosk_and_only_by_its_counter(agent):
    for place in ("police-records-office", "nowhere"):
        with pytest.raises(NotFound):
            commands.begin_at_kiosk(by=ANONYMOUS, at=AT, place=place, shown=shown())
        with pytest.raises(NotFound):
            commands.set_up_kiosk(by=agent, at=AT, place=place)
    commands.set_up_kiosk(by=agent, at=AT, place=PLACE)
    for who in (ANONYMOUS, replace(agent, second_factor=False), make_officer()):
        with pytest.raises(NotAllowed):
            commands.set_up_kiosk(by=who, at=AT, place=PLACE)
