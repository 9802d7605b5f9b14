"""One partition's work: messages and requests in, enrichments and answers out, then acknowledged."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from msgspec import structs

from nlp.worker.begun import ENDS_WORKERS, deaths, put_aside
from nlp.worker.model import ModelThread
from nlp.worker.turns import Rank
from wire.broker.clients import Client, add, came_at, clock
from wire.broker.consumer import Delivery
from wire.broker.streams import ENRICHMENTS, MESSAGES, stream
from wire.contracts.events import Dead, Enriched, MessagePosted, Problem

log = logging.getLogger(__name__)

PUT_ASIDE = "put_aside"
"""Why a message failed, or a preview, whose text has ended workers."""


@dataclass(frozen=True, slots=True)
class Enricher:
    """Handler of one partition. A repeated message gives a second enrichment; applying it changes nothing."""

    model: ModelThread
    client: Client
    partition: int
    own: str
    """Name and run of this worker, as it notes what it begins."""
    rank: Rank = Rank.USUAL
    begun: Callable[[float], None] | None = None
    """Told how many seconds the oldest message of a batch has waited when it is begun."""

    async def handle(self, batch: Sequence[Delivery[MessagePosted]]) -> None:
        """Understand a batch and publish the results. Returning means: all published.

        Raises:
            PutAside: one of them has ended as many workers as a text may; nothing was begun.
        """
        batch = [one for one in batch if not one.value.elsewhere]
        if not batch:
            return
        died = await deaths(self.client, [(one.value, one.deliveries) for one in batch], self.own)
        put_aside(died)
        if self.begun is not None:
            self.begun(_longest_wait(one.value for one in batch))
        results: list[Enriched] = []
        for group in apart([one.value for one in batch], died):
            results += await self.model.enrich(group, self.rank)
        now = await self._clock()
        made = {one.value.message_id: _made_at(one.value, one.entry_id, now) for one in batch}
        await self._publish([structs.replace(one, enriched_at=made[one.message_id]) for one in results])
        log.debug("enriched %s of partition %s", len(batch), self.partition)

    async def on_dead(self, dead: Dead, message: MessagePosted | None) -> None:
        """Publish a failed enrichment, so that the bubble says so."""
        if message is not None:
            made_at = _made_at(message, dead.entry_id, await self._clock())
            await self._publish([failed(message, dead, made_at)])

    async def _clock(self) -> float:
        """The time of the server that gave the entries of this partition their ids."""
        return await clock(self.client, stream(MESSAGES, self.partition))

    async def _publish(self, results: Sequence[Enriched]) -> None:
        pipeline = self.client.pipeline(transaction=False)
        for result in results:
            add(pipeline, stream(ENRICHMENTS, self.partition), result)
        await pipeline.execute()


def _longest_wait(messages: Iterable[MessagePosted]) -> float:
    """Seconds, by this host's clock."""
    now = datetime.now(UTC)
    return max((now - one.queued_at).total_seconds() for one in messages)


def _made_at(message: MessagePosted, entry_id: str, now: float) -> datetime:
    """`now`, by the clock that says when a message was queued. `now`, as the id, is by the broker's."""
    wait = message.held + now - came_at(entry_id)
    return message.queued_at + timedelta(seconds=max(0.0, wait))


def apart(messages: Sequence[MessagePosted], died: Sequence[int]) -> list[list[MessagePosted]]:
    """What a process has died of, or of its company, alone; all else together, and first."""
    together = [one for one, deaths in zip(messages, died, strict=True) if not deaths]
    alone = [[one] for one, deaths in zip(messages, died, strict=True) if deaths]
    return [together, *alone] if together else [*alone]


def failed(message: MessagePosted, dead: Dead, at: datetime) -> Enriched:
    """What is published of a message that could not be worked on; known translations are kept."""
    problem = Problem(
        code="enrichment_failed",
        message=f"This message could not be worked on ({dead.code}, {dead.deliveries} tries).",
    )
    if dead.code == ENDS_WORKERS:  # a code of its own: nobody tries this again by itself
        problem = Problem(code=PUT_ASIDE, message="Working on this message fails for good: it was put aside.")
    return Enriched(
        message_id=message.message_id,
        conversation_id=message.conversation_id,
        author_id=message.author_id,
        status="failed",
        translations=message.given,
        problem=problem,
        posted_at=message.posted_at,
        queued_at=message.queued_at,
        enriched_at=at,
        request_id=message.request_id,
        organisation_id=message.organisation_id,
        demo=message.demo,
    )
