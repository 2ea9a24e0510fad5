"""
Every test card, from the button to the receipt and the books: our pages, the real sandbox process, its real webhooks.

Afterwards no card number is found anywhere: not in the database, not in the log, not in the sandbox's own store.
"""

import logging
import threading
import time
from datetime import UTC, datetime
from wsgiref.simple_server import WSGIRequestHandler, make_server

import httpx
import pytest
from django.core.wsgi import get_wsgi_application
from django.db import connection

from digigov.adapters.gateways.hosted import HostedGateway
from digigov.kernel.adapters import adapter
from digigov.kernel.clock import local_date
from digigov.modules.identity.testing import make_account, sign_in
from digigov.modules.organizations.testing import make_organizations
from digigov.modules.parties.testing import make_person
from digigov.modules.payments import commands
from digigov.modules.payments.testing import (
    count_messages,
    list_differences,
    make_due,
    make_service,
    run_errands,
    violations,
)
from digigov.rehearsal.gateway.cards import CHALLENGE_CODE, TEST_CARDS
from digigov.rehearsal.gateway.process import started
from tests.ports import free_port, is_taken

pytestmark = pytest.mark.usefixtures("fresh_database")
FORM = {"month": "05", "year": "2031", "code": "123", "name": "A Payer"}


class Quiet(WSGIRequestHandler):
    def log_message(self, *args):
        logging.getLogger("walk").info("%s", args)


@pytest.fixture
def window():
    """Our own web server, so that the sandbox's messages arrive."""
    server = make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "gateway"


@pytest.fixture
def sandbox(window, folder, settings):
    port = free_port()
    settings.DIGIGOV_CARD_GATEWAY = {**settings.DIGIGOV_CARD_GATEWAY, "url": f"http://localhost:{port}"}
    settings.DIGIGOV_ADAPTERS = {**settings.DIGIGOV_ADAPTERS, "card-gateway": f"{__name__}.Sandbox"}
    adapter("card-gateway").reach(f"http://localhost:{port}")
    make_organizations()
    with started(folder, port=port, webhook_url=f"{window}/exchange/card-webhook/") as (_, process):
        yield process


class Sandbox(HostedGateway):
    """Made once for each process; each test has a port of its own."""

    def reach(self, url):
        self.url = url
        self.__dict__.pop("_client", None)


@pytest.fixture
def payer(client):
    person = make_person()
    sign_in(client, make_account(party_id=person))
    return person


def go_to_card_page(client, due):
    answer = client.post(f"/pay/{due.payment_id}/start/")
    assert answer.status_code == 303, answer.content
    return answer.headers["Location"]


def type_card(url, number):
    """As the payer's browser would, without script."""
    with httpx.Client(trust_env=False) as browser:
        answer = browser.post(url, data={**FORM, "number": number})
        if answer.headers["location"].startswith("/"):
            answer = browser.post(f"{url}/challenge", data={"code": CHALLENGE_CODE})
        return answer.headers["location"]


def everything_kept():
    """Every row of every table that the application may read, as text."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' "
            "AND has_table_privilege(format('%I.%I', schemaname, tablename), 'SELECT')"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            yield from (row for (row,) in cursor.fetchall())


def wait_until(condition, seconds=120):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def expected(outcome):
    if outcome.short:
        return "held"
    return "failed" if outcome.failure else "paid"


def test_every_card_ends_as_it_should_and_leaves_no_number(client, sandbox, payer, folder, caplog):
    caplog.set_level(logging.DEBUG)
    service = make_service()
    walks = []
    for number, outcome in TEST_CARDS.items():
        due = make_due(service=service, party_id=payer)
        spaced = " ".join(number[i : i + 4] for i in range(0, 16, 4))
        back = type_card(go_to_card_page(client, due), spaced)
        assert back.endswith(f"/pay/{due.payment_id}/back/")
        answer = client.get(f"/pay/{due.payment_id}/back/")
        assert answer.status_code == 200
        if not outcome.slow:
            assert due.payment.state == expected(outcome), outcome
        walks.append((due, outcome))

    told = sum({"never": 0}.get(each.webhook, 1) for each in TEST_CARDS.values())
    wait_until(lambda: count_messages() >= told)
    run_errands()

    assert [due.payment.state for due, _ in walks] == [expected(outcome) for _, outcome in walks]
    assert commands.reconcile_day(at=datetime.now(UTC), day=local_date(datetime.now(UTC))) == 2
    assert sorted(list_differences()) == ["amount", "message"]
    assert violations(datetime.now(UTC)) == []
    _no_number_in(folder, caplog)


def _no_number_in(folder, caplog):
    kept = "\n".join(everything_kept()) + caplog.text
    store = b"".join(path.read_bytes() for path in folder.iterdir())
    assert "4242" in kept  # the last four digits are known
    for number in TEST_CARDS:
        for written in (number, " ".join(number[i : i + 4] for i in range(0, 16, 4))):
            assert written not in kept
            assert written.encode() not in store


def test_the_sandbox_killed_between_any_two_steps_loses_nothing(client, sandbox, payer, folder, window):
    due = make_due(party_id=payer)
    url = go_to_card_page(client, due)
    port = int(url.split(":")[2].split("/")[0])
    kill(sandbox, port)

    assert "We do not know yet" in client.get(f"/pay/{due.payment_id}/back/").content.decode()
    assert client.post(f"/pay/{due.payment_id}/start/").status_code == 503
    with again(folder, port, window) as (_, process):
        assert go_to_card_page(client, due) == url
        type_card(url, "4000000000000259")  # the message is still on its way when the next one is killed
        kill(process, port)
    with again(folder, port, window):
        wait_until(lambda: count_messages() == 1)
        run_errands()

        assert due.payment.state == "paid"
        assert len(due.attempts) == 1
        assert violations(datetime.now(UTC)) == []


def kill(process, port):
    """And wait until its worker has noticed and left the port."""
    process.kill()
    process.wait()
    wait_until(lambda: not is_taken(port))


def again(folder, port, window):
    """Started on the same store."""
    return started(folder, port=port, webhook_url=f"{window}/exchange/card-webhook/")
