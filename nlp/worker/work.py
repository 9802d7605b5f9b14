"""One partition's work: messages and requests in, enrichments and answers out, then acknowledged."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Protocol, TypeVar

from nlp.worker.model import ModelThread
from service.wire.broker import Client, add, add_fleeting
from service.wire.codec import decoder
from service.wire.consumer import Consumer, Delivery
from service.wire.events import (
    Dead,
    Enriched,
    MessagePosted,
    PreviewAsked,
    Previewed,
    Problem,
    Translation,
)
from service.wire.settings import Settings
from service.wire.streams import ANSWERS, ENRICHMENTS, GROUP_NLP, MESSAGES, REQUESTS, stream

log = logging.getLogger(__name__)

T = TypeVar("T")

Request = MessagePosted | PreviewAsked
"""What comes on the stream `requests`: somebody waits for it."""


class Runs(Protocol):
    """A consumer, whatever it consumes."""

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop` is set."""
        ...


@dataclass(frozen=True, slots=True)
class Enricher:
    """Handler of one partition. A repeated message gives a second enrichment; applying it changes nothing."""

    model: ModelThread
    client: Client
    partition: int

    async def handle(self, batch: Sequence[Delivery[MessagePosted]]) -> None:
        """Understand a batch and publish the results. Returning means: all published."""
        await self.enrich([one.value for one in batch])

    async def enrich(self, messages: Sequence[MessagePosted]) -> None:
        """The same, for messages that came by another way."""
        await self._publish(await self.model.enrich(messages))
        log.debug("enriched %s of partition %s", len(messages), self.partition)

    async def on_dead(self, dead: Dead, message: MessagePosted | None) -> None:
        """Publish a failed enrichment, so that the bubble says so."""
        if message is not None:
            await self._publish([failed(message, dead)])

    async def _publish(self, results: Sequence[Enriched]) -> None:
        pipeline = self.client.pipeline(transaction=False)
        for result in results:
            add(pipeline, stream(ENRICHMENTS, self.partition), result)
        await pipeline.execute()


def failed(message: MessagePosted, dead: Dead) -> Enriched:
    """What is published of a message that could not be worked on; known translations are kept."""
    problem = Problem(
        code="enrichment_failed",
        message=f"This message could not be worked on ({dead.code}, {dead.deliveries} tries).",
    )
    return Enriched(
        message_id=message.message_id,
        conversation_id=message.conversation_id,
        author_id=message.author_id,
        status="failed",
        translations=message.given,
        problem=problem,
        posted_at=message.posted_at,
        queued_at=message.queued_at,
        enriched_at=datetime.now(UTC),
        demo=message.demo,
    )


@dataclass(frozen=True, slots=True)
class Answerer:
    """Handler of one partition's interactive requests. What nobody waits for any more is passed by."""

    model: ModelThread
    enricher: Enricher

    async def handle(self, batch: Sequence[Delivery[Request]]) -> None:
        """Answer what is asked. Returning means: all published; an answer given twice does no harm."""
        for request in (one.value for one in batch):
            if isinstance(request, PreviewAsked) and request.expires_at > datetime.now(UTC):
                answer = await self._answer(request)
                await add_fleeting(self.enricher.client, stream(ANSWERS, self.enricher.partition), answer)
        if posted := [one.value for one in batch if isinstance(one.value, MessagePosted)]:
            await self.enricher.enrich(posted)

    async def on_dead(self, dead: Dead, request: Request | None) -> None:
        """A message is told as failed; of a preview nobody waits so long."""
        if isinstance(request, MessagePosted):
            await self.enricher.on_dead(dead, request)

    async def _answer(self, asked: PreviewAsked) -> Previewed:
        """Never fails for what the pipeline does, for then the text would be kept on the stream `dead`."""
        try:
            return (await self.model.preview([asked]))[0]
        except Exception as error:
            log.error("a preview failed: %s", type(error).__name__)
            return unanswered(asked)


def unanswered(asked: PreviewAsked) -> Previewed:
    """The answer to a preview that could not be worked on."""
    return Previewed(
        request_id=asked.request_id,
        person_id=asked.person_id,
        conversation_id=asked.conversation_id,
        translation=Translation(status="failed", reason="engine_error"),
    )


def consumers(settings: Settings, name: str, model: ModelThread, client: Client) -> list[Runs]:
    """Two consumers a partition, for requests and for messages, so that neither waits for the other.

    All share one model thread, which takes what is urgent first.
    """
    made: list[Runs] = []
    for partition in range(settings.partitions):
        enricher = Enricher(model, client, partition)
        answerer = Answerer(model, enricher)
        of = partial(_consumer, settings, name, partition)
        made.append(of(REQUESTS, decoder(Request), answerer.handle, answerer.on_dead))  # type: ignore[arg-type]
        made.append(of(MESSAGES, decoder(MessagePosted), enricher.handle, enricher.on_dead))
    return made


def _consumer(
    settings: Settings,
    name: str,
    partition: int,
    of: str,
    decode: Callable[[bytes], T],
    handle: Callable[[Sequence[Delivery[T]]], Awaitable[None]],
    on_dead: Callable[[Dead, T | None], Awaitable[None]],
) -> Consumer[T]:
    return Consumer(
        settings.broker_url,
        group=GROUP_NLP,
        name=name,
        streams=(stream(of, partition),),
        decode=decode,
        handle=handle,
        on_dead=on_dead,
        batch=settings.worker_batch,
        reclaim_after=settings.reclaim_after,
        max_deliveries=settings.max_deliveries,
    )
