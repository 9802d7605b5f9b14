"""A bad line: TCP on this machine, passed on late, in slices, not at all for a while, and broken off.

Kinds of toxics are those of Shopify's toxiproxy. What a connection suffers is drawn when it is opened, from
one generator: the same seed and the same order of connections give the same weather.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import socket
import struct
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

CHUNK = 65536
SLICED = 2048
"""Bytes of a chunk that go in slices; the rest goes at once, for slices cost time of a core."""
KINDS = ("fair", "late", "sliced", "stalled")
ENDS = ("closed", "reset")


@dataclass(frozen=True)
class Weather:
    """Between which seconds a line breaks, is late, and stands still."""

    lasts: tuple[float, float] = (5.0, 30.0)
    late: tuple[float, float] = (0.01, 0.2)
    still: tuple[float, float] = (1.0, 8.0)
    slices: tuple[int, int] = (1, 60)


@dataclass(frozen=True)
class _Line:
    """What is drawn for one connection."""

    kind: str
    ends: str
    lasts: float
    late: float
    stalls_at: float
    still: float


class FaultProxy:
    """Listens on `port`; each connection goes to one of the servers that `targets` names now."""

    def __init__(self, targets: Callable[[], Sequence[int]], seed: int | str, weather: Weather) -> None:
        self.port = 0
        self.counts: Counter[str] = Counter()
        self.calm = False
        self._targets, self._chance, self._weather = targets, random.Random(seed), weather
        self._server: asyncio.Server | None = None
        self._lines: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._enter, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    def clear_up(self) -> None:
        """The weather is over: lines break once more, and those that are opened from now on are fair."""
        self.calm = True
        for one in self._lines:
            one.cancel()

    async def close(self) -> None:
        """No line is left."""
        assert self._server is not None
        self._server.close()
        self.clear_up()
        await asyncio.gather(*self._lines, return_exceptions=True)

    def _enter(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(self._serve(reader, writer))
        self._lines.add(task)
        task.add_done_callback(self._lines.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line, port = self._drawn(), self._chance.choice(self._targets())
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            self.counts["line: nobody there"] += 1
            _end(writer, "closed")
            return
        try:
            await self._carry(line, ((reader, far_writer), (far_reader, writer)))
        finally:
            self.counts[f"line: {line.kind}"] += 1
            _end(writer, line.ends)
            _end(far_writer, line.ends)

    def _drawn(self) -> _Line:
        chance, weather = self._chance, self._weather
        drawn = _Line(
            kind=chance.choice(KINDS),
            ends=chance.choice(ENDS),
            lasts=chance.uniform(*weather.lasts),
            late=chance.uniform(*weather.late),
            stalls_at=chance.uniform(0, weather.lasts[1] / 2),
            still=chance.uniform(*weather.still),
        )
        return drawn if not self.calm else _Line("fair", "closed", 1e9, 0, 1e9, 0)

    async def _carry(
        self, line: _Line, ways: Sequence[tuple[asyncio.StreamReader, asyncio.StreamWriter]]
    ) -> None:
        """Both ways, until one end closes or the line breaks."""
        began = asyncio.get_running_loop().time()
        pumps = [asyncio.create_task(self._pump(line, began, *way)) for way in ways]
        try:
            await asyncio.wait(pumps, timeout=line.lasts, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for one in pumps:
                one.cancel()
            await asyncio.gather(*pumps, return_exceptions=True)

    async def _pump(
        self, line: _Line, began: float, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        with contextlib.suppress(OSError):
            while body := await reader.read(CHUNK):
                if line.kind == "late":
                    await asyncio.sleep(line.late)
                left = began + line.stalls_at + line.still - asyncio.get_running_loop().time()
                if line.kind == "stalled" and 0 < left < line.still:
                    await asyncio.sleep(left)
                if line.kind == "sliced":
                    body = await self._sliced(body, writer)
                writer.write(body)
                await writer.drain()

    async def _sliced(self, body: bytes, writer: asyncio.StreamWriter) -> bytes:
        """Sends the beginning in slices. Gives the rest."""
        at = 0
        while at < min(len(body), SLICED):
            size = self._chance.randint(*self._weather.slices)
            writer.write(body[at : at + size])
            await writer.drain()
            await asyncio.sleep(0)
            at += size
        return body[at:]


def _end(writer: asyncio.StreamWriter, how: str) -> None:
    """`reset`: what is on its way is thrown away, and the other end is told so (RST)."""
    found = writer.get_extra_info("socket")
    if how == "closed" or found is None:
        writer.close()
        return
    with contextlib.suppress(OSError):
        found.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
