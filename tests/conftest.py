"""The small island of ``tests/refusals/world.py``, for all who try everything that can be done on it."""

import pytest

from digigov.kernel.published import forget_all
from tests.refusals.world import island_of, undone


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
