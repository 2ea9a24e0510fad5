"""What the rooms bring into the world that have a file of their own for it."""

from typing import Any

from tests.refusals.world_of_articles import make_articles
from tests.refusals.world_of_contacts import make_contacts
from tests.refusals.world_of_officers import make_decided
from tests.refusals.world_of_requests import make_requests
from tests.refusals.world_of_signing import make_signed
from tests.refusals.world_of_workforce import a_centre, make_centre

__all__ = ["a_centre", "make_rooms"]


def make_rooms(world: Any, *, at: Any) -> None:
    for make in (make_signed, make_decided, make_requests, make_articles, make_centre, make_contacts):
        make(world, at=at)
