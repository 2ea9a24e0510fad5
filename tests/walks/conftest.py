import pytest
from django.conf import settings

from digigov.kernel.actor import system
from digigov.kernel.clock import now
from digigov.modules.catalog.commands import load_pack


@pytest.fixture
def country(db):
    """The real pack of the country, loaded."""
    load_pack(by=system("test"), at=now(), path=settings.PACK)
