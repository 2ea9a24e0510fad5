"""Gateway, registers and SMS provider of a state that has an authority of its own: whom the machine trusts, these trust, and nobody else."""

import ssl
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from digigov.adapters.gateways.hosted import HostedGateway
from digigov.adapters.registers.http import HttpRegisters
from digigov.adapters.sms.http import HttpSms
from digigov.kernel.authorities import authorities
from digigov.rehearsal.tests.own_key import OWN
from tests.certificates import certificate


class Well(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *given):
        """Silent."""


@pytest.fixture
def state(tmp_path, monkeypatch):
    """Where somebody answers with a certificate of the state's own authority, and that authority's file."""
    path = certificate(tmp_path, name="localhost")
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(path)
    server = HTTPServer(("127.0.0.1", 0), Well)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    authorities.cache_clear()
    yield f"https://localhost:{server.server_port}", path
    server.shutdown()
    server.server_close()
    authorities.cache_clear()


def sms(url, settings):
    settings.DIGIGOV_SMS = {**settings.DIGIGOV_SMS, "url": url}
    return HttpSms()


UNSIGNED = "not to be believed"  # a register was reached, and its answer bears no signature: that is another matter
SENDERS = {
    "gateway": lambda url, settings: HostedGateway(url=url, key="k", webhook_secret="s"),
    "registers": lambda url, settings: HttpRegisters(url=url, key="k", own=OWN),
    "sms": sms,
}


@pytest.mark.parametrize("name", SENDERS)
def test_an_authority_that_the_machine_trusts(name, state, settings, monkeypatch):
    url, path = state
    monkeypatch.setenv("SSL_CERT_FILE", str(path))  # what `update-ca-certificates` does for good

    found = SENDERS[name](url, settings).check()
    assert found.ok or UNSIGNED in found.detail


@pytest.mark.parametrize("name", SENDERS)
def test_one_that_it_does_not(name, state, settings):
    url, _path = state

    found = SENDERS[name](url, settings).check()
    assert not found.ok
    assert UNSIGNED not in found.detail
