"""People for the tests of other rooms."""

from datetime import UTC, datetime
from itertools import count
from typing import Any
from uuid import UUID

from digigov.kernel.actor import system
from digigov.modules.parties import commands
from digigov.modules.parties.rules import tidy_email, tidy_national_id, tidy_phone

__all__ = ["make_person", "tidy_email", "tidy_national_id", "tidy_phone"]

_number = count(1)


def make_person(**given: Any) -> UUID:
    """A registered person; whatever is not given is invented."""
    n = next(_number)
    known = {
        "given_names": f"Testa {n}",
        "family_name": "Fictional",
        "email": f"testa{n}@example.org",
        "at": datetime(2026, 1, 5, 14, tzinfo=UTC),
        **given,
    }
    return commands.register_person(by=system("test"), **known)
