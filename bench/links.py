"""
A slow link: whatever comes in on one port goes out to another some milliseconds later, both ways; a connection takes a round
trip to open. Delay alone: no loss, no narrow band. ``python -m bench.links --listen 8450 --to 8400 --one-way 200``.
"""

import argparse
import asyncio
from collections import deque


class End(asyncio.Protocol):
    """One end of a connection. What it receives goes on to its ``other`` end after the delay, in order."""

    def __init__(self, delay: float) -> None:
        self.delay, self.under_way = delay, deque[bytes | None]()
        self.other: End | None = None
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self._send_on(data)

    def connection_lost(self, error: Exception | None) -> None:
        self._send_on(None)

    def _send_on(self, data: bytes | None) -> None:
        self.under_way.append(data)
        asyncio.get_running_loop().call_later(self.delay, self._arrive)

    def _arrive(self) -> None:
        data, other = self.under_way.popleft(), self.other
        if other is None or other.transport is None or other.transport.is_closing():
            return
        if data is None:
            other.transport.close()
        else:
            other.transport.write(data)


class Door(End):
    """The end that clients come to: opens the way to the server first."""

    def __init__(self, delay: float, port: int) -> None:
        super().__init__(delay)
        self.port = port

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        assert isinstance(transport, asyncio.Transport)
        transport.pause_reading()
        self.opening = asyncio.ensure_future(self._open(transport))

    async def _open(self, transport: asyncio.Transport) -> None:
        await asyncio.sleep(2 * self.delay)
        try:
            _, far = await asyncio.get_running_loop().create_connection(lambda: End(self.delay), "127.0.0.1", self.port)
        except OSError:
            transport.close()
            return
        self.other, far.other = far, self
        transport.resume_reading()


async def serve(listen: int, to: int, delay: float) -> None:
    server = await asyncio.get_running_loop().create_server(lambda: Door(delay, to), "127.0.0.1", listen, backlog=512)
    await server.serve_forever()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.links", description=__doc__)
    parser.add_argument("--listen", type=int, required=True)
    parser.add_argument("--to", type=int, required=True)
    parser.add_argument("--one-way", type=int, default=200, help="milliseconds")
    chosen = parser.parse_args()
    asyncio.run(serve(chosen.listen, chosen.to, chosen.one_way / 1000))


if __name__ == "__main__":
    main()
