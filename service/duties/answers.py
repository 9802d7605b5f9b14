"""Answers of workers to interactive requests: to the bell of whoever asked. Nothing is stored."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from service.bell import Bell
from service.duties.consuming import consume
from service.live import PreviewSeen
from service.wire.consumer import Delivery
from service.wire.events import Previewed
from service.wire.settings import Settings
from service.wire.streams import ANSWERS


async def run(bell: Bell, settings: Settings, name: str, *, stop: asyncio.Event) -> None:
    """Consume `answers` as group `apply` under the stable consumer name `name` until stopped.

    Any web process takes an answer; the bell finds the sockets of its person wherever they are.
    """
    handler = Handler(bell)
    await consume(settings, name, ANSWERS, Previewed, handler.handle, stop=stop)


class Handler:
    """Rings once per answer. Twice does no harm: clients take only what they wait for."""

    def __init__(self, bell: Bell) -> None:
        self._bell = bell

    async def handle(self, batch: Sequence[Delivery[Previewed]]) -> None:
        """Ring for each; the bell never waits for the broker."""
        for one in batch:
            await self._bell.ring(one.value.person_id, seen(one.value))


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
