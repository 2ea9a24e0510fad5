"""
Whoever owns the database may do anything to the trail. Every kind of entry, and every way to tamper with it: the first fault is
named. Only a chain that was wholly recomputed looks whole; the signed heads tell.
"""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection

import digigov
from digigov.kernel.actor import Actor
from digigov.kernel.ids import new_id
from digigov.modules.audit import chain, commands, queries
from digigov.modules.audit.models import Block

SRC = Path(digigov.__file__).parent
AT = datetime(2026, 6, 1, 14, tzinfo=UTC)
WRITTEN = re.compile(r'action="([a-z]+\.[a-z-]+)"')
MADE_UP = (
    "casework.task-claimed",
    "appointments.booked",
    "payments.money-taken-paid",
    "organizations.post-given",
    "read",
    "privacy.erasure-done",
    "privacy.erasure-put-back",
)
COLUMNS = "id, at, kind, action, actor_kind, account_id, party_id, actor_name, office, subject_id, case_id, purpose, details, number"
CHANGES = (
    "at = at + interval '1 microsecond'",
    "kind = CASE kind WHEN 'read' THEN 'write' ELSE 'read' END",
    "action = action || 'x'",
    "actor_kind = 'machine'",
    "account_id = gen_random_uuid()",
    "party_id = gen_random_uuid()",
    "actor_name = 'Somebody else'",
    "office = 'treasury'",
    "subject_id = gen_random_uuid()",
    "case_id = gen_random_uuid()",
    "purpose = 'decide-other'",
    "details = '{}'",
)
# What is done to the entry of that number, and what is said of its block.
TAMPERINGS = {
    **{
        f"altered: {change}": (f"UPDATE audit_entry SET {change} WHERE number = {{n}}", "changed") for change in CHANGES
    },
    "removed": ("DELETE FROM audit_entry WHERE number = {n}", "removed"),
    "reordered": (
        "UPDATE audit_entry SET number = -number WHERE number IN ({n}, {n} + 1);"
        " UPDATE audit_entry SET number = CASE -number WHEN {n} THEN {n} + 1 ELSE {n} END WHERE number < 0",
        "replaced",
    ),
    "inserted": (
        f"INSERT INTO audit_entry ({COLUMNS}) SELECT gen_random_uuid(), at, kind, 'made.up', actor_kind, account_id, party_id,"
        " actor_name, office, subject_id, case_id, purpose, details, number FROM audit_entry WHERE number = {n}",
        "slipped-in",
    ),
    "duplicated": (
        f"INSERT INTO audit_entry ({COLUMNS}) SELECT gen_random_uuid(), at, kind, action, actor_kind, account_id, party_id,"
        " actor_name, office, subject_id, case_id, purpose, details, number FROM audit_entry WHERE number = {n}",
        "slipped-in",
    ),
    "replaced": ("UPDATE audit_entry SET id = gen_random_uuid() WHERE number = {n}", "replaced"),
}


def actions():
    files = [path for path in SRC.rglob("*.py") if "tests" not in path.parts]
    return sorted({found for path in files for found in WRITTEN.findall(path.read_text())} | set(MADE_UP))


def write(action):
    """Two of each, so that there is something to put in another order."""
    by = Actor(kind="officer", name="Clerk", account_id=new_id(), party_id=new_id(), office="police-records")
    purpose = commands.Purpose("decide-case", new_id())
    for _ in range(2):
        if action.endswith(("-read", "-listed", "-searched", "-opened", ".checked")) or action == "read":
            commands.record_read(
                by=by, at=AT, purpose=purpose, subjects=[new_id()], action=action, fields=["name", "born_on"]
            )
        else:
            commands.record(
                by=by, at=AT, action=action, subject_id=new_id(), case_id=purpose.case_id, details={"of": str(new_id())}
            )


def seal():
    commands.seal_entries(at=AT, blocks=1000, looks=1)


@pytest.fixture
def trail(owner, monkeypatch):
    """Every kind of entry twice, four kinds to a block; and what was kept to put everything back."""
    monkeypatch.setattr(chain, "LARGEST", 8)
    seal()
    for action in actions():
        write(action)
    seal()
    owner.execute("DROP INDEX audit_entry_number_key")  # an owner can, and so slip in a second of one number
    owner.execute("CREATE TEMP TABLE kept_entries AS SELECT * FROM audit_entry")
    return owner


def numbers(owner):
    return dict(owner.execute("SELECT action, min(number) FROM audit_entry GROUP BY action").fetchall())


@pytest.mark.parametrize("tampering", TAMPERINGS)
def test_each_kind_of_entry_is_proof_against(tampering, trail):
    statement, kind = TAMPERINGS[tampering]
    assert queries.find_chain_fault(first=1) is None
    blocks = sorted(Block.objects.exclude(until=None).values_list("until", "number"))

    for action, number in numbers(trail).items():
        trail.execute(statement.replace("{n}", str(number)))
        found = queries.find_chain_fault(first=1)
        assert found is not None, action
        assert (found.kind, found.block) == (kind, next(block for until, block in blocks if until >= number)), action
        trail.execute("DELETE FROM audit_entry WHERE action = %s OR action IN ('made.up', %s)", [action, action + "x"])
        trail.execute(
            f"INSERT INTO audit_entry ({COLUMNS}) SELECT {COLUMNS} FROM kept_entries WHERE action = %s", [action]
        )
    assert queries.find_chain_fault(first=1) is None  # put back, it is as it was sealed


@pytest.mark.parametrize(
    ("tampering", "kind"),
    [
        ("DELETE FROM audit_block WHERE number = 5", "missing"),
        ("UPDATE audit_block SET entries = entries + 1 WHERE number = 5", "altered"),
        ("UPDATE audit_block SET sealed_at = sealed_at + interval '1 second' WHERE number = 5", "changed"),
        (
            "UPDATE audit_block SET number = CASE number WHEN 5 THEN 6 WHEN 6 THEN 5 ELSE number END WHERE number IN (5, 6)",
            "",
        ),
    ],
)
def test_a_block_that_is_tampered_with_is_found(trail, tampering, kind):
    if not kind:  # two blocks in each other's place: by way of a third number, for numbers are unique
        trail.execute(
            "UPDATE audit_block SET number = 0 WHERE number = 5; UPDATE audit_block SET number = 5 WHERE number = 6"
        )
        tampering = "UPDATE audit_block SET number = 6 WHERE number = 0"
    trail.execute(tampering)

    found = queries.find_chain_fault(first=1)

    assert found is not None
    assert not kind or found.kind == kind


class TestSignedHeads:
    """Published each day: what is compared with them cannot be recomputed without a key of the state."""

    @pytest.fixture
    def published(self, trail):
        commands.publish_head(at=AT)
        for _ in range(3):
            write("audit.later")
        seal()
        commands.publish_head(at=AT.replace(day=2))
        return list(queries.all_heads())

    def test_each_is_signed_and_in_the_chain(self, published):
        assert [head.day.day for head in published] == [1, 2]
        assert published[1].entries == published[0].entries + 6 + 1  # and that the first head was signed
        assert queries.find_fault_of_heads(published) is None

    def test_a_day_has_one(self, published):
        assert commands.publish_head(at=AT.replace(hour=20)) is None
        assert len(list(queries.all_heads())) == 2

    @pytest.mark.parametrize("kind", ["altered: office = 'treasury'", "removed", "inserted", "duplicated", "reordered"])
    def test_a_chain_that_is_recomputed_whole_is_found_by_them_alone(self, kind, published, trail):
        number = trail.execute(
            "SELECT number FROM audit_entry WHERE action = 'audit.later' ORDER BY number"
        ).fetchone()[0]
        trail.execute(TAMPERINGS[kind][0].replace("{n}", str(number)))
        trail.execute("DELETE FROM audit_block WHERE number > %s", [published[0].block])
        seal()

        assert queries.find_chain_fault(first=1) is None
        found = queries.find_fault_of_heads(published)
        assert found is not None
        assert (found.day.day, found.whole_to) == (2, published[0].block)
        assert found.kind in ("rewritten", "cut")

    def test_a_tail_that_was_cut_off_is_found(self, published, trail):
        trail.execute("DELETE FROM audit_entry WHERE action = 'audit.later'")
        trail.execute("DELETE FROM audit_block WHERE number > %s", [published[0].block])

        assert queries.find_chain_fault(first=1) is None  # what is left is whole
        found = queries.find_fault_of_heads(published)
        assert (found.kind, found.block, found.whole_to) == ("cut", published[1].block, published[0].block)

    def test_a_head_that_was_made_to_fit_is_found(self, published, trail):
        trail.execute("UPDATE audit_signedhead SET hash = repeat('a', 64) WHERE day = '2026-06-02'")

        found = queries.find_fault_of_heads(queries.all_heads())

        assert (found.kind, found.day.day) == ("forged", 2)

    @pytest.mark.parametrize(
        "tampering",
        [
            "UPDATE audit_signedhead SET block = block - 1 WHERE day = '2026-06-02'",
            "UPDATE audit_signedhead SET entries = entries - 1 WHERE day = '2026-06-02'",
            "UPDATE audit_signedhead SET statement = replace(statement, '2026-06-02', '2026-06-03') WHERE day = '2026-06-02'",
            "UPDATE audit_signedhead SET key = 'another' WHERE day = '2026-06-02'",
            "UPDATE audit_signedhead SET signature = (SELECT signature FROM audit_signedhead WHERE day = '2026-06-01')"
            " WHERE day = '2026-06-02'",
            "UPDATE audit_signedhead SET signature = set_byte(signature, 20, get_byte(signature, 20) # 1) WHERE day = '2026-06-02'",
            # two days in each other's place: by way of a third, for days are unique
            "UPDATE audit_signedhead SET day = day + 40; UPDATE audit_signedhead SET day = CASE day WHEN '2026-07-11'"
            " THEN '2026-06-02'::date ELSE '2026-06-01'::date END",
        ],
    )
    def test_each_part_of_a_published_head_is_proof_against_change(self, published, trail, tampering):
        trail.execute(tampering)

        assert queries.find_fault_of_heads(queries.all_heads()).kind == "forged"

    def test_what_the_application_may_not(self, published):
        with connection.cursor() as cursor:
            for right in ("UPDATE", "DELETE", "TRUNCATE"):
                cursor.execute("SELECT has_table_privilege('audit_signedhead', %s)", [right])
                assert cursor.fetchone() == (False,)
