from datetime import UTC, datetime

import pytest

from digigov.kernel.actor import ANONYMOUS, Actor, Grant, system
from digigov.kernel.errors import NotAllowed
from digigov.kernel.ids import new_id
from digigov.kernel.paging import Page
from digigov.modules.audit import commands, queries

pytestmark = pytest.mark.django_db
AT = datetime(2026, 6, 1, 14, tzinfo=UTC)


def somebody(**more):
    return Actor(kind="citizen", account_id=new_id(), party_id=new_id(), **more)


def test_one_sees_who_else_looked_and_what_was_changed():
    me, officer = somebody(), Actor(kind="officer", name="Clerk", party_id=new_id())
    commands.record_read(by=officer, at=AT, purpose=commands.Purpose("decide-case"), subjects=[me.party_id])
    commands.record_read(by=me, at=AT, purpose=commands.Purpose("own-data"), subjects=[me.party_id])
    commands.record(by=me, at=AT, action="parties.contact-changed", subject_id=me.party_id)
    commands.record(by=system("x"), at=AT, action="x.y", subject_id=new_id())

    lines = queries.list_about(viewer=me, party_id=me.party_id, page=Page())

    assert {(line.actor_name, line.purpose, line.action) for line in lines} == {
        ("Clerk", "decide-case", "read"),
        ("", "", "parties.contact-changed"),
    }


@pytest.mark.parametrize("viewer", [ANONYMOUS, somebody(), somebody(grants=frozenset({Grant("catalog.see")}))])
def test_nobody_else_does_without_the_right(viewer):
    with pytest.raises(NotAllowed):
        queries.list_about(viewer=viewer, party_id=new_id(), page=Page())
