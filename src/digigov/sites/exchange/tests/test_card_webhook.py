import pytest

from digigov.modules.payments.testing import count_messages
from digigov.modules.payments.testing.gateway import PATH, message, scripted_gateway

pytestmark = pytest.mark.django_db
URL = "/exchange/card-webhook/"


@pytest.fixture(autouse=True)
def gateway(settings):
    settings.DIGIGOV_ADAPTERS = {**settings.DIGIGOV_ADAPTERS, "card-gateway": PATH}
    return scripted_gateway()


def tell(client, body, signature="good"):
    return client.post(URL, body, content_type="application/json", headers={"Gateway-Signature": signature})


def test_is_answered_well_each_time_and_kept_once(client):
    assert tell(client, message("ses_1")).json() == {"result": "taken"}
    assert tell(client, message("ses_1")).json() == {"result": "known"}
    assert count_messages() == 1


def test_refuses_what_is_forged_or_altered(client):
    tell(client, message("ses_1"))

    assert tell(client, message("ses_2", event_id="evt_2"), signature="bad").status_code == 401
    assert tell(client, message("ses_1", cents=1)).status_code == 409
    assert count_messages() == 1


def test_is_only_told_by_post(client):
    assert client.get(URL).status_code == 405
