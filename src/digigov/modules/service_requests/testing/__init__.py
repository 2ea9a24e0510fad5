"""A country in which things can be reported, and requests at any state, for the tests of rooms above."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from digigov.kernel.actor import ANONYMOUS, Actor, Grant, system
from digigov.kernel.ids import new_id
from digigov.modules.catalog.queries import LIAISON
from digigov.modules.catalog.testing import load_tiny
from digigov.modules.documents.commands import store_file
from digigov.modules.documents.testing import make_picture
from digigov.modules.service_requests import commands
from digigov.modules.service_requests.commands import Opened, Reporter
from digigov.modules.service_requests.policies import follow_token, link_for

__all__ = ["follow_token", "link_for"]

AT = datetime(2026, 6, 1, 14, tzinfo=UTC)  # a Monday, ten o'clock in Saint Lucia
HERE = {"latitude": 14.0, "longitude": -61.0, "place": "", "district": "", "landmark": "By the gate"}
MACHINE = system("test")


def make_country() -> None:
    """The tiny country: ``dirty-stall`` is answered by the department ``shops``, above which stands the ministry ``trade``."""
    load_tiny()


def liaison(unit: str = "shops", *, party_id: UUID | None = None, office: str = "") -> Actor:
    """Somebody who answers requests of a unit, as a post would make them; sits in that unit."""
    return Actor(
        kind="officer", name="Lia Fictional", account_id=new_id(), party_id=party_id or new_id(),
        grants=frozenset({Grant("requests.answer", unit)}), roles=frozenset({(LIAISON, unit)}), office=office or unit,
        second_factor=True,
    )  # fmt: skip


def agent(owner: str = "trade", *, office: str = "") -> Actor:
    """An agent of the owner's unit: 311."""
    return Actor(
        kind="officer", name="Agnes Fictional", account_id=new_id(), party_id=new_id(),
        grants=frozenset({Grant("requests.open", owner)}), office=office or "contact-centre", second_factor=True,
    )  # fmt: skip


def make_request(*, by: Actor = ANONYMOUS, at: datetime = AT, category: str = "dirty-stall", **other: Any) -> Opened:
    """A report by somebody who left an address, unless something else is given."""
    answers = (
        {"place": HERE, "smells": True, "description": "A bad smell"}
        if category == "dirty-stall"
        else {"description": "Words"}
    )
    given: dict[str, Any] = {
        "answers": answers, "channel": "web", "language": "en", "reporter": Reporter(email="somebody@example.org"), **other,
    }  # fmt: skip
    return commands.open_request(by=by, at=at, category=category, **given)


def make_evidence(by: Actor, *, at: datetime = AT) -> UUID:
    """A photo that this officer took."""
    return store_file(by=by, at=at, name="done.jpg", content=make_picture())
