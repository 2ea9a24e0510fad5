import pytest

from digigov.modules.identity.testing import load_messages
from digigov.modules.mandates.testing import make_child, make_firm, make_known, make_plan
from digigov.modules.organizations.testing import make_organizations


@pytest.fixture
def registers_know():
    """A country whose registers name a child's parents and a company's directors."""
    load_messages()
    make_organizations()
    make_plan()
    make_child()
    make_firm()


@pytest.fixture
def testa():
    return make_known(number="9300001")
