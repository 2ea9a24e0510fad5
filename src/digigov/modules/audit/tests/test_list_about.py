from datetime import UTC, datetime, timedelta

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

    assert {(line.actor_name, line.purpose, line.actions, line.is_self) for line in lines} == {
        ("Clerk", "decide-case", ("read",), False),
        ("", "", ("parties.contact-changed",), True),
    }


def test_a_day_of_one_reader_for_one_purpose_is_one_line():
    me, clerk, other = somebody(), *(Actor(kind="officer", name=n, party_id=new_id()) for n in ("Clerk", "Other"))
    decide, queue = commands.Purpose("decide-case"), commands.Purpose("work-through-queue")
    for by, purpose, hours, action in [
        (clerk, decide, 0, "casework.read"),
        (clerk, decide, 1, "casework.read"),
        (clerk, decide, 1, "parties.person-read"),
        (clerk, queue, 1, "parties.names-listed"),
        (other, decide, 2, "casework.read"),
        (clerk, decide, 24, "casework.read"),
    ]:
        at = AT + timedelta(hours=hours)
        commands.record_read(by=by, at=at, purpose=purpose, subjects=[me.party_id], action=action)

    lines = queries.list_about(viewer=me, party_id=me.party_id, page=Page())

    assert [(line.at, line.actor_name, line.actions, line.times) for line in lines] == [
        (AT + timedelta(hours=24), "Clerk", ("casework.read",), 1),
        (AT + timedelta(hours=2), "Other", ("casework.read",), 1),
        (AT + timedelta(hours=1), "Clerk", ("casework.read", "parties.person-read"), 3),
        (AT + timedelta(hours=1), "Clerk", ("parties.names-listed",), 1),
    ]


@pytest.mark.parametrize("viewer", [ANONYMOUS, somebody(), somebody(grants=frozenset({Grant("catalog.see")}))])
def test_nobody_else_does_without_the_right(viewer):
    with pytest.raises(NotAllowed):
        queries.list_about(viewer=viewer, party_id=new_id(), page=Page())
