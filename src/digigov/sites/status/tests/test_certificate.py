"""The certificate that a browser would meet, asked of a real TLS server."""

import socket
import ssl
import threading
from contextlib import contextmanager
from datetime import timedelta

import pytest

from digigov.kernel.clock import machine_now
from digigov.sites.status import looking
from digigov.sites.status.certificate import Certificate, look_at
from tests.certificates import UNTIL, certificate

PUBLIC = "https://services.example.org"


@contextmanager
def served(path):
    """A door with that certificate, for one who knocks once. Gives host and port."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(path)
    with socket.create_server(("127.0.0.1", 0)) as door:
        answering = threading.Thread(target=_answer, args=(door, context))
        answering.start()
        yield f"127.0.0.1:{door.getsockname()[1]}"
        answering.join()


def _answer(door, context):
    knocking, _ = door.accept()
    try:
        context.wrap_socket(knocking, server_side=True).close()
    except OSError:
        knocking.close()


def test_until_when_it_holds(tmp_path, monkeypatch):
    path = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(path))  # the machine's own list of authorities

    with served(path) as door:
        assert look_at(PUBLIC, door=door) == Certificate(UNTIL, "")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"until": UNTIL - timedelta(days=30)}, "certificate has expired"),
        ({"name": "other.example.org"}, "Hostname mismatch"),
    ],
    ids=["expired", "another name"],
)
def test_why_browsers_refuse_it(tmp_path, monkeypatch, changes, said):
    path = certificate(tmp_path, **changes)
    monkeypatch.setenv("SSL_CERT_FILE", str(path))

    with served(path) as door:
        found = look_at(PUBLIC, door=door)

    assert not found.is_well and said in found.said


def test_one_of_an_authority_that_nobody_knows(tmp_path):
    with served(certificate(tmp_path)) as door:
        assert "self-signed" in look_at(PUBLIC, door=door).said


def test_nobody_at_the_door():
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]

    assert look_at(PUBLIC, door=f"127.0.0.1:{port}") == Certificate(None, "Connection refused")


def test_an_address_without_tls():
    assert look_at("http://localhost:8000", door="") is None


def test_it_is_kept_beside_the_page(tmp_path):
    for found in (Certificate(UNTIL, ""), Certificate(None, "certificate has expired"), None):
        state = looking.State(machine_now(), (), (), found)
        (tmp_path / "status.json").write_text(looking.json.dumps(looking.as_json(state)))

        assert looking.read(tmp_path / "status.json") == state
