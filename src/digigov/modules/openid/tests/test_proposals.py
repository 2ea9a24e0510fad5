"""A system is written down by one officer and agreed to by another; so is each change of where its people are sent back to."""

from dataclasses import replace
from datetime import timedelta

import pytest

from digigov.kernel.actor import ANONYMOUS, Actor, system
from digigov.kernel.errors import InvalidInput, NotAllowed, NotFound
from digigov.kernel.paging import Page
from digigov.modules.openid import commands, queries
from digigov.modules.openid.models import Client, Proposal
from digigov.modules.openid.testing import AT, SOON, TAX, Visit, make_client
from digigov.modules.openid.tests.test_clients import officer

pytestmark = pytest.mark.django_db
MOVED = replace(TAX, return_to=("https://tax.example/new",), name="Tax")


def propose(by, wanted=TAX):
    return commands.propose_client(by=by, at=AT, wanted=wanted)


def agree(by, proposal_id, *, agrees=True):
    return commands.decide_proposal(by=by, at=SOON, proposal_id=proposal_id, agrees=agrees)


def test_a_system_is_there_once_another_has_agreed_who_is_shown_the_secret():
    proposal_id = propose(officer())
    assert not Client.objects.exists()

    secret = agree(officer(), proposal_id)

    row = Client.objects.get()
    assert len(secret) == 43 and row.secret_at == SOON
    assert (row.id, row.return_to, row.sector) == (TAX.id, list(TAX.return_to), "tax.example")
    assert secret not in str(Proposal.objects.get().body)
    with pytest.raises(NotFound):
        agree(officer(), proposal_id)


def test_an_address_is_changed_by_two_and_the_secret_stays():
    make_client()
    digest = Client.objects.get().secret_digest
    proposal_id = commands.propose_change(by=officer(), at=AT, wanted=MOVED)
    assert Client.objects.get().return_to == list(TAX.return_to)

    assert agree(officer(), proposal_id) == ""

    row = Client.objects.get()
    assert (row.return_to, row.name, row.secret_digest) == (list(MOVED.return_to), "Tax", digest)


def test_how_people_are_known_there_does_not_change():
    make_client()
    wanted = replace(MOVED, sector="everybody", is_public=True, signed_by="ES256")
    agree(officer(), commands.propose_change(by=officer(), at=AT, wanted=wanted))
    row = Client.objects.get()
    assert (row.sector, bool(row.secret_digest), row.signed_by) == ("tax.example", True, "RS256")


def test_nobody_agrees_to_their_own_nor_elsewhere_nor_without_the_permission():
    me = officer()
    proposal_id = propose(me)
    for by in (
        me,
        officer("health"),
        officer(second_factor=False),
        officer(permission="staff.manage"),
        ANONYMOUS,
        system("test"),
    ):
        with pytest.raises(NotAllowed):
            agree(by, proposal_id)
    assert not Client.objects.exists()


def test_nobody_takes_a_system_of_another_unit():
    make_client(unit="health")
    with pytest.raises(NotAllowed):
        commands.propose_change(by=officer(), at=AT, wanted=MOVED)
    with pytest.raises(NotAllowed):
        commands.propose_client(by=officer(), at=AT, wanted=replace(TAX, id="other", unit="health"))
    with pytest.raises(NotAllowed):
        commands.propose_client(by=system("test"), at=AT, wanted=replace(TAX, id="other"))


def test_a_refused_one_changes_nothing_and_can_be_written_down_anew():
    agree(officer(), propose(officer()), agrees=False)
    assert not Client.objects.exists()
    propose(officer())


def test_one_waits_for_each_system():
    propose(officer())
    with pytest.raises(commands.ProposalWaits):
        propose(officer())
    make_client(id="other")
    with pytest.raises(commands.ClientKnown):
        propose(officer(), replace(TAX, id="other"))
    with pytest.raises(InvalidInput):
        propose(officer(), replace(TAX, id="third", return_to=("http://tax.example/",)))


def test_what_ended_meanwhile_is_not_changed():
    make_client()
    proposal_id = commands.propose_change(by=officer(), at=AT, wanted=MOVED)
    commands.end_client(by=officer(), at=AT, client_id=TAX.id)
    with pytest.raises(NotFound):
        agree(officer(), proposal_id)


def test_whoever_looks_after_it_sees_how_it_is_used_and_nobody_else():
    visit = Visit()
    visit.code()
    seen = queries.get_client(viewer=officer(), at=AT + timedelta(days=1), client_id=TAX.id)
    assert seen.entry.return_to == list(TAX.return_to)
    assert (seen.used_at, seen.secret_at, seen.allowed_by) == (AT, AT, 1)
    assert [count for _day, count in seen.sign_ins][:3] == [0, 1, 0]

    propose(officer(), replace(TAX, id="other"))
    for viewer in (officer("health"), officer(permission="staff.manage")):
        with pytest.raises((NotFound, NotAllowed)):
            queries.get_client(viewer=viewer, at=AT, client_id=TAX.id)
    assert queries.list_proposals(viewer=officer("health"), page=Page()).items == ()
    assert [each.wanted.id for each in queries.list_proposals(viewer=officer(), page=Page())] == ["other"]


def test_a_citizen_sees_no_system():
    with pytest.raises(NotAllowed):
        queries.list_clients(viewer=Actor(kind="citizen"), page=Page())
