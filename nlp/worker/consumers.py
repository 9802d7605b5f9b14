"""The consumers of one worker: what it reads, and what works on it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Protocol, TypeVar

from nlp.worker.allowance import Allowance
from nlp.worker.answering import Answerer, kept, read_request
from nlp.worker.model import ModelThread
from nlp.worker.turns import Rank
from nlp.worker.work import Enricher
from wire.broker.clients import Client
from wire.broker.consumer import Consumer, Delivery
from wire.broker.streams import GROUP_NLP, HURRIED, MESSAGES, REQUESTS, lanes, stream
from wire.contracts.codec import decoder
from wire.contracts.events import Dead, MessagePosted
from wire.contracts.settings import Settings

T = TypeVar("T")

BULK_BATCH = 2
"""Messages of one lane that a worker takes in one turn. Those of several lanes are worked on together: by
twos, a message takes a third more CPU than by eights, and where many chat fast most of it is here."""

read_message = decoder(MessagePosted)

UNFINISHED = 5
"""Times `max_deliveries` that an entry may be in hand while a process ends. With which text one ended is
known from notes; others are in hand too, and whoever kills workers in a row must not take those along."""


class Runs(Protocol):
    """A consumer, whatever it consumes."""

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop` is set."""
        ...


def consumers(
    settings: Settings,
    name: str,
    run_id: str,
    model: ModelThread,
    client: Client,
    begun: Callable[[float], None] | None = None,
) -> list[Runs]:
    """Four consumers a partition, so that none waits for another: requests, messages, hurried ones, bulk.

    All share one model thread, which says whose turn it is. Each has one piece of work there at a time, so
    that those of the same rank take turns. `begun` is told how long messages have waited.
    """
    made: list[Runs] = []
    allowance = Allowance()
    for partition in range(settings.partitions):
        enricher = Enricher(model, client, partition, f"{name} {run_id}", begun=begun)
        answerer = Answerer(model, enricher, allowance)
        bulk = replace(enricher, rank=Rank.BULK)
        of = partial(_consumer, settings, name)
        one = (stream(REQUESTS, partition),)
        made.append(of(one, read_request, answerer.handle, answerer.on_dead, kept=kept))
        for streams in ((stream(MESSAGES, partition),), (stream(HURRIED, partition),)):
            made.append(of(streams, read_message, enricher.handle, enricher.on_dead))
        made.append(
            of(
                lanes(partition),
                read_message,
                bulk.handle,
                bulk.on_dead,
                batch=BULK_BATCH,
                in_turn=True,
                together=settings.worker_batch,
            )
        )
    return made


def _consumer(
    settings: Settings,
    name: str,
    streams: Sequence[str],
    decode: Callable[[bytes], T],
    handle: Callable[[Sequence[Delivery[T]]], Awaitable[None]],
    on_dead: Callable[[Dead, T | None], Awaitable[None]],
    **more: Any,
) -> Consumer[T]:
    return Consumer(
        settings.broker_url,
        group=GROUP_NLP,
        name=name,
        streams=streams,
        decode=decode,
        handle=handle,
        on_dead=on_dead,
        reclaim_after=settings.reclaim_after,
        max_deliveries=settings.max_deliveries,
        max_unfinished=UNFINISHED * settings.max_deliveries,
        **{"batch": settings.worker_batch, **more},
    )
