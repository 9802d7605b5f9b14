"""Answers of workers to interactive requests: pushed to whoever asked. Nothing is stored."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from service.jobs.consuming import consume
from service.realtime.frames import PreviewSeen
from service.realtime.notifier import Notifier
from wire.broker.consumer import Delivery
from wire.broker.streams import ANSWERS
from wire.contracts.events import Previewed
from wire.contracts.settings import Settings


async def run(notifier: Notifier, settings: Settings, name: str, *, stop: asyncio.Event) -> None:
    """Consume `answers` as group `apply` under the stable consumer name `name` until stopped.

    Any web process takes an answer; the notifier finds the sockets of its person wherever they are.
    """
    handler = Handler(notifier)
    await consume(settings, name, ANSWERS, Previewed, handler.handle, stop=stop)


class Handler:
    """Rings once per answer. Twice does no harm: clients take only what they wait for."""

    def __init__(self, notifier: Notifier) -> None:
        self._notifier = notifier

    async def handle(self, batch: Sequence[Delivery[Previewed]]) -> None:
        """Push each; the notifier never waits for the broker."""
        for one in batch:
            await self._notifier.notify(one.value.person_id, seen(one.value))


def seen(answer: Previewed) -> PreviewSeen:
    """An answer as its person's sockets get it."""
    return PreviewSeen(
        ref=answer.request_id,
        conversation_id=answer.conversation_id,
        language=answer.language,
        translation=answer.translation,
        back=answer.back,
        marks=answer.marks,
    )
