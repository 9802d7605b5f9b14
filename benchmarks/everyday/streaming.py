"""What comes with each message: posting it, receipts, typing, and its enrichment applied and told."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import redis

from benchmarks.everyday.chat import Chat, tell
from benchmarks.everyday.waits import Figure, Meter, Waits, steadily
from benchmarks.peers.clients.base import text_of
from wire.broker import streams
from wire.contracts.codec import encode
from wire.contracts.events import Enriched, ReadsAs, Sentiment, Suggestion, Translation

TYPING_EVERY = 2.0
"""Seconds between two of one writer, as the protocol asks of clients."""
RATE = 150.0
"""Of each a second. What a server does for many at once costs less than this says, when more is going on."""


class Streaming:
    """The same messages are posted, receipted and enriched, one after the other."""

    def __init__(self, chat: Chat, meter: Meter, count: int, rate: float = RATE) -> None:
        self.chat, self.meter, self.count, self.rate = chat, meter, count, rate
        self.pairs = len(chat.plan.pairs)
        self.posted: list[dict[str, Any]] = []

    async def figures(self, broker: str) -> list[Figure]:
        return [await self.posts(), await self.receipts(), await self.typing(), await self.enriched(broker)]

    async def posts(self) -> Figure:
        waits = Waits()

        def heard(_: int, event: dict[str, Any]) -> None:
            self.posted.append(event["message"])
            waits.end(event["ref"])

        def act(number: int) -> None:
            ref, place = f"e{number}", number % self.pairs
            waits.begin(ref)
            where = {"conversation_id": self.chat.plan.pairs[place].room, "client_id": ref}
            tell(self.chat.writers[place], type="post", ref=ref, text=text_of(number), **where)

        self.chat.on["posted"] = heard
        done = lambda: steadily(self.count, self.rate, act)  # noqa: E731
        return await self.meter.figure("a message posted, kept and passed on", waits, done, share=True)

    async def receipts(self) -> Figure:
        """A reader has read one message further; the writer sees it."""
        waits = Waits()

        def heard(place: int, event: dict[str, Any]) -> None:
            for seq in range(1, event["read_seq"] + 1):
                waits.end((place, seq))

        def act(number: int) -> None:
            place, seq = number % self.pairs, number // self.pairs + 1
            waits.begin((place, seq))
            where = {"conversation_id": self.chat.plan.pairs[place].room}
            tell(self.chat.readers[place], type="receipt", delivered_seq=seq, read_seq=seq, **where)

        self.chat.on["receipt"] = heard
        done = lambda: steadily(self.count, self.rate, act)  # noqa: E731
        return await self.meter.figure("a receipt, kept and shown to the writer", waits, done, share=True)

    async def typing(self) -> Figure:
        """As often as a server takes notice of it: what is sent sooner is left out."""
        waits = Waits()

        def act(number: int) -> None:
            place = number % self.pairs
            waits.begin(place)
            tell(self.chat.writers[place], type="typing", conversation_id=self.chat.plan.pairs[place].room)

        self.chat.on["typing"] = lambda place, _: waits.end(place)
        done = lambda: steadily(self.count // 5, self.pairs / TYPING_EVERY, act)  # noqa: E731
        return await self.meter.figure("“is typing”, shown to the reader", waits, done, share=True)

    async def enriched(self, broker: str) -> Figure:
        """As a worker would say it, from the stream to the reader's screen."""
        waits = Waits()

        def act(number: int) -> None:
            found = _enriched(self.posted[number])
            waits.begin(found.message_id)
            client.xadd(streams.stream(streams.ENRICHMENTS, 0), {streams.BODY: encode(found)})

        self.chat.on["enriched"] = lambda _, event: waits.end(event["message"]["id"])
        done = lambda: steadily(self.count, self.rate, act)  # noqa: E731
        with redis.Redis.from_url(broker) as client:
            return await self.meter.figure("an enrichment, applied and told to both", waits, done, share=True)


def _enriched(message: dict[str, Any]) -> Enriched:
    now = datetime.now(UTC)
    reads = ReadsAs(language="pt", text="Com certeza!")
    return Enriched(
        message_id=message["id"],
        conversation_id=message["conversation_id"],
        author_id=message["author_id"],
        status="done",
        language="pt",
        translations={
            "en": Translation(
                status="done", text=f"{message['text']} in English", engine="firefox", route=("pt", "en")
            )
        },
        sentiment=Sentiment(
            label="positive",
            scores={"positive": 0.8, "neutral": 0.1, "negative": 0.1},
            engine="own",
            model="head",
        ),
        suggestions=tuple(
            Suggestion(id=one, language="en", text=f"Certainly, {one}!", reads_as=reads)
            for one in ("a", "b", "c")
        ),
        posted_at=now,
        queued_at=now,
        enriched_at=now,
    )
