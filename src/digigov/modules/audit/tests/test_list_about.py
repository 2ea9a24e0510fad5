from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from digigov.kernel.actor import ANONYMOUS, Acting, Actor, Grant, system
from digigov.kernel.errors import NotAllowed, NotFound
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

    lines = queries.list_about(viewer=me, subject=queries.Subject(me.party_id), page=Page())

    assert {(line.actor_name, line.purpose, line.actions, line.is_self) for line in lines} == {
        ("Clerk", "decide-case", ("read",), False),
        ("", "", ("parties.contact-changed",), True),
    }


def test_that_a_register_was_asked_stands_there_also_for_one_s_own_form():
    me = somebody()
    for purpose, action in [
        ("prefill-form", "registries.register-read"),
        ("own-data", "registries.register-read"),
        ("prefill-form", "parties.person-read"),
    ]:
        purpose_ = commands.Purpose(purpose)
        commands.record_read(by=me, at=AT, purpose=purpose_, subjects=[me.party_id], action=action, fields=["tax.name"])

    (line,) = queries.list_about(viewer=me, subject=queries.Subject(me.party_id), page=Page())
    assert (line.is_self, line.purpose, line.actions, line.fields) == (
        True, "prefill-form", ("registries.register-read",), ("tax.name",),
    )  # fmt: skip


def test_whoever_acts_for_one_is_told_from_strangers():
    me, stranger = somebody(), somebody()
    agent = replace(somebody(), acting=Acting(new_id(), me.party_id, "Me", "agent", frozenset({"x"})))
    for by in (agent, stranger):
        commands.record_read(by=by, at=AT, purpose=commands.Purpose("prefill-form"), subjects=[me.party_id])
    commands.record(by=agent, at=AT, action="applications.submitted", subject_id=me.party_id)

    lines = queries.list_about(viewer=me, subject=queries.Subject(me.party_id), page=Page())

    assert {(line.by_party, line.kind, line.is_acting) for line in lines} == {
        (agent.party_id, "read", True),
        (agent.party_id, "write", True),
        (stranger.party_id, "read", False),
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

    lines = queries.list_about(viewer=me, subject=queries.Subject(me.party_id), page=Page())

    assert [(line.at, line.actor_name, line.actions, line.times) for line in lines] == [
        (AT + timedelta(hours=24), "Clerk", ("casework.read",), 1),
        (AT + timedelta(hours=2), "Other", ("casework.read",), 1),
        (AT + timedelta(hours=1), "Clerk", ("casework.read", "parties.person-read"), 3),
        (AT + timedelta(hours=1), "Clerk", ("parties.names-listed",), 1),
    ]


@pytest.mark.parametrize("viewer", [ANONYMOUS, somebody(), somebody(grants=frozenset({Grant("catalog.see")}))])
def test_nobody_else_does_without_the_right(viewer):
    with pytest.raises(NotAllowed):
        queries.list_about(viewer=viewer, subject=queries.Subject(new_id()), page=Page())


def lines_of(me, **asked):
    subject = queries.Subject(
        me.party_id, cases=asked.pop("cases", frozenset()), of_cases=frozenset({"documents.file-opened"})
    )
    return list(queries.list_about(viewer=me, subject=subject, page=Page(), **asked))


def test_a_line_is_there_as_soon_as_it_is_committed_sealed_or_not():
    me, officer = somebody(), Actor(kind="officer", name="Clerk", party_id=new_id())

    commands.record_read(by=officer, at=AT, purpose=commands.Purpose("decide-case"), subjects=[me.party_id])

    assert queries.find_head() is None  # nothing has been sealed
    assert [line.actor_name for line in lines_of(me)] == ["Clerk"]


def test_a_line_says_which_fields_and_for_which_case():
    me, clerk, case_id = somebody(), Actor(kind="officer", name="Clerk", party_id=new_id()), new_id()
    for fields in (["name", "born_on"], ["phone"], []):
        purpose = commands.Purpose("decide-case", case_id)
        commands.record_read(by=clerk, at=AT, purpose=purpose, subjects=[me.party_id], fields=fields)
    other = commands.Purpose("decide-case", new_id())
    commands.record_read(by=clerk, at=AT, purpose=other, subjects=[me.party_id])

    assert {(line.case_id, line.fields, line.by_party) for line in lines_of(me)} == {
        (case_id, ("born_on", "name", "phone"), clerk.party_id),
        (other.case_id, (), clerk.party_id),
    }


def test_what_was_read_in_the_own_cases_belongs_to_it():
    me, clerk, case_id = somebody(), Actor(kind="officer", name="Clerk", party_id=new_id()), new_id()
    purpose = commands.Purpose("open-file", case_id)
    commands.record_read(by=clerk, at=AT, purpose=purpose, subjects=[new_id()], action="documents.file-opened")
    commands.record(by=clerk, at=AT, action="casework.note-added", subject_id=new_id(), case_id=case_id)
    commands.record_read(
        by=clerk, at=AT, purpose=purpose, subjects=[new_id()], action="parties.person-read"
    )  # of another

    assert lines_of(me) == []
    assert [line.actions for line in lines_of(me, cases=frozenset({case_id}))] == [("documents.file-opened",)]


def test_lines_are_found_by_year_and_by_who_did_it():
    me, clerk = somebody(), Actor(kind="officer", name="Clerk", party_id=new_id())
    for by, at in ((clerk, AT), (system("drafts"), AT - timedelta(days=365)), (ANONYMOUS, AT), (me, AT)):
        commands.record(by=by, at=at, action="parties.contact-changed", subject_id=me.party_id)

    assert queries.list_years_about(viewer=me, subject=queries.Subject(me.party_id)) == (2026, 2025)
    assert [line.actor_kind for line in lines_of(me, year=2025)] == ["system"]
    found = {
        who: [line.actor_kind for line in lines_of(me, who=who)] for who in ("officers", "systems", "others", "self")
    }
    assert found == {"officers": ["officer"], "systems": ["system"], "others": ["anonymous"], "self": ["citizen"]}


def test_one_line_is_found_by_any_of_its_entries_and_only_by_its_person():
    me, clerk = somebody(), Actor(kind="officer", name="Clerk", party_id=new_id())
    for minutes in (0, 5):
        at = AT + timedelta(minutes=minutes)
        commands.record_read(by=clerk, at=at, purpose=commands.Purpose("decide-case"), subjects=[me.party_id])
    (line,) = lines_of(me)

    for entry_id in line.ids:
        assert queries.get_glance(viewer=me, subject=queries.Subject(me.party_id), entry_id=entry_id) == line
    other = somebody()
    with pytest.raises(NotFound):
        queries.get_glance(viewer=other, subject=queries.Subject(other.party_id), entry_id=line.ids[0])
