import pytest

from digigov.modules.knowledge.testing import APPROVER, ROLES, UNIT, WRITER, load
from digigov.modules.organizations.testing import ORGANIZATIONS, make_officer, make_organizations
from digigov.modules.search.testing import forget_vectors


@pytest.fixture
def country(db):
    """Units, the two roles of articles, and the workflows of approval; no article yet."""
    make_organizations(roles=[*ORGANIZATIONS["roles"], *ROLES])
    load()
    yield
    forget_vectors()


@pytest.fixture
def writer(country):
    return make_officer(unit=UNIT, role=WRITER)


@pytest.fixture
def approver(country):
    return make_officer(unit=UNIT, role=APPROVER)
