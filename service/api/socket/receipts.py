"""Receipts from sockets on their way to the store: those that come within a moment are written together.

No client waits for a receipt of its own, and what it says is outdone by the next one: of many that somebody
sends of one conversation the furthest is kept. A receipt that is refused is told to whoever sent it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextvars import Context
from dataclasses import dataclass, field

from service.errors import Unavailable
from service.messaging.receipts import mark
from service.realtime.frames import Receipt
from service.store import Store
from wire.tasks import pause

APART = 0.05
"""Seconds between two transactions of receipts; the first of a while goes at once."""

MOST = 4096
"""People and conversations whose receipts wait; whoever comes then is told to come back."""

Refuse = Callable[[Exception], None]

Written = asyncio.Future[None]
"""Done once the receipts that came together are."""


@dataclass(slots=True)
class _Waiting:
    delivered_seq: int = 0
    read_seq: int = 0
    refuse: list[Refuse] = field(default_factory=list)


class Receipts:
    """Those of all sockets of this process."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._waiting: dict[tuple[str, str], _Waiting] = {}
        self._written: Written = asyncio.get_running_loop().create_future()
        self._sending: asyncio.Task[None] | None = None
        self._hurry = asyncio.Event()

    def add(self, person_id: str, receipt: Receipt, refuse: Refuse) -> Written:
        """Take one; `refuse` is called where the store refuses it. Unavailable: too many wait."""
        key = person_id, receipt.conversation_id
        if key not in self._waiting and len(self._waiting) >= MOST:
            raise Unavailable("The store is busy. Nothing was changed; try again.")
        one = self._waiting.setdefault(key, _Waiting())
        one.delivered_seq = max(one.delivered_seq, receipt.delivered_seq or 0)
        one.read_seq = max(one.read_seq, receipt.read_seq or 0)
        one.refuse.append(refuse)
        if self._sending is None or self._sending.done():
            self._sending = asyncio.create_task(self._send(), context=Context())
        return self._written

    async def settled(self, written: Written) -> None:
        """What `add` gave this for is written, or was refused, when this returns."""
        if not written.done():
            self._hurry.set()
            await asyncio.shield(written)

    async def run(self, stop: asyncio.Event) -> None:
        """Leave nothing unwritten when `stop` is set."""
        await stop.wait()
        self._hurry.set()
        while self._sending is not None and not self._sending.done():
            await asyncio.wait({self._sending})

    async def _send(self) -> None:
        while self._waiting:
            taken, self._waiting = self._waiting, {}
            written, self._written = self._written, asyncio.get_running_loop().create_future()
            try:
                await asyncio.gather(*(self._mark(*key, one) for key, one in taken.items()))
            finally:
                written.set_result(None)
            await pause(self._hurry, APART)
            self._hurry.clear()

    async def _mark(self, person_id: str, conversation_id: str, one: _Waiting) -> None:
        try:
            await mark(
                self._store,
                person_id,
                conversation_id,
                delivered_seq=one.delivered_seq,
                read_seq=one.read_seq,
            )
        except Exception as error:
            for refuse in one.refuse:
                refuse(error)
