"""ClamAV's daemon, by its INSTREAM command, over a Unix socket or TCP. ``DIGIGOV_CLAMAV``: ``/path/to.sock`` or ``host:port``."""

import socket
import struct
from contextlib import closing

from django.conf import settings

from digigov.kernel.adapters import Health
from digigov.kernel.errors import AdapterFailure
from digigov.modules.documents.ports import Scanned

CHUNK = 64 * 1024
SECONDS, SECONDS_TO_CHECK = 30, 5


class ClamAV:
    def __init__(self, where: str | None = None) -> None:
        self._where = where or str(settings.DIGIGOV_CLAMAV)

    def scan(self, content: bytes) -> Scanned:
        answer = self._ask(b"zINSTREAM\x00", content)
        found = answer.removeprefix("stream: ")
        if found == "OK":
            return Scanned("clean")
        if found.endswith(" FOUND"):
            return Scanned("infected", found.removesuffix(" FOUND"))
        raise AdapterFailure(f"ClamAV: {answer[:120]}", temporary="size limit" not in answer)

    def check(self) -> Health:
        try:
            if self._ask(b"zPING\x00", seconds=SECONDS_TO_CHECK) != "PONG":
                return Health(False, f"Something at {self._where} answers, but it is not ClamAV.")
            return Health(True, f"{self._ask(b'zVERSION' + bytes(1), seconds=SECONDS_TO_CHECK)} at {self._where}")
        except AdapterFailure as failure:
            return Health(False, failure.reason)

    def _ask(self, command: bytes, content: bytes | None = None, *, seconds: int = SECONDS) -> str:
        try:
            with closing(self._connect(seconds)) as line:
                line.sendall(command)
                if content is not None:
                    self._send(line, content)
                return self._read(line)
        except OSError as failure:
            raise AdapterFailure(f"ClamAV at {self._where}: {failure}", temporary=True)

    def _connect(self, seconds: int) -> socket.socket:
        if self._where.startswith("/"):
            line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            line.settimeout(seconds)
            line.connect(self._where)
            return line
        host, _, port = self._where.rpartition(":")
        return socket.create_connection((host, int(port)), timeout=seconds)

    def _send(self, line: socket.socket, content: bytes) -> None:
        """Pieces with their length before them; an empty one ends. The daemon may hang up early and still answer."""
        try:
            for start in range(0, len(content), CHUNK):
                piece = content[start : start + CHUNK]
                line.sendall(struct.pack(">I", len(piece)) + piece)
            line.sendall(struct.pack(">I", 0))
        except (BrokenPipeError, ConnectionResetError):
            return

    def _read(self, line: socket.socket) -> str:
        answer = b""
        while not answer.endswith(b"\x00") and len(answer) < 4096:
            piece = line.recv(4096)
            if not piece:
                break
            answer += piece
        if not answer:
            raise AdapterFailure(f"ClamAV at {self._where} hung up", temporary=True)
        return answer.rstrip(b"\x00\n").decode(errors="replace")
