import pytest

from digigov.modules.organizations.testing import make_organizations
from digigov.modules.workforce.testing import a_centre


@pytest.fixture
def centre(db):
    """An office that answers calls, with nobody in it and no history yet."""
    make_organizations()
    with a_centre():
        yield
