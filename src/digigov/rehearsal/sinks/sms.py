"""
An SMS provider that keeps what it gets: ``POST /messages`` (bearer key, idempotency key), ``GET /health``, and a signed
delivery receipt a moment later. Numbers ending in 0000 fail, to rehearse it.
"""

import json
import os
import tempfile
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from uuid import UUID

import httpx

from digigov.adapters.sms.http import sign
from digigov.rehearsal import clock


def start_sms_sink(*, port: int, folder: Path, receipts_url: str, key: str) -> ThreadingHTTPServer:
    folder.mkdir(parents=True, exist_ok=True)
    http = httpx.Client(timeout=5)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"  # connections stay open, as with a real provider

        def do_GET(self) -> None:  # noqa: N802
            self._answer(200 if self.path == "/health" else 404, {})

        def do_POST(self) -> None:  # noqa: N802
            length = min(int(self.headers.get("Content-Length") or 0), 20_000)
            body = self.rfile.read(length)
            if self.headers.get("Authorization") != f"Bearer {key}":
                return self._answer(401, {"error": "wrong key"})
            try:
                name = str(UUID(self.headers.get("Idempotency-Key", "")))
                told = json.loads(body)
                kept = {"to": str(told["to"]), "from": str(told["from"]), "text": str(told["text"])}
            except (ValueError, KeyError, TypeError):
                return self._answer(422, {"error": "to, from and text, and an idempotency key, are needed"})
            is_new = _keep(folder / f"{name}.json", {**kept, "at": clock.now().isoformat()})
            self._answer(202, {"id": name})
            if is_new and receipts_url:
                failed = kept["to"].endswith("0000")
                threading.Thread(target=_report, args=(http, receipts_url, key, name, failed), daemon=True).start()
            return None

        def _answer(self, status: int, body: dict[str, str]) -> None:
            data = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *values: object) -> None:  # noqa: A002
            """Texts are personal: nothing is logged."""

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def _keep(path: Path, message: dict[str, str]) -> bool:
    """Write once, whole or not at all; a message with the same idempotency key is the same message."""
    moment = clock.time()
    with tempfile.NamedTemporaryFile("w", dir=path.parent, suffix=".part") as file:
        json.dump(message, file)
        file.flush()
        os.utime(file.name, (moment, moment))
        try:
            os.link(file.name, path)
        except FileExistsError:
            return False
    return True


def _report(http: httpx.Client, url: str, key: str, message_id: str, failed: bool) -> None:
    for wait in (0.3, 2, 10):
        time.sleep(wait)
        body = json.dumps({"id": message_id, "state": "failed" if failed else "delivered"}).encode()
        stamp = str(int(clock.time()))
        headers = {"X-Timestamp": stamp, "X-Signature": sign(key, stamp, body), "Content-Type": "application/json"}
        try:
            if http.post(url, content=body, headers=headers).status_code < 300:
                return
        except httpx.HTTPError:
            continue
