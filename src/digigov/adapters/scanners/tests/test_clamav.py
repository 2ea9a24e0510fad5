"""The adapter against a small stand-in that speaks ClamAV's protocol, and against the real daemon where there is one."""

import os
import socketserver
import struct
import threading

import pytest

from digigov.adapters.scanners.clamav import ClamAV
from digigov.adapters.scanners.none import NoScanner
from digigov.kernel.errors import AdapterFailure
from digigov.modules.documents.testing.contract import EICAR, ScannerContract

REAL = next((path for path in ("/run/clamav/clamd.ctl", "/tmp/clamd.sock") if os.path.exists(path)), None)  # noqa: PTH110
LIMIT = 1_000_000


class StandIn(socketserver.StreamRequestHandler):
    """Answers PING, VERSION and INSTREAM as clamd does."""

    def handle(self):
        command = self._word()
        if command == b"zPING":
            self.wfile.write(b"PONG\x00")
        elif command == b"zVERSION":
            self.wfile.write(b"ClamAV 1.0 stand-in\x00")
        elif command == b"zINSTREAM":
            self._scan()

    def _word(self):
        word = b""
        while not word.endswith(b"\x00"):
            word += self.rfile.read(1)
        return word[:-1]

    def _scan(self):
        content = b""
        while size := struct.unpack(">I", self.rfile.read(4))[0]:
            content += self.rfile.read(size)
            if len(content) > LIMIT:
                self.wfile.write(b"INSTREAM size limit exceeded. ERROR\x00")
                return
        self.wfile.write(b"stream: Eicar-Signature FOUND\x00" if EICAR in content else b"stream: OK\x00")


@pytest.fixture
def address():
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), StandIn) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"127.0.0.1:{server.server_address[1]}"
        server.shutdown()


class TestClamAV(ScannerContract):
    @pytest.fixture
    def scanner(self, address):
        return ClamAV(address)

    def test_too_large_a_file_is_a_failure_and_not_clean(self, scanner):
        with pytest.raises(AdapterFailure):
            scanner.scan(b"a" * (LIMIT * 2))

    def test_a_daemon_that_is_down_is_tried_again(self):
        with pytest.raises(AdapterFailure) as refused:
            ClamAV("127.0.0.1:1").scan(b"hello")

        assert refused.value.temporary is True
        assert not ClamAV("127.0.0.1:1").check().ok


@pytest.mark.skipif(REAL is None, reason="no ClamAV daemon here")
class TestRealClamAV(ScannerContract):
    @pytest.fixture
    def scanner(self):
        return ClamAV(REAL)


def test_the_embedded_default_says_that_it_did_not_look():
    assert NoScanner().scan(EICAR).state == "not-scanned"
