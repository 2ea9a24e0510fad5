"""One connection that listens to the database for the whole process, made again whenever it breaks."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import psycopg
from psycopg import AsyncConnection, sql

from digigov.modules.contact_center.events import DESK, TALK
from digigov.sites.live.hub import Hub

LOG = logging.getLogger("digigov.live")
QUIET = 10.0  # seconds after which a connection that says nothing is asked whether it is still there
FIRST_WAIT, LONGEST_WAIT = 0.1, 5.0
NOT_PLAIN = ("pool", "context", "cursor_factory", "prepare_threshold", "client_encoding", "server_side_binding")

Connect = Callable[[], Awaitable[AsyncConnection[Any]]]


def plain(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Of Django's parameters what libpq understands."""
    return {name: value for name, value in parameters.items() if name not in NOT_PLAIN}


class Listener:
    """``is_well``: while the database is being listened to."""

    def __init__(self, hub: Hub, connect: Connect) -> None:
        self.hub, self.connect = hub, connect
        self.is_well = False

    async def run(self) -> None:
        wait = FIRST_WAIT
        while True:
            try:
                async with await self.connect() as connection:
                    await self._begin(connection)
                    wait = FIRST_WAIT
                    await self._listen(connection)
            except (psycopg.Error, OSError, TimeoutError) as error:
                LOG.warning("The connection that listens is lost (%s). Trying again.", type(error).__name__)
            finally:
                self.is_well = False
            await asyncio.sleep(wait)
            wait = min(LONGEST_WAIT, wait * 2)

    async def _begin(self, connection: AsyncConnection[Any]) -> None:
        """First listen, then have everybody look: what came between is seen twice rather than never."""
        for channel in (TALK, DESK):
            await connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(channel)))
        self.is_well = True
        self.hub.tell_all()

    async def _listen(self, connection: AsyncConnection[Any]) -> None:
        while True:
            async for note in connection.notifies(timeout=QUIET):
                self.hear(note.channel, note.payload)
            await asyncio.wait_for(connection.execute("SELECT 1"), QUIET)

    def hear(self, channel: str, payload: str) -> None:
        subject, _space, position = payload.partition(" ")
        topic = f"{'talk' if channel == TALK else 'desk'}:{subject}"
        self.hub.tell(topic, int(position) if position.isdecimal() else 0)
