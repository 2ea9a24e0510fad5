"""Another system of government, as far as a browser and its owner see it: the address that people come back to, and its registration."""

from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

REGISTER = """
from digigov.kernel.actor import system
from digigov.kernel.clock import now
from digigov.modules.openid import commands
print(commands.register_client(by=system("test"), at=now(), wanted=commands.Registration(**{wanted!r})))
"""
LIBRARY = {
    "name": "Library of the Blue Mountain",
    "purpose": "To borrow books and see when they are due.",
    "unit": "modernisation",
    "contact": "library@example.org",
    "scopes": ("profile", "email", "offline_access"),
    "by_device": True,
}


class Door(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"Welcome to the library")

    def log_message(self, *given):
        """Nothing to say."""


@pytest.fixture(scope="module")
def back():
    """The address that the library's people come back to."""
    server = HTTPServer(("127.0.0.1", 0), Door)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_port}/back"
    server.shutdown()


def register(live, client_id, back, **more):
    """The library under that name; its secret, '' for a public one."""
    addresses = {"return_to": (back,), "return_to_after": (back,)}
    return live.python(REGISTER.format(wanted={**LIBRARY, "id": client_id, **addresses, **more}))
