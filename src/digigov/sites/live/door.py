"""
The live process: a plain ASGI application that reads and never writes. ``/live/chat/`` for whoever has a chat's key, ``/live/desk/`` for an
agent who is signed in, ``/live/health/`` for whoever looks after it. Pages and everything that is sent stay with the web server.
"""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.handlers.asgi import ASGIRequest
from django.db import InterfaceError, OperationalError, connections

from digigov.kernel.actor import Actor
from digigov.kernel.errors import DomainError
from digigov.modules.contact_center.queries import read_chat
from digigov.sites.account.arriving import actor_of_cookie
from digigov.sites.limits import client_address
from digigov.sites.live import streams
from digigov.sites.live.hub import Ear, Hub
from digigov.sites.live.listener import Listener

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

READERS = 4  # threads that read the database
MOST = 4000  # streams in this process
MOST_OF_ADDRESS = 600  # an island sits behind few mobile addresses
MOST_OF_KEY = 4  # windows of one chat, or of one agent
SLOW = (
    20.0  # seconds within which a reader must take what is sent; who does not comes again and goes on where they were
)
WHY = {
    401: "Sign in again.",
    403: "This is not yours to read.",
    404: "There is nothing here.",
    429: "Too many at once.",
    503: "Try again.",
}


class Refused(Exception):
    def __init__(self, status: int) -> None:
        self.status = status
        super().__init__(status)


class Live:
    """``listener`` is made by whoever knows where the database is (``config/live.py``)."""

    def __init__(self, hub: Hub, listener: Listener) -> None:
        self.hub, self.listener = hub, listener
        self._threads = ThreadPoolExecutor(READERS, thread_name_prefix="reader")
        self._open: Counter[str] = Counter()
        self._listening: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            try:
                await self._answer(scope, receive, send)
            except Refused as refused:
                await self._say(send, refused.status)

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                self._listening = asyncio.create_task(self.listener.run())
                await send({"type": "lifespan.startup.complete"})
            else:
                self.hub.end()
                if self._listening:
                    self._listening.cancel()
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        path, method = scope["path"], scope["method"]
        if path == "/live/health/":
            return await self._say(send, 200 if self.listener.is_well else 503)
        if path not in ("/live/chat/", "/live/desk/"):
            raise Refused(404)
        if method == "OPTIONS":
            return await self._say(send, 204)
        if method != "GET":
            raise Refused(404)
        request = ASGIRequest(dict(scope), BytesIO())
        if path == "/live/chat/":
            await self._chat(request, receive, send)
        else:
            await self._desk(request, receive, send)
        return None

    async def _chat(self, request: ASGIRequest, receive: Receive, send: Send) -> None:
        token = request.headers.get("X-Chat-Token", "")[:100]
        mark = request.headers.get("Last-Event-ID", "")[:40]
        first = await self.ask(read_chat, token=token, mark="") if token else None
        if first is None:
            raise Refused(403)
        make = partial(streams.of_chat, self.hub, ask=self.ask, token=token, first=first, mark=mark)
        await self._stream(make, receive, send, address=client_address(request), key=str(first.contact_id))  # type: ignore[arg-type]

    async def _desk(self, request: ASGIRequest, receive: Receive, send: Send) -> None:
        actor: Actor = await self.ask(actor_of_cookie, cookies=request.COOKIES)
        if not actor.is_signed_in:
            raise Refused(401)
        try:
            await self.ask(streams.list_positions_in_hand, viewer=actor)
        except DomainError as error:
            raise Refused(403) from error
        make = partial(streams.of_desk, self.hub, ask=self.ask, actor=actor)
        await self._stream(make, receive, send, address=client_address(request), key=str(actor.party_id))  # type: ignore[arg-type]

    async def _stream(
        self, make: Callable[..., AsyncIterator[bytes]], receive: Receive, send: Send, *, address: str, key: str
    ) -> None:
        held = (f"address {address}", f"key {key}")
        if len(self.hub) >= MOST or self._open[held[0]] >= MOST_OF_ADDRESS or self._open[held[1]] >= MOST_OF_KEY:
            raise Refused(429)
        self._open.update(held)
        ear = self.hub.open()
        gone = asyncio.create_task(_until_gone(receive, ear))
        try:
            await send({"type": "http.response.start", "status": 200, "headers": _headers(b"text/event-stream")})
            await _within(send, {"type": "http.response.body", "body": b"retry: 1000\n\n", "more_body": True})
            async for chunk in make(ear=ear):
                await _within(send, {"type": "http.response.body", "body": chunk, "more_body": True})
            await _within(send, {"type": "http.response.body", "body": b"", "more_body": False})
        except (DomainError, OSError, TimeoutError, OperationalError, InterfaceError):
            pass  # whoever reads comes again, and goes on where they were
        finally:
            gone.cancel()
            self.hub.close(ear)
            self._open.subtract(held)
            self._open += Counter()  # forget whoever holds nothing

    async def ask(self, query: Callable[..., Any], **given: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._threads, partial(_read, query, **given))

    async def _say(self, send: Send, status: int) -> None:
        body = json.dumps({"error": WHY[status]}).encode() if status in WHY else b""
        more = [(b"retry-after", b"5")] if status in (429, 503) else []
        await send({"type": "http.response.start", "status": status, "headers": _headers(b"application/json") + more})
        await send({"type": "http.response.body", "body": body})


def _read(query: Callable[..., Any], **given: Any) -> Any:
    """In a thread of its own, which keeps its connection; one that broke is made again once."""
    try:
        return query(**given)
    except (OperationalError, InterfaceError):
        connections.close_all()
        return query(**given)


def _headers(kind: bytes) -> list[tuple[bytes, bytes]]:
    """The pages of this window may read it where it has another port than they (a rehearsal); nobody else's may."""
    return [
        (b"content-type", kind + b"; charset=utf-8"),
        (b"cache-control", b"no-store"),
        (b"x-accel-buffering", b"no"),
        (b"x-content-type-options", b"nosniff"),
        (b"access-control-allow-origin", settings.ADDRESS.encode()),
        (b"access-control-allow-credentials", b"true"),
        (b"access-control-allow-headers", b"x-chat-token, last-event-id"),
        (b"vary", b"origin, cookie"),
    ]


async def _until_gone(receive: Receive, ear: Ear) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    ear.end()


async def _within(send: Send, message: MutableMapping[str, Any]) -> None:
    await asyncio.wait_for(send(message), SLOW)
