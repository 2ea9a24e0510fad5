import pytest

from digigov.modules.payments.testing.gateway import PATH, scripted_gateway


@pytest.fixture
def gateway(settings):
    settings.DIGIGOV_ADAPTERS = {**settings.DIGIGOV_ADAPTERS, "card-gateway": PATH}
    return scripted_gateway()
