"""Each public command of each room has its trial in ``tests/refusals``: how it is called, who may, and that others may not."""

import importlib
import inspect
from pathlib import Path

import pytest

import digigov.modules
from tests.refusals.tables import TABLES

ROOMS = sorted(path.parent.name for path in Path(digigov.modules.__file__).parent.glob("*/apps.py"))


def commands_of(room):
    """The names of a room's public commands: what ``commands`` lists, or every function that it defines."""
    try:
        module = importlib.import_module(f"digigov.modules.{room}.commands")
    except ModuleNotFoundError:
        return {}
    names = getattr(module, "__all__", None) or [
        name for name, thing in vars(module).items() if getattr(thing, "__module__", "") == module.__name__
    ]
    return {
        name: getattr(module, name) for name in names if name[0] != "_" and inspect.isfunction(getattr(module, name))
    }


@pytest.mark.parametrize("room", ROOMS)
def test_each_command_stands_in_a_table(room):
    written = {name.split(" ")[0] for name in TABLES.get(room, {})}
    there = set(commands_of(room))

    assert there - written == set(), "write how each is refused, in tests/refusals/of_….py"
    assert written - there == set(), "gone: take their trials away"
