"""The adapter against a small stand-in that speaks ClamAV's protocol, and against the real daemon where there is one."""

import socketserver
import struct
import subprocess
import tempfile
import threading
import time
from pathlib import Path

import pytest

from digigov.adapters.scanners.clamav import ClamAV
from digigov.kernel.errors import AdapterFailure
from digigov.modules.documents.testing.contract import EICAR, ScannerContract
from tests.programs import find

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
        while not word.endswith(b"\x00") and (letter := self.rfile.read(1)):  # or whoever called has gone
            word += letter
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


@pytest.fixture(scope="module")
def daemon():
    """A clamd of this test's own that knows one signature; its socket's path is short enough for every system."""
    with tempfile.TemporaryDirectory(prefix="clamd-") as folder:
        place = Path(folder)
        (place / "eicar.ndb").write_text(f"Eicar-Test:0:*:{EICAR.hex()}\n")
        lines = (f"DatabaseDirectory {place}", f"LocalSocket {place}/sock", "Foreground yes", "StreamMaxLength 20M")
        (place / "clamd.conf").write_text("\n".join(lines) + "\n")
        with (place / "log").open("wb") as log:
            process = subprocess.Popen([find("clamd"), "-c", place / "clamd.conf"], stdout=log, stderr=log)
        try:
            wait_for(place / "sock", process)
            yield str(place / "sock")
        finally:
            process.terminate()
            process.wait(30)


def wait_for(socket, process):
    deadline = time.monotonic() + 60
    while not socket.exists():
        assert process.poll() is None and time.monotonic() < deadline, "clamd did not start"
        time.sleep(0.05)


@pytest.mark.slow
@pytest.mark.skipif(not find("clamd"), reason="clamav-daemon is not installed")
class TestRealClamAV(ScannerContract):
    @pytest.fixture
    def scanner(self, daemon):
        return ClamAV(daemon)
