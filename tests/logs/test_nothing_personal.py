"""
No personal data in the log: whatever is put into paths, queries, forms and headers, no line of the log repeats it. The same for
the figures that a monitor reads.
"""

import io
import json
import logging
import logging.config
from types import SimpleNamespace

import pytest
from django.test import Client

from digigov.config.jobs import keep_reason
from digigov.config.logs import logging_for
from digigov.modules.identity.testing import make_account, sign_in

SECRETS = {
    "a name": "Philomene-Zandoli",
    "a number": "850412-7731",
    "an address": "philomene.zandoli@example.org",
    "a telephone": "+17585550177",
    "a token": "tok3n-6f1d0b9c2e",
    "a newline": 'x"}\n{"event": "forged-line"',
}
PLACES = (
    "/verify/{}/",
    "/track/{}/",
    "/V/{}",
    "/apply/{}/",
    "/services/{}/",
    "/desk/cases/{}/",
    "/no-such-page/{}",
    "/{}",
)


@pytest.fixture
def log(settings):
    """The log as production writes it, read back as text."""
    written = io.StringIO()
    described = logging_for("json")
    described["handlers"]["stderr"]["stream"] = written
    logging.config.dictConfig(described)
    yield written
    logging.config.dictConfig(settings.LOGGING)


def knock(client, secret):
    for place in PLACES:
        client.get(place.format(secret), {"q": secret, "next": secret}, headers={"referer": f"https://x/{secret}"})
        client.post(place.format(secret), {"name": secret, secret: secret}, headers={"user-agent": secret})
    client.post("/account/sign-in/", {"address": secret, "password": secret})
    client.post(
        "/exchange/card-webhook/", secret, content_type="application/json", headers={"gateway-signature": secret}
    )
    client.post("/exchange/sms-receipts/", secret, content_type="application/json", headers={"x-signature": secret})


@pytest.mark.django_db
@pytest.mark.parametrize("kind", SECRETS)
def test_what_strangers_and_citizens_send_is_in_no_line(log, kind):
    secret, citizen = SECRETS[kind], Client(raise_request_exception=False)
    sign_in(citizen, make_account())
    for client in (Client(raise_request_exception=False), citizen):
        knock(client, secret)

    lines = log.getvalue().splitlines()
    assert len(lines) > 30
    told = [json.loads(line) for line in lines]  # each line is one whole object: nobody can forge a line
    assert "forged-line" not in {each["event"] for each in told}
    for part in secret.split("\n"):
        assert part not in log.getvalue()


@pytest.mark.django_db
def test_requests_stand_by_route_with_their_number(log):
    answer = Client().get("/services/philomene/?q=philomene")

    (line,) = [json.loads(each) for each in log.getvalue().splitlines() if '"request"' in each]
    assert line["route"] == "services/<slug:service>/"
    assert line["request_id"] == answer["X-Request-ID"]
    assert set(line) == {"event", "method", "route", "status", "ms", "request_id", "level", "logger", "timestamp"}


@pytest.mark.django_db
def test_a_request_is_followed_through_to_the_work_that_it_asked_for(log, tmp_path, monkeypatch):
    monkeypatch.setenv("DIGIGOV_VAR", str(tmp_path))
    answer = Client().post("/rehearsal/clock/", {"ahead": "1d"})
    lines = [json.loads(each) for each in log.getvalue().splitlines()]
    (asked,) = [each for each in lines if each["event"] == "deferred"]
    assert asked["request_id"] == answer["X-Request-ID"]

    (number,) = asked["jobs"]
    context = SimpleNamespace(job=SimpleNamespace(id=number, task_name=asked["task"]))
    keep_reason(lambda: logging.getLogger("digigov.some.room").info("worked"), context, None)

    worked, done = [json.loads(each) for each in log.getvalue().splitlines()][-2:]
    assert (worked["event"], worked["job"]) == ("worked", number)
    assert (done["event"], done["job"], done["task"]) == ("done", number, "rehearsal.step_clock")
