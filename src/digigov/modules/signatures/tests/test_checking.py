"""Each file of the corpus gets its verdict, and each check is needed: without it a forgery passes for more than it is."""

import random
from functools import cache

import pytest

from digigov.modules.signatures.checking import checks, examine
from digigov.modules.signatures.checking.apart import examine_apart
from digigov.modules.signatures.checking.examine import examine as look_at
from digigov.modules.signatures.testing.hostile.corpus import CORPUS, Cast
from digigov.modules.signatures.testing.hostile.forging import bomb, plain_pdf, range_of
from digigov.modules.signatures.testing.hostile.state import LOOKED

ROWS = {row.name: row for row in CORPUS}
TABLES = {"FIRST": checks.FIRST, "CHECKS": checks.CHECKS, "NOTES": checks.NOTES}
cast = cache(Cast)


@cache
def made(name):
    return ROWS[name].make(cast())


def verdict_on(name):
    found = look_at(made(name), trust=cast().ours.trust(ROWS[name].revoked), at=LOOKED)
    failed = frozenset(name for each in found.signatures for name in each.failed)
    notes = frozenset(name for each in found.signatures for name in each.notes)
    return found.state, failed, notes


def expected_of(name):
    row = ROWS[name]
    return row.state, row.failed, row.notes


@pytest.mark.parametrize("name", ROWS)
def test_the_verdict_is_that_of_the_table(name):
    assert verdict_on(name) == expected_of(name)


def test_there_are_enough_and_each_is_another_file():
    assert len({made(name) for name in ROWS}) >= 55
    assert len(ROWS) == len(CORPUS)


@pytest.mark.parametrize(("table", "check"), [(name, check) for name, found in TABLES.items() for check in found])
def test_without_a_check_a_file_passes_for_more_than_it_is(monkeypatch, table, check):
    caught = [name for name, row in ROWS.items() if check in row.failed | row.notes]
    assert caught
    monkeypatch.setitem(TABLES[table], check, lambda look: True)

    mistaken = [name for name in caught if verdict_on(name) != expected_of(name)]

    assert mistaken == caught


@pytest.mark.parametrize("check", examine.OF_FILE)
def test_without_a_check_of_the_file_it_is_taken_for_another(monkeypatch, check):
    state = check.removeprefix("not-")
    monkeypatch.setitem(examine.OF_FILE, check, lambda raw, reader: "")

    assert [name for name, row in ROWS.items() if row.state == state and verdict_on(name)[0] == state] == []


def test_most_checks_alone_keep_a_forgery_from_passing_as_good(monkeypatch):
    """Where no other check catches the same file, that file would be called good."""
    for check in (*checks.FIRST, *checks.CHECKS):
        alone = [name for name, row in ROWS.items() if row.failed == {check}]
        table = checks.FIRST if check in checks.FIRST else checks.CHECKS
        if check in checks.FIRST or check in ("coverage", "permission"):
            continue
        with monkeypatch.context() as off:
            off.setitem(table, check, lambda look: True)
            assert alone and all(verdict_on(name)[0] == "good" for name in alone), check


class TestApart:
    """The same in the process of its own, which is what a page asks."""

    @pytest.mark.parametrize("name", ["B-LTA", "a note over the text", "no PDF", "not signed"])
    def test_says_the_same(self, name):
        found = examine_apart(made(name), trust=cast().ours.trust({}), at=LOOKED)

        assert found == look_at(made(name), trust=cast().ours.trust({}), at=LOOKED)

    def test_what_unfolds_to_gigabytes_costs_this_process_nothing(self):
        found = examine_apart(bomb(), trust=cast().ours.trust({}), at=LOOKED)

        assert found.state in ("too-complex", "unreadable")

    def test_names_who_signed_and_when(self):
        found = examine_apart(made("two signers"), trust=cast().ours.trust({}), at=LOOKED)

        first, second = found.signatures
        assert (first.name, first.kind, first.level, first.time_is_trusted, first.later) == (
            "Ada",
            "person",
            "2",
            True,
            1,
        )
        assert (second.name, second.later) == ("Bea", 0)


def test_any_byte_changed_of_the_signed_part_is_found():
    """One bit of one byte, all over the file but in the signature itself: never good."""
    raw = made("B-T")
    _start, first, second, rest = range_of(raw)
    signed = [*range(9, first), *range(second, second + rest)]
    for where in signed[:: len(signed) // 50]:
        changed = raw[:where] + bytes([raw[where] ^ 4]) + raw[where + 1 :]
        assert look_at(changed, trust=cast().ours.trust({}), at=LOOKED).state != "good", where


@pytest.mark.parametrize("seed", range(20))
def test_nonsense_is_no_fault(seed):
    chance, raw = random.Random(seed), bytearray(plain_pdf() if seed % 2 else made("B-T"))
    for _each in range(chance.randint(1, 40)):
        where = chance.randrange(len(raw))
        raw[where : where + chance.randint(1, 30)] = chance.randbytes(chance.randint(0, 30))

    found = look_at(bytes(raw), trust=cast().ours.trust({}), at=LOOKED)
    assert found.state in ("unreadable", "unsigned", "bad", "locked", "too-complex")
