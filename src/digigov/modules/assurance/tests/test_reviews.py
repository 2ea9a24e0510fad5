"""What a review undoes, and what it cannot."""

from datetime import UTC, datetime, timedelta

import pytest

from digigov.kernel.actor import system
from digigov.kernel.errors import NotAllowed, NotFound
from digigov.modules.assurance import commands, queries, rules
from digigov.modules.assurance.models import Proofing
from digigov.modules.assurance.reading import HERE
from digigov.modules.assurance.testing import NUMBER, make_dead, make_known, make_plan, make_proved, shown
from digigov.modules.identity.testing import load_messages, make_me
from digigov.modules.organizations.testing import make_organizations
from digigov.modules.parties.testing import make_person

pytestmark = pytest.mark.django_db
AT = datetime(2026, 6, 1, 14, tzinfo=UTC)
LATER = AT + timedelta(days=40)
REVIEW = system("review")


@pytest.fixture(autouse=True)
def _country():
    load_messages()
    make_organizations()
    make_plan()
    make_known()


@pytest.fixture
def dead():
    """Somebody who counts as dead, because the register of deaths knows the number."""
    me = make_me(party_id=make_person(given_names="Testa", family_name="Fictional"))
    make_proved(me.party_id, number=NUMBER, at=AT)
    make_dead()
    commands.recheck(by=HERE, at=LATER, most=9)
    assert queries.dead_among([me.party_id]) == {me.party_id}
    return me


def undo(by=REVIEW, at=LATER):
    return commands.undo_decision(by=by, at=at, proofing_id=Proofing.objects.get().id)


def test_whoever_was_taken_for_dead_lives_once_the_register_is_mended(dead):
    assert not undo()
    assert queries.level_of(dead.party_id, at=LATER) == 0

    make_plan()
    make_known()

    assert undo()
    assert queries.level_of(dead.party_id, at=LATER) == 2
    assert queries.dead_among([dead.party_id]) == frozenset()
    with pytest.raises(NotFound):
        undo()


def test_what_is_over_by_now_does_not_count_again():
    me = make_me()
    make_proved(me.party_id, at=AT)
    Proofing.objects.update(state="ended", reason="withdrawn")

    assert not undo(at=datetime(2099, 1, 1, tzinfo=UTC))


def test_a_refusal_is_set_aside_and_cannot_be_asked_about_again():
    me = make_me(party_id=make_person(given_names="Testa", family_name="Fictional"))
    with pytest.raises(commands.NotShown):
        commands.begin_remote(by=me, at=AT, shown=shown(number="1"), language="en")
    assert queries.get_own(viewer=me, at=AT).against is not None

    assert undo()

    assert Proofing.objects.get().reason == rules.SET_ASIDE
    own = queries.get_own(viewer=me, at=AT)
    assert (own.against, own.refused) == (None, None)


def test_what_the_person_gave_up_was_decided_by_nobody():
    me = make_me(party_id=make_person(given_names="Testa", family_name="Fictional"))
    commands.begin_remote(by=me, at=AT, shown=shown(), language="en")
    commands.stop_own(by=me, at=AT)

    assert queries.find_decided(party_id=me.party_id, proofing_id=Proofing.objects.get().id) is None
    with pytest.raises(NotFound):
        undo()


def test_nobody_undoes_it_by_hand(dead):
    with pytest.raises(NotAllowed):
        undo(by=dead)
