"""One live socket, opened again whenever it ends, and what its client keeps (docs/protocol.md)."""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
from collections import defaultdict
from collections.abc import Awaitable, Callable
from typing import Any

import websockets

from tests.chaos.ledger import Ledger, Seen

Frame = dict[str, Any]
NOTICED_AFTER = 5.0
"""Seconds without a sign of life after which a client takes its line for dead."""
RESTS = (0.1, 1.0)
"""Seconds before the next try."""
EXPECTED = ("unavailable", "storage_full", "too_many_tries")
"""Codes of errors that weather makes; others are faults."""


class Lost(Exception):
    """The line broke before an answer came."""


class Refused(Exception):
    """The service says no, for now: the text is its code."""


class Kept:
    """What a client has of one conversation."""

    def __init__(self) -> None:
        self.messages: dict[str, tuple[int, Seen]] = {}
        """By id: the `rev` of its last change, and how it looks since."""
        self.position = 0
        self.asked = False
        """What is missing is asked for, and has not come."""
        self._ahead: set[int] = set()

    def keep(self, message: Frame) -> None:
        """Take a message unless a newer state of it is here."""
        known = self.messages.get(message["id"])
        if known is None or message["rev"] > known[0]:
            self.messages[message["id"]] = message["rev"], seen(message)

    def changed(self, frame: Frame) -> None:
        """One message is new, or has changed."""
        self.keep(frame["message"])
        self._ahead.add(frame["rev"])
        self._close_up()

    def page(self, frame: Frame) -> None:
        """Everything up to a position."""
        for message in frame["messages"]:
            self.keep(message)
        self.position = max(self.position, frame["rev"])
        self.asked = self.asked and frame["more"]
        self._close_up()

    def _close_up(self) -> None:
        while self.position + 1 in self._ahead:
            self.position += 1
        self._ahead = {rev for rev in self._ahead if rev > self.position}

    def seen(self) -> list[Seen]:
        """In order."""
        return sorted((one for _, one in self.messages.values()), key=lambda one: one.seq)


class Screen:
    """A tab, a device, a widget. `hello` is its first frame, but for the positions."""

    def __init__(self, url: str, token: str, hello: Frame, ledger: Ledger, chance: random.Random) -> None:
        self.kept: dict[str, Kept] = defaultdict(Kept)
        self._url, self._token, self._hello = url, token, hello
        self._ledger, self._chance = ledger, chance
        self._answers: dict[str, asyncio.Future[Frame]] = {}
        self._line: websockets.ClientConnection | None = None
        self._ready = asyncio.Event()
        self._told: dict[str, int] = {}
        """Positions in the last `hello`: of these the service sends what is missing by itself."""

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            with contextlib.suppress(OSError, TimeoutError, EOFError, websockets.WebSocketException):
                await self._live()
            self._gone()
            await asyncio.sleep(self._chance.uniform(*RESTS))

    async def ask(self, **frame: Any) -> Frame:
        """The answer to a frame with a `ref`. Lost, Refused."""
        await self._ready.wait()
        assert self._line is not None
        answer = self._answers[frame["ref"]] = asyncio.get_running_loop().create_future()
        try:
            await self._line.send(json.dumps(frame))
            found = await asyncio.wait_for(answer, NOTICED_AFTER)
        except (OSError, TimeoutError, websockets.WebSocketException) as error:
            self._hang_up()
            raise Lost from error
        finally:
            self._answers.pop(frame["ref"], None)
            if answer.done() and not answer.cancelled():
                answer.exception()  # looked at, also where nobody waited for it any more
        if found["type"] == "error":
            raise Refused(found["code"])
        return found

    def _hang_up(self) -> None:
        if self._line is not None:
            self._line.transport.abort()

    async def _live(self) -> None:
        headers = {} if "token" in self._hello else {"Authorization": f"Bearer {self._token}"}
        async with websockets.connect(
            self._url, additional_headers=headers, proxy=None, compression=None, max_size=None,
            open_timeout=NOTICED_AFTER, close_timeout=1,
            ping_interval=NOTICED_AFTER, ping_timeout=NOTICED_AFTER,
        ) as line:  # fmt: skip
            self._line = line
            self._told = {talk: kept.position for talk, kept in self.kept.items()}
            await line.send(json.dumps(self._hello | {"positions": self._told}))
            async for text in line:
                await self._take(json.loads(text))

    def _gone(self) -> None:
        self._ledger.done["sockets opened again"] += 1
        self._ready.clear()
        self._line = None
        for one in self._answers.values():
            if not one.done():
                one.set_exception(Lost())
        for kept in self.kept.values():
            kept.asked = False

    async def _take(self, frame: Frame) -> None:
        kind = frame["type"]
        if kind in _TAKEN:
            await _TAKEN[kind](self, frame)
        answer = self._answers.get(str(frame.get("ref")))
        if kind == "error" and answer is None:
            self._complain(frame)
        elif kind in ("posted", "error") and answer is not None and not answer.done():
            answer.set_result(frame)

    def _complain(self, frame: Frame) -> None:
        if frame["code"] not in EXPECTED:
            self._ledger.fault(f"refused: {frame['code']}")
        for kept in self.kept.values():
            kept.asked = False

    async def _opened(self, frame: Frame) -> None:
        for conversation in (*frame["conversations"], *frame.get("others", ())):
            if conversation["id"] not in self._told:
                await self._fill(conversation["id"], conversation["rev"])
        self._ready.set()

    async def _changed(self, frame: Frame) -> None:
        self.kept[frame["conversation_id"]].changed(frame)
        await self._fill(frame["conversation_id"], frame["rev"])

    async def _page(self, frame: Frame) -> None:
        self.kept[frame["conversation_id"]].page(frame)

    async def _moved(self, frame: Frame) -> None:
        await self._fill(frame["conversation"]["id"], frame["conversation"]["rev"])

    async def _fill(self, talk: str, rev: int) -> None:
        """Ask for what is missing below `rev`, once."""
        kept = self.kept[talk]
        if rev > kept.position and not kept.asked and self._line is not None:
            kept.asked = True  # until the last page has come, it is refused, or the line is gone
            resume = {"type": "resume", "conversation_id": talk, "rev": kept.position}
            await self._line.send(json.dumps(resume))


_TAKEN: dict[str, Callable[[Screen, Frame], Awaitable[None]]] = {
    "ready": Screen._opened,
    "message": Screen._changed,
    "enriched": Screen._changed,
    "messages": Screen._page,
    "conversation": Screen._moved,
}


def seen(message: Frame) -> Seen:
    """What is held to the ledger of a message as it is shown."""
    content = message["content"]
    return Seen(
        id=message["id"],
        client_id=message["client_id"],
        seq=message["seq"],
        text=message["text"],
        status=message["enrichment"]["status"],
        kind=content["kind"],
        file_id=content.get("file_id"),
    )
