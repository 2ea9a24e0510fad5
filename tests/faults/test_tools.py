"""What the harness breaks is really broken, and really mended."""

import contextlib
import socket
import threading

import httpx
import pytest

from tests.faults.disk import small_disk
from tests.faults.relays import Relay


@pytest.fixture
def server():
    """Answers each request with a long page."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve():
        while True:
            try:
                near, _ = listener.accept()
            except OSError:
                return
            with near, contextlib.suppress(OSError):  # whoever was cut off is gone; the next is served
                near.recv(65536)
                near.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 50000\r\nConnection: close\r\n\r\n" + b"x" * 50000)

    threading.Thread(target=serve, daemon=True).start()
    yield listener.getsockname()[1]
    listener.close()


@pytest.fixture
def relay(server):
    relay = Relay(server)
    yield relay
    relay.close()


def get(relay, patience=60):
    return httpx.get(f"http://127.0.0.1:{relay.port}/", timeout=patience, trust_env=False)


@pytest.mark.parametrize(
    ("how", "error"),
    [
        ("refused", httpx.ConnectError),
        ("hanging", httpx.ReadTimeout),
        ("reset", (httpx.ReadError, httpx.RemoteProtocolError)),
    ],
)
def test_a_way_that_is_cut_and_mended(relay, how, error):
    assert len(get(relay).content) == 50000

    relay.cut(how)
    with pytest.raises(error):
        get(relay, patience=1 if how == "hanging" else 60)

    relay.mend()
    assert len(get(relay).content) == 50000
    assert relay.passed >= 2


def test_nobody_else_gets_the_port_of_a_way_that_is_cut(relay):
    relay.cut("refused")

    with socket.socket() as somebody, pytest.raises(OSError, match="in use"):
        somebody.bind(("127.0.0.1", relay.port))

    relay.mend()
    assert len(get(relay).content) == 50000


@pytest.mark.parametrize("luck", [0.1, 0.9])
def test_a_disk_that_is_full_and_emptied(tmp_path, luck):
    disk = small_disk(tmp_path)
    if disk is None:
        pytest.skip("no file system can be mounted here: the disk is never filled")
    try:
        disk.fill(luck)
        with pytest.raises(OSError, match="No space left"):
            (tmp_path / "more").write_bytes(b"x" * 200_000)

        disk.empty()
        (tmp_path / "more").write_bytes(b"x" * 200_000)
    finally:
        disk.remove()
