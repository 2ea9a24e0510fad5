"""The sandbox as a process, and the adapter that speaks to it, held against the port's contract."""

import json
import threading
import time
from contextlib import suppress
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import httpx
import pytest

from digigov.adapters.gateways.hosted import HostedGateway
from digigov.kernel.errors import AdapterFailure
from digigov.modules.payments.testing.contract import CardGatewayContract
from digigov.rehearsal import clock
from digigov.rehearsal.gateway.process import started
from digigov.rehearsal.gateway.webhooks import signature
from tests.ports import free_port

CARD = {"number": "4242 4242 4242 4242", "month": "05", "year": "30", "code": "123", "name": "A Payer"}
AN_HOUR = timedelta(hours=1)
PATIENCE = 120


class Told(BaseHTTPRequestHandler):
    """A merchant that answers 500 the first time it is told something."""

    messages: list = []

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200 if self.messages else 500)
        self.end_headers()
        self.messages.append((dict(self.headers), body))

    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def merchant():
    server = HTTPServer(("127.0.0.1", 0), Told)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_port}/"
    server.shutdown()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("gateway")


def all_in(folder):
    """All bytes there; SQLite takes files of its own away between listing and reading them, and then all is read again."""
    while True:
        with suppress(FileNotFoundError):
            return b"".join(path.read_bytes() for path in folder.iterdir())


@pytest.fixture(scope="module")
def address(folder, merchant):
    """What is slow or late there takes an hour, by a clock that the tests move."""
    hour = AN_HOUR.total_seconds()
    with pytest.MonkeyPatch.context() as surroundings:
        surroundings.setenv("DIGIGOV_VAR", str(folder))
        with started(folder, port=free_port(), webhook_url=merchant, slow=hour, late=hour) as (address, _):
            yield address


def an_hour_passes():
    clock.move(to=clock.now() + AN_HOUR)


def eventually(find):
    deadline = time.monotonic() + PATIENCE
    while not (found := find()):
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.05)
    return found


def type_card(session, **changes):
    return httpx.post(session.url, data={**CARD, **changes})


class TestHostedGateway(CardGatewayContract):
    @pytest.fixture(autouse=True)
    def sandbox(self, address):
        type(self).gateway = HostedGateway(url=address)

    def pay(self, session):
        type_card(session)

    def decline(self, session):
        type_card(session, number="4000000000009995")

    def signed(self, *, at):
        body = json.dumps(
            {"id": "evt_1", "kind": "payment.paid", "session": "ses_1", "amount": 5000, "currency": "XCD"}
        ).encode()
        return {"Gateway-Signature": signature(secret="sandbox-webhook-secret", body=body, now=at.timestamp())}, body

    def state_of(self, session):
        return self.gateway.get_session(session.id).state

    def test_asks_for_a_code_and_gives_up_after_three_wrong_ones(self):
        session = self.open()

        assert type_card(session, number="4000000000003220").headers["location"] == f"/pay/{session.id}"
        for left in (2, 1):
            httpx.post(f"{session.url}/challenge", data={"code": "000000"})
            assert f"{left} tries left" in httpx.get(session.url).text
        last = httpx.post(f"{session.url}/challenge", data={"code": "000000"})

        assert last.headers["location"] == "http://localhost:1/back/"
        assert self.gateway.get_session(session.id).failure == "challenge-failed"

    def test_asks_for_a_code_and_takes_it(self):
        session = self.open()
        type_card(session, number="5200828282828210")
        httpx.post(f"{session.url}/challenge", data={"code": "123456"})

        assert self.gateway.get_session(session.id).brand == "Mastercard"
        assert self.state_of(session) == "paid"

    @pytest.mark.parametrize(("number", "end"), [("4000000000000077", "paid"), ("4000000000000119", "declined")])
    def test_a_slow_bank_answers_at_last(self, number, end):
        session = self.open()
        type_card(session, number=number)

        assert self.state_of(session) == "pending"
        an_hour_passes()
        eventually(lambda: self.state_of(session) == end)

    def test_a_card_may_take_another_amount(self):
        session = self.open()
        type_card(session, number="4000000000005126")

        assert self.gateway.get_session(session.id).captured.cents == 4900

    def test_a_payer_may_go_back(self):
        session = self.open()
        httpx.post(f"{session.url}/cancel")

        assert self.state_of(session) == "cancelled"
        assert "finished" in httpx.get(session.url).text

    def test_a_page_left_alone_expires(self, address):
        wanted = {"amount": 1, "currency": "XCD", "reference": "x", "description": "x", "return_url": "http://x/"}
        headers = {"Authorization": "Bearer sandbox-merchant-key", "Idempotency-Key": "left-alone"}
        made = httpx.post(f"{address}/v1/sessions", json={**wanted, "expires_in": 60}, headers=headers).json()
        assert self.gateway.get_session(made["id"]).state == "open"
        an_hour_passes()

        eventually(lambda: self.gateway.get_session(made["id"]).state == "expired")

    @pytest.mark.parametrize(
        "wrong",
        [
            {"number": "4242424242424241"},
            {"number": "4111111111111111"},
            {"number": "378282246310005"},
            {"number": "٤٢٤٢"},
            {"month": "13"},
            {"year": "20"},
            {"code": "12"},
            {"name": " "},
        ],
    )
    def test_says_what_is_wrong_with_a_card(self, wrong):
        session = self.open()
        answer = type_card(session, **wrong)

        assert answer.status_code == 422
        assert "There is a problem" in answer.text
        assert self.state_of(session) == "open"

    def test_a_page_takes_one_card(self):
        session = self.open()
        type_card(session)
        type_card(session, number="4000000000000002")

        assert self.state_of(session) == "paid"

    def test_keeps_no_card_number(self, folder):
        session = self.open()
        type_card(session)
        type_card(self.open(), number="4000 0000 0000 3220")

        kept = all_in(folder)

        assert session.id.encode() in kept
        for number in (b"4242424242424242", b"4242 4242", b"4000000000003220", b"4000 0000"):
            assert number not in kept

    def test_tells_the_merchant_until_it_is_heard(self):
        session = self.open()
        type_card(session, number="4000000000001976")

        told = eventually(lambda: len(found := self._messages_about(session)) == 3 and found)

        assert len({message["id"] for message in told}) == 1
        assert told[0]["amount"] == 5000

    def test_tells_late_or_never(self):
        late, never = self.open(), self.open()
        type_card(late, number="4000000000000259")
        type_card(never, number="4000000000000101")
        self._another_is_told_of()

        assert not self._messages_about(late)
        an_hour_passes()
        eventually(lambda: self._messages_about(late))
        self._another_is_told_of()
        assert not self._messages_about(never)

    def test_is_down(self):
        with pytest.raises(AdapterFailure) as failure:
            HostedGateway(url="http://localhost:9").get_session("x")

        assert failure.value.temporary
        assert not HostedGateway(url="http://localhost:9").check().ok

    def test_refuses_another_key(self, address):
        assert not HostedGateway(url=address, key="another").check().ok

    def _another_is_told_of(self):
        """Whatever was due before has been told by then: the oldest goes first."""
        another = self.open()
        type_card(another)
        eventually(lambda: self._messages_about(another))

    def _messages_about(self, session):
        return [message for _, body in list(Told.messages) if (message := json.loads(body))["session"] == session.id]
