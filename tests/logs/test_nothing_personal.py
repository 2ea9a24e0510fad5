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
from django.apps import apps
from django.test import Client

from digigov.config.jobs import keep_reason
from digigov.config.logs import logging_for
from digigov.modules.identity.testing import PASSWORD, make_account, sign_in

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


@pytest.fixture
def said(log):
    """The lines of the log for whoever looks for attackers, as they stand."""
    return lambda: [
        each for each in map(json.loads, log.getvalue().splitlines()) if each["logger"] == "digigov.security"
    ]


@pytest.mark.django_db
class TestWhoWasRefused:
    def test_a_failed_sign_in_whoever_it_was_meant_for(self, said):
        account = apps.get_model("identity", "Account").objects.get(id=make_account())
        for address in (account.email, "nobody@example.org"):
            Client().post("/account/sign-in/", {"address": address, "password": "a guess"})
        Client().post("/account/passkey/sign-in/", "{}", content_type="application/json")

        assert [(each["event"], each["way"]) for each in said()] == [
            ("sign-in failed", "password"),
            ("sign-in failed", "password"),
            ("sign-in failed", "passkey"),
        ]

    def test_at_a_door_that_is_not_theirs_with_the_visit_that_the_trail_knows(self, said):
        account = apps.get_model("identity", "Account").objects.get(id=make_account())
        citizen = Client()
        citizen.post("/account/sign-in/", {"address": account.email, "password": PASSWORD})

        citizen.get("/desk/")

        (line,) = said()
        signed_in = apps.get_model("audit", "Entry").objects.get(action="identity.signed-in")
        assert (line["event"], line["code"], line["route"]) == ("refused", "not-allowed", "desk/")
        assert line["visit"] == signed_in.details["visit"]
        assert signed_in.details["way"] == "password"

    def test_by_a_limit_that_is_named(self, said):
        for _each in range(11):
            Client().post("/account/sign-in/", {"address": "nobody@example.org", "password": "a guess"})

        assert (said()[-1]["code"], said()[-1]["about"]) == ("too-many-requests", "sign-in|subject")

    def test_a_form_of_another_site(self, said):
        Client(enforce_csrf_checks=True).post("/account/sign-in/", {}, headers={"origin": "https://thief.example"})

        assert said()[-1]["code"] == "page-too-old"

    def test_what_is_mistyped_or_gone_is_no_attack(self, said):
        Client().get("/services/no-such-service/")

        assert said() == []
