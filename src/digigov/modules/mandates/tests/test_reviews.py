"""What a review of a refused or ended mandate undoes, and what it cannot."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from digigov.kernel.actor import Grant, system
from digigov.kernel.errors import NotAllowed, NotFound
from digigov.kernel.paging import Page
from digigov.modules.mandates import commands, queries, rules
from digigov.modules.mandates.models import Mandate
from digigov.modules.mandates.reading import HERE
from digigov.modules.mandates.testing import AT, ENTRY, make_child, make_known, make_mandate
from digigov.modules.organizations.testing import make_officer
from digigov.modules.parties.queries import contact_of
from digigov.modules.parties.testing import make_person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("registers_know")]
REVIEW, LATER = system("review"), AT + timedelta(days=40)
OPEN = {"shop-licence": frozenset(queries.GROUNDS)}


@pytest.fixture
def ended(testa):
    """A parent whom the register of births named no more."""
    commands.claim_child(by=testa, at=AT, entry_number=ENTRY)
    make_child(numbers=("9300009",))
    commands.recheck_parents(by=HERE, at=LATER, most=9)
    return Mandate.objects.get().id


def undo(mandate_id, by=REVIEW, at=LATER):
    return commands.undo_decision(by=by, at=at, mandate_id=mandate_id)


def reason_now(viewer, at=LATER):
    return [each.reason for each in queries.list_held(viewer=viewer, at=at, open_to=OPEN, page=Page())]


def test_whoever_is_named_again_acts_again_and_the_childs_messages_reach_them(testa, ended):
    assert [each.id for each in queries.list_against(viewer=testa)] == [ended]
    assert not undo(ended)  # the register still names another
    make_child()

    assert undo(ended)

    assert reason_now(testa) == ["allowed"]
    assert contact_of(Mandate.objects.get().principal_id).phone == contact_of(testa.party_id).phone
    assert queries.list_against(viewer=testa) == ()
    with pytest.raises(NotFound):
        undo(ended)


def test_one_that_an_officer_ended_holds_again_until_its_last_day(testa):
    principal = make_known(number="9300002", given="Principal")
    mandate_id = make_mandate(principal_id=principal.party_id, agent_id=testa.party_id, ends_on=date(2026, 8, 1))
    keeper = make_officer(role="cashier", party_id=make_person(), grants=[Grant("mandates.end", "*")])
    commands.end(by=keeper, at=AT, mandate_id=mandate_id)

    for who in (testa, principal):
        assert [each.id for each in queries.list_against(viewer=who)] == [mandate_id]
        decided = queries.find_decided(party_id=who.party_id, mandate_id=mandate_id)
        assert (decided.why, keeper.party_id in decided.deciders) == ("an officer ended it", True)
    assert not undo(mandate_id, at=AT + timedelta(days=90))
    assert undo(mandate_id)
    assert reason_now(testa) == ["allowed"]


def test_what_a_person_or_the_calendar_ended_is_nobodys_decision(testa):
    principal = make_known(number="9300002", given="Principal")
    mandate_id = make_mandate(principal_id=principal.party_id, agent_id=testa.party_id)
    commands.end(by=principal, at=AT, mandate_id=mandate_id)
    assert queries.list_against(viewer=testa) == ()
    assert queries.find_decided(party_id=testa.party_id, mandate_id=mandate_id) is None
    with pytest.raises(NotFound):
        undo(mandate_id)


def test_one_refused_at_a_counter_stands_against_nobody_any_more_and_holds_no_more_than_before(testa):
    officers = [make_officer(unit="treasury", role="cashier", party_id=make_person()) for _each in range(2)]
    paper = commands.Seen(
        ground="guardian", principal_id=make_person(), agent_id=testa.party_id, paper="Court order", number="HC-1",
        dated_on=date(2026, 5, 1), ends_on=date(2030, 5, 1),
    )  # fmt: skip
    mandate_id = commands.record(by=officers[0], at=AT, seen=paper, open_services=frozenset(OPEN))
    commands.confirm(by=officers[1], at=AT, mandate_id=mandate_id, agrees=False)
    decided = queries.find_decided(party_id=testa.party_id, mandate_id=mandate_id)
    assert decided.deciders == {each.party_id for each in officers}

    assert undo(mandate_id)

    assert Mandate.objects.get().reason == rules.SET_ASIDE
    assert queries.list_against(viewer=testa) == ()
    assert reason_now(testa) == []


def test_not_where_another_was_made_meanwhile(testa, ended):
    make_child()
    commands.claim_child(by=testa, at=LATER, entry_number=ENTRY)
    assert not undo(ended)
    assert reason_now(testa) == ["allowed"]


def test_only_the_review_does_it_and_nobody_sees_anothers(testa, ended):
    other = make_known(number="9300002", given="Other")
    assert queries.list_against(viewer=other) == ()
    assert queries.find_decided(party_id=other.party_id, mandate_id=ended) is None
    for by in (testa, other, replace(make_officer(), grants=frozenset({Grant("mandates.end", "*")}))):
        with pytest.raises(NotAllowed):
            undo(ended, by=by)
