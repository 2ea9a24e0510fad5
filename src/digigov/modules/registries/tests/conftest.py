import pytest
from django.apps import apps


@pytest.fixture
def audit_entries():
    """The lines of the trail of an action, oldest first."""
    return lambda action: list(apps.get_model("audit", "Entry").objects.filter(action=action).order_by("id"))
