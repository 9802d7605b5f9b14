"""One partition's work: messages in, enrichments out, then acknowledged."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from nlp.worker.model import ModelThread
from service.wire.broker import Client, add
from service.wire.codec import decoder
from service.wire.consumer import Consumer, Delivery
from service.wire.events import Dead, Enriched, MessagePosted, Problem
from service.wire.settings import Settings
from service.wire.streams import ENRICHMENTS, GROUP_NLP, MESSAGES, REQUESTS, stream

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Enricher:
    """Handler of one partition. A repeated message gives a second enrichment; applying it changes nothing."""

    model: ModelThread
    client: Client
    partition: int

    async def handle(self, batch: Sequence[Delivery[MessagePosted]]) -> None:
        """Understand a batch and publish the results. Returning means: all published."""
        await self._publish(await self.model.enrich([one.value for one in batch]))
        log.debug("enriched %s of partition %s", len(batch), self.partition)

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


def consumers(
    settings: Settings, name: str, model: ModelThread, client: Client
) -> list[Consumer[MessagePosted]]:
    """One consumer per partition; all share one model thread. Requests go before messages."""
    decode = decoder(MessagePosted)
    made = []
    for partition in range(settings.partitions):
        enricher = Enricher(model, client, partition)
        made.append(
            Consumer(
                settings.broker_url,
                group=GROUP_NLP,
                name=name,
                streams=(stream(REQUESTS, partition), stream(MESSAGES, partition)),
                decode=decode,
                handle=enricher.handle,
                on_dead=enricher.on_dead,
                batch=settings.worker_batch,
                reclaim_after=settings.reclaim_after,
                max_deliveries=settings.max_deliveries,
            )
        )
    return made
