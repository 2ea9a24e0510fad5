"""
The registers of the rehearsal island over HTTP, as a process of its own: nothing of DigiGov's runs in it. They stand in PostgreSQL
(``tables.py``), which it reads as their keeper. Look-ups must be signed, and so are their answers (``proofs.py``).

``POST /_rehearsal/down``, ``/_rehearsal/slow`` and ``/_rehearsal/up`` (``{"register": id, "seconds": 5}``, both optional) switch
one register, or all of them, for the rehearsal of bad days. What is down is closed in the database too, for those who read it there.
"""

import json
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import psycopg

from digigov.rehearsal.registers.closing import Closing
from digigov.rehearsal.registers.keys import REGISTERS, private_jwk, published_at
from digigov.rehearsal.registers.proofs import Answered, Asked, NotProved, Proofs
from digigov.rehearsal.registers.shelf import Shelf

EVERY = "*"
LARGEST = 20_000
Answer = tuple[int, dict[str, Any]]


@dataclass
class Weather:
    """How the registers are today: which are down, and how many seconds others take."""

    down: set[str] = field(default_factory=set)
    slow: dict[str, float] = field(default_factory=dict)

    def switch(self, to: str, register: str, seconds: float) -> None:
        self.down.discard(register)
        self.slow.pop(register, None)
        if to == "down":
            self.down.add(register)
        elif to == "slow":
            self.slow[register] = seconds
        elif register == EVERY:
            self.down.clear()
            self.slow.clear()

    def is_down(self, register: str) -> bool:
        return EVERY in self.down or register in self.down

    def delay(self, register: str) -> float:
        return self.slow.get(register, self.slow.get(EVERY, 0.0))


class Registers(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, port: int, key: str, shelf: Shelf, filler_url: str = "", proofs: Proofs | None = None) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.proofs = proofs or Proofs(private_jwk(REGISTERS), published_at(os.environ.get("DIGIGOV_ADDRESS", "")))
        self.key, self.shelf, self.closing = key, shelf, Closing(filler_url)
        self.weather = Weather()


class Handler(BaseHTTPRequestHandler):
    server: Registers
    protocol_version = "HTTP/1.1"
    timeout = 30
    wbufsize = -1  # head and body in one piece: or the second waits for the first to be acknowledged
    disable_nagle_algorithm = True
    raw = b""
    asked: Asked | None = None

    def do_GET(self) -> None:
        self.raw, self.asked = b"", None
        is_health = self.path == "/v1/health" and self._is_let_in() and self._is_proved()
        self._send(*(self._health() if is_health else (404, {"error": "not found"})))

    def do_POST(self) -> None:
        self.raw, self.asked = b"", None
        body = self._body()
        if not self._is_let_in() or (self.path.startswith("/v1/") and not self._is_proved()):
            return self._send(401, {"error": "who are you?"})
        if body is None:
            return self._send(400, {"error": "a JSON object, please"})
        parts = self.path.strip("/").split("/")
        if parts[0] == "_rehearsal" and len(parts) == 2:
            return self._send(*self._switch(parts[1], body))
        if parts[:2] == ["v1", "registers"] and parts[3:] == ["look-up"]:
            return self._send(*self._look_up(parts[2], body))
        return self._send(404, {"error": "not found"})

    def _health(self) -> Answer:
        if self.server.weather.is_down(EVERY):
            return 503, {"error": "the registers are down"}
        try:
            return 200, {"rehearsal": True, "registers": self.server.shelf.registers()}
        except psycopg.Error:
            return 503, {"error": "the registers' database is down"}

    def _switch(self, to: str, body: dict[str, Any]) -> Answer:
        if to not in ("down", "slow", "up"):
            return 404, {"error": "not found"}
        register = str(body.get("register") or EVERY)
        self.server.weather.switch(to, register, min(float(body.get("seconds") or 5), 60))
        try:
            named = self.server.shelf.registers() if register == EVERY else [register]
            (self.server.closing.close if to == "down" else self.server.closing.open)(*named)
        except psycopg.errors.UndefinedTable:
            return 404, {"error": "no such register"}
        except psycopg.Error:
            return 503, {"error": "the registers' database is down"}
        return 200, {"down": sorted(self.server.weather.down), "slow": self.server.weather.slow}

    def _look_up(self, register: str, body: dict[str, Any]) -> Answer:
        time.sleep(self.server.weather.delay(register))
        if self.server.weather.is_down(register):
            return 503, {"error": "the register is down"}
        try:
            row = self.server.shelf.find(register, key=str(body.get("key", "")), under=str(body.get("under", "")))
        except LookupError:
            return 404, {"error": "no such register"}
        except psycopg.Error:
            return 503, {"error": "the register's database is down"}
        return 200, _answer(row, body)

    def _is_let_in(self) -> bool:
        return self.headers.get("Authorization") == f"Bearer {self.server.key}"

    def _is_proved(self) -> bool:
        asked = Asked(
            str(self.command), f"http://{self.headers.get('Host', '')}{self.path}", dict(self.headers.items())
        )
        try:
            self.server.proofs.look_at(asked, self.raw)
        except NotProved:
            return False
        self.asked = asked
        return True

    def _body(self) -> dict[str, Any] | None:
        length = self.headers.get("Content-Length", "0")
        if not length.isdigit() or int(length) > LARGEST:
            self.close_connection = True
            return None
        self.raw = self.rfile.read(int(length))
        try:
            said = json.loads(self.raw or b"{}")
        except ValueError:
            return None
        return said if isinstance(said, dict) else None

    def _send(self, status: int, said: dict[str, Any]) -> None:
        body = json.dumps(said, default=_plain).encode()
        answered = Answered(status, self.asked) if self.asked else None
        if answered:
            self.server.proofs.sign(answered, body)
        try:
            self.send_response(status)
            for name, value in (answered.headers if answered else {}).items():
                self.send_header(name, value)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # who asked did not wait

    def log_message(self, format: str, *args: Any) -> None:
        """Addresses hold no keys of people, and nobody reads this log."""


def _answer(row: Mapping[str, Any] | None, body: dict[str, Any]) -> dict[str, Any]:
    if row is None:
        return {"found": False}
    fields = [name for name in body.get("fields") or () if isinstance(name, str)]
    return {"found": True, "key": row["key"], "values": {name: row[name] for name in fields if name in row}}


def _plain(value: Any) -> int | str:
    if isinstance(value, date):
        return value.isoformat()
    is_whole = isinstance(value, Decimal) and value.as_tuple().exponent == 0
    return int(value) if is_whole else str(value)
