"""What was sealed can be proved; whatever is changed, removed or slipped in afterwards is found and named."""

from datetime import UTC, datetime

import pytest
from django.db import ProgrammingError, connection, transaction

from digigov.kernel.actor import system
from digigov.kernel.ids import new_id
from digigov.modules.audit import commands, queries
from digigov.modules.audit.models import Block, Entry

AT = datetime(2026, 6, 1, 14, tzinfo=UTC)
NUMBERS = "SELECT number FROM audit_entry ORDER BY number"
ADD = """INSERT INTO audit_entry (id, at, kind, action, actor_kind, actor_name, office, purpose, details, number)
         VALUES (%s, now(), 'write', %s, 'system', '', '', '', '{}', %s)"""


def write(count=1, action="audit.tried"):
    for _ in range(count):
        commands.record(by=system("test"), at=AT, action=action, details={"one": 'a "quoted", \\ comma'})


def seal(blocks=100, looks=1):
    return commands.seal_entries(at=AT, blocks=blocks, looks=looks)


@pytest.fixture
def sealed(owner):
    """Three blocks after the first, empty one: of 3, 2 and 4 entries."""
    seal()
    for count in (3, 2, 4):
        write(count)
        seal()
    return owner


def entry(owner, nth):
    """The id of the nth entry."""
    return owner.execute("SELECT id FROM audit_entry ORDER BY number OFFSET %s LIMIT 1", [nth - 1]).fetchone()[0]


def fault(first=1):
    found = queries.find_chain_fault(first=first)
    return found and (found.block, found.kind, found.sealed, found.found)


def test_each_entry_is_in_one_block_and_the_chain_is_whole(sealed):
    assert [(b.number, b.entries) for b in Block.objects.order_by("number")] == [(1, 0), (2, 3), (3, 2), (4, 4)]
    assert fault() is None
    assert seal() == 0  # nothing is left
    assert queries.find_unsealed_since() is None


@pytest.mark.parametrize(
    ("tampering", "found"),
    [
        ("UPDATE audit_entry SET actor_name = 'x' WHERE id = %s", (3, "changed", 2, 2)),
        ("UPDATE audit_entry SET at = at + interval '1 microsecond' WHERE id = %s", (3, "changed", 2, 2)),
        ("UPDATE audit_entry SET case_id = id WHERE id = %s", (3, "changed", 2, 2)),
        ("UPDATE audit_entry SET details = '{\"one\": 2}' WHERE id = %s", (3, "changed", 2, 2)),
        ("DELETE FROM audit_entry WHERE id = %s", (3, "removed", 2, 1)),
        ("UPDATE audit_entry SET id = gen_random_uuid() WHERE id = %s", (3, "replaced", 2, 2)),
    ],
)
def test_what_became_of_an_entry_is_named(sealed, tampering, found):
    sealed.execute(tampering, [entry(sealed, 4)])

    assert fault() == found
    assert fault(first=4) is None  # blocks after it are as they were


def test_an_entry_that_is_slipped_in_is_found(sealed):
    first = entry(sealed, 1)
    sealed.execute("UPDATE audit_entry SET number = 0 WHERE id = %s", [first])  # makes room for number 1
    assert fault() == (2, "changed", 3, 3)

    sealed.execute(ADD, [new_id(), "audit.slipped-in", 1])

    assert fault() == (2, "slipped-in", 3, 4)


def test_an_entry_without_a_number_is_found(sealed):
    sealed.execute(ADD, [new_id(), "audit.slipped-in", None])

    assert fault() == (1, "slipped-in", 0, 1)
    assert queries.find_chain_fault().kind == "slipped-in"  # the quick look too


def test_a_block_that_is_altered_or_removed_is_found(sealed):
    sealed.execute("UPDATE audit_block SET entries = 7 WHERE number = 3")
    assert fault()[:2] == (3, "altered")

    sealed.execute("DELETE FROM audit_block WHERE number = 3")
    assert fault()[:2] == (4, "missing")


def test_a_rewritten_chain_lacks_the_hash_that_was_written_down(sealed):
    written_down = queries.find_head()
    assert queries.find_sealed(hash_=written_down.hash.upper() + " ") == written_down

    sealed.execute("UPDATE audit_entry SET actor_name = 'x' WHERE id = %s", [entry(sealed, 4)])
    sealed.execute("DELETE FROM audit_block WHERE number >= 3")
    seal()

    assert fault() is None  # whoever owns the tables can make a chain that is whole
    assert queries.find_sealed(hash_=written_down.hash) is None


def test_blocks_have_a_largest_size_and_turns_a_largest_number(owner, monkeypatch):
    monkeypatch.setattr("digigov.modules.audit.chain.LARGEST", 2)
    write(5)

    assert seal(blocks=2) == 2
    assert seal() == 2
    assert [b.entries for b in Block.objects.order_by("number")] == [0, 2, 2, 1]
    assert fault() is None


def test_entries_of_before_there_were_numbers_are_sealed_first(owner, monkeypatch):
    monkeypatch.setattr("digigov.modules.audit.chain.LARGEST", 2)
    for _ in range(5):
        owner.execute(ADD, [new_id(), "audit.before", None])
    write(1)

    seal()

    assert [b.entries for b in Block.objects.order_by("number")] == [2, 2, 1, 1]
    assert fault() is None
    owner.execute("UPDATE audit_entry SET office = 'x' WHERE id = (SELECT min(id::text)::uuid FROM audit_entry)")
    assert fault() == (1, "changed", 2, 2)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_block SET hash = ''",
        "DELETE FROM audit_block",
        "TRUNCATE audit_block",
        ADD % ("gen_random_uuid()", "'audit.tried'", 1),
        "SELECT setval('audit_entry_number', 1)",
    ],
)
def test_the_application_cannot_change_blocks_nor_choose_numbers(statement):
    write()
    seal()

    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert Entry.objects.count() == 1
    assert Block.objects.count() == 2
