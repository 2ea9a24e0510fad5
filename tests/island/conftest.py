"""An island's rooms are tried in this process: gateway and senders are played, and the clock stands where a walk wants it."""

import pytest

from digigov.kernel.adapters import adapter
from digigov.modules.payments.ports import SLOT
from tests.island.proof import Proof

SENDER = "digigov.modules.notifications.testing.FakeSender"


@pytest.fixture
def proof(country, settings):
    settings.DIGIGOV_ADAPTERS = {
        **settings.DIGIGOV_ADAPTERS,
        "card-gateway": "digigov.modules.payments.testing.gateway.ScriptedGateway",
        "email": SENDER,
        "sms": SENDER,
    }
    settings.DIGIGOV_CLOCK = "digigov.rehearsal.clock"
    settings.DIGIGOV_LIMITS_TIMES = 1000
    return Proof(adapter(SLOT))
