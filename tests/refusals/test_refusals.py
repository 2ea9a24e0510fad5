"""
Every public command: whoever may does it; a stranger, a citizen and an officer of another unit are refused, and not one row
of the database has changed. That each command stands in a table,
``tests/architecture/test_refusals_listed.py`` sees to.
"""

import ast
import contextlib
from pathlib import Path

import pytest
from django.db import connection

import digigov.modules
from tests.refusals.tables import TABLES
from tests.refusals.trial import Machine, Own, Trial, everything

SRC = Path(digigov.modules.__file__).resolve().parents[1]
OTHERS = ("stranger", "citizen", "officer of another unit")


def entries(*kinds):
    return [
        pytest.param(entry, id=f"{room}.{name}")
        for room, table in TABLES.items()
        for name, entry in table.items()
        if isinstance(entry, kinds)
    ]


def who(world, other, trial):
    if other == "officer of another unit":
        return world.officer_without if getattr(trial, "across", "") else world.officer_elsewhere
    return getattr(world, other)


@pytest.mark.parametrize("trial", entries(Trial, Own))
def test_whoever_may_does_it(trial, world):
    trial.call(world, getattr(world, trial.by))


@pytest.mark.parametrize("other", OTHERS)
@pytest.mark.parametrize("trial", entries(Trial))
def test_others_are_refused_and_nothing_has_changed(trial, other, world):
    if trial.anybody_in and other != "stranger":
        trial.call(world, who(world, other, trial))
        return
    before = everything(but=trial.notes)

    with pytest.raises(trial.refused):
        trial.call(world, who(world, other, trial))

    assert everything(but=trial.notes) == before


@pytest.mark.parametrize("trial", entries(Own))
def test_a_stranger_has_no_account(trial, world):
    before = everything()

    with pytest.raises(trial.refused):
        trial.call(world, world.stranger)

    assert everything() == before


@pytest.mark.parametrize("other", OTHERS[1:])
@pytest.mark.parametrize("trial", entries(Own))
def test_nobody_touches_anothers_account(trial, other, world):
    before = rows_of(world.ana)

    with contextlib.suppress(*trial.refused):
        trial.call(world, who(world, other, trial))

    assert rows_of(world.ana) == before
    assert before["account"]


def rows_of(actor):
    """What belongs to one account."""
    found = {}
    with connection.cursor() as cursor:
        for table in ("totp", "passkey", "recoverycode", "code", "session"):
            cursor.execute(
                f"SELECT t::text FROM identity_{table} t WHERE account_id = %s ORDER BY 1", [actor.account_id]
            )
            found[table] = cursor.fetchall()
        cursor.execute("SELECT t::text FROM identity_account t WHERE id = %s", [actor.account_id])
        found["account"] = cursor.fetchall()
    return found


@pytest.mark.parametrize(
    ("room", "name"), [(r, n) for r, t in TABLES.items() for n, e in t.items() if isinstance(e, Machine)]
)
def test_no_page_calls_what_only_the_machine_may(room, name):
    doors = {path.relative_to(SRC).as_posix() for path in calls_of(room, name)}

    assert doors == set(TABLES[room][name].doors)


def calls_of(room, name):
    """The files of the sites that name that command."""
    for path in sorted((SRC / "sites").rglob("*.py")):
        if "tests" in path.parts:
            continue
        tree = ast.parse(path.read_text())
        if _names(tree, f"digigov.modules.{room}", name):
            yield path


def _names(tree, room, name):
    aliases = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == room:
            aliases |= {each.asname or each.name for each in node.names if each.name == "commands"}
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(f"{room}.commands"):
            aliases |= {each.asname or each.name for each in node.names if each.name == name}
    return name in aliases or any(
        isinstance(node, ast.Attribute)
        and node.attr == name
        and isinstance(node.value, ast.Name)
        and node.value.id in aliases
        for node in ast.walk(tree)
    )
