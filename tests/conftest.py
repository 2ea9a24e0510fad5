"""What several rooms try: the small island of ``tests/refusals/world.py``, and what walkers of a whole stack do."""

import pytest
from django.conf import settings

from digigov.kernel.actor import system
from digigov.kernel.clock import now
from digigov.kernel.published import forget_all
from digigov.modules.catalog.commands import load_pack
from tests.elsewhere import back  # noqa: F401 - the fixture, for whoever signs in elsewhere
from tests.faults.walker import write_script
from tests.refusals.undone import undone
from tests.refusals.world import island_of


@pytest.fixture(scope="module")
def island(django_db_setup, django_db_blocker):
    """Built once for the tests of a file; ``world`` rolls each of them back to it."""
    with django_db_blocker.unblock(), island_of() as world:
        yield world


@pytest.fixture
def world(island):
    with undone():
        yield island
    forget_all()


@pytest.fixture
def script(db):
    """What walkers send, page by page."""
    load_pack(by=system("test"), at=now(), path=settings.PACK)
    return write_script()
