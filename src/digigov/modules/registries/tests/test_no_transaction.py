import pytest
from django.db import transaction

from digigov.kernel.actor import system
from digigov.modules.audit.commands import Purpose
from digigov.modules.registries import commands
from digigov.modules.registries.testing import AT, make_register


def test_no_register_is_asked_inside_a_transaction(fresh_database):
    make_register()
    asked = {
        "by": system("test"),
        "at": AT,
        "register": "people",
        "key": "1",
        "fields": (),
        "purpose": Purpose("decide-case"),
    }
    with transaction.atomic(), pytest.raises(RuntimeError):
        commands.read(**asked)
    assert not commands.read(**asked).found
