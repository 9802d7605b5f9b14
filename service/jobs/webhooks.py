"""The job `webhooks`: sends what servers of organisations are told, and one that is slow delays itself."""

from __future__ import annotations

import asyncio
import logging
import time
from datetime import UTC, datetime

from service.outbound.hooks import HookFailed, HookSender
from service.outbound.signing import headers
from service.outbound.webhooks.deliveries import Sending, due, settle, take
from service.store import Store

log = logging.getLogger(__name__)

RUNS = 300.0
"""Seconds that one run lasts at most, while there is something to send; then what is being sent ends."""
AT_ONCE = 50
"""Servers that are spoken to at the same time."""
IN_A_ROW = 50
"""Deliveries to one server before others get their turn."""
LOOKS = 0.25
"""Seconds between looks for what has become due."""


class Webhooks:
    """Sends what is due."""

    def __init__(self, store: Store, sender: HookSender) -> None:
        self._store, self._sender = store, sender
        self._sending: dict[str, asyncio.Task[int]] = {}
        self._until = 0.0

    async def run(self, stop: asyncio.Event) -> int:
        """Send until nothing is due, or for `RUNS` seconds. How many were taken."""
        self._until, done = time.monotonic() + RUNS, 0
        try:
            while True:
                goes_on = not stop.is_set() and time.monotonic() < self._until
                if goes_on:
                    await self._begin()
                if not self._sending:
                    return done
                waits = LOOKS if goes_on else None
                ended, _ = await asyncio.wait(
                    self._sending.values(), timeout=waits, return_when=asyncio.FIRST_COMPLETED
                )
                done += sum(one.result() for one in ended)
                self._sending = {key: one for key, one in self._sending.items() if one not in ended}
        finally:
            left, self._sending = list(self._sending.values()), {}
            for task in left:
                task.cancel()
            await asyncio.gather(*left, return_exceptions=True)

    async def _begin(self) -> None:
        room = AT_ONCE - len(self._sending)
        for webhook_id in await due(self._store, datetime.now(UTC), self._sending, room) if room else ():
            self._sending[webhook_id] = asyncio.create_task(self._send_some(webhook_id))

    async def _send_some(self, webhook_id: str) -> int:
        """To one server, one after the other, until it fails to take one. How many it took."""
        for number in range(IN_A_ROW):
            if time.monotonic() >= self._until:
                return number
            one = await take(self._store, webhook_id, datetime.now(UTC))
            if one is None or not await self._send(one):
                return number
        return IN_A_ROW

    async def _send(self, one: Sending) -> bool:
        body, now = one.body.encode(), datetime.now(UTC)
        try:
            answer = await self._sender.post(one.url, body, headers(one.secret, one.id, now, body))
        except HookFailed as failed:
            log.info("a webhook was not taken: %s", failed.code)
            return await settle(self._store, one, datetime.now(UTC), error=failed.code)
        return await settle(self._store, one, datetime.now(UTC), status=answer.status)
