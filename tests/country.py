"""The real pack of the country in a database of its own, for the tests that walk through it."""

import pytest
from django.conf import settings
from django.db import connections

from digigov.kernel.actor import system
from digigov.kernel.clock import now
from digigov.kernel.published import forget_all
from digigov.modules.catalog.commands import load_pack
from digigov.modules.payments.testing.gateway import PATH, scripted_gateway
from digigov.modules.registries.testing import empty_registers
from tests.plugin import OWNER, TEMPLATE, running_cluster, use_database


@pytest.fixture(scope="session")
def loaded_country(django_db_setup, django_db_blocker):
    """The name of a database that holds the real pack of the country; loading takes seconds, so it is done once."""
    name = f"{django_db_setup}_country"
    running_cluster().query(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE} OWNER {OWNER}")
    with django_db_blocker.unblock():
        use_database(name)
        load_pack(by=system("test"), at=now(), path=settings.PACK)
        connections.close_all()
        use_database(django_db_setup)
    forget_all()
    return name


@pytest.fixture
def _in_the_country(loaded_country, django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        use_database(loaded_country)
    yield
    with django_db_blocker.unblock():
        connections.close_all()
        use_database(django_db_setup)


@pytest.fixture
def country(_in_the_country, db):
    """The real pack of the country, loaded, with empty registers; what a test does there is undone."""
    empty_registers()


@pytest.fixture
def gateway(settings):
    """A card gateway that does what the test says."""
    settings.DIGIGOV_ADAPTERS = {**settings.DIGIGOV_ADAPTERS, "card-gateway": PATH}
    return scripted_gateway()
