"""Taking the words of messages that were taken back out of the broker: streams, and what workers share."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta

import regex
from msgspec import DecodeError
from msgspec.structs import replace

from service.enrichment.enrich_request import TURNS
from service.enrichment.orphaned import requeue
from service.jobs.forget import HOLDING, LEFT, SETTLED, delete_where, entries_of, said
from service.jobs.segments import forget_segments
from service.messaging.taken_back import TakenBack, noted, over
from service.store import Store
from wire.broker.clients import Client, clock
from wire.broker.streams import BODY, BULK, DEAD, HURRIED, MESSAGES, keys
from wire.contracts.codec import decoder, encode
from wire.contracts.events import MessagePosted
from wire.contracts.ids import new_id

_ID = regex.compile(rb'"message_id":"([^"]+)"|"id":"([^"]+)"')
_PLACE = regex.compile(
    rb'\{"type":"message_posted","message_id":"[^"]+","conversation_id":"([^"]+)","seq":(\d+),'
)
_CONTEXT = b'"context":['
_posted = decoder(MessagePosted)
_REMOVED = b'"kind":"removed"'
"""In news of a removal, which is to be told."""


async def clear(store: Store, client: Client) -> int:
    """Clear the broker of all messages that are noted. How many are over with. Raises redis errors.

    One is over with when no worker has it in hand any more, and all that the outbox had of it was sent.
    """
    now = datetime.now(UTC)
    found = await noted(store)
    if not found:
        return 0
    await forget_messages(client, store.partitions, {one.message_id for one in found})
    await forget_turns(store, client, found, now)
    await forget_segments(client)
    past = now - timedelta(seconds=SETTLED)
    done = [one.message_id for one in found if one.relayed and one.at < past]
    if done:
        await over(store, done)
        # With a name that is nobody's: so that the broker's file is rewritten.
        await client.zadd(LEFT, {new_id(): await clock(client, LEFT)})
    return len(done)


async def forget_messages(client: Client, partitions: int, ids: Collection[str]) -> int:
    """Delete entries with the words of any of these messages. How many they were."""
    wanted = {one.encode() for one in ids}

    def speaks_of(body: bytes) -> bool:
        named = {part for found in _ID.findall(body) for part in found}
        return not wanted.isdisjoint(named) and _REMOVED not in body

    streams = [DEAD, *(key for name in HOLDING for key in keys(name, partitions))]
    counts = [
        await delete_where(client, stream, lambda body, of=stream: speaks_of(said(body, of)))  # type: ignore[misc]
        for stream in streams
    ]
    return sum(counts)


async def forget_turns(store: Store, client: Client, found: Sequence[TakenBack], now: datetime) -> None:
    """Delete what quotes any of these as context: the next `TURNS` messages of its conversation.

    Those that wait for a worker are queued anew, without it; whoever counts gets them without context.
    """
    places = _places(found)
    again: set[str] = set()
    streams = [key for name in (MESSAGES, BULK, HURRIED) for key in keys(name, store.partitions)]
    for stream in [DEAD, *streams]:
        async for entry_id, body in entries_of(client, stream):
            event = _quoting(said(body, stream), places)
            if event is not None:
                again.add(event.message_id)
                if stream.startswith(f"{MESSAGES}:"):
                    await client.xadd(stream, {BODY: encode(replace(event, context=(), elsewhere=True))})
                await client.xdel(stream, entry_id)
    if again:
        await requeue(store, sorted(again), now, now)


def _places(found: Sequence[TakenBack]) -> dict[tuple[str, int], datetime]:
    """Messages that may quote one of these, where they were queued before the latest time that is given."""
    places: dict[tuple[str, int], datetime] = {}
    for one in sorted(found, key=lambda each: each.at):
        if one.conversation_id is not None and one.seq is not None:
            for seq in range(one.seq + 1, one.seq + TURNS + 1):
                places[one.conversation_id, seq] = one.at
    return places


def _quoting(body: bytes, places: dict[tuple[str, int], datetime]) -> MessagePosted | None:
    """The message that an entry is about, where it may quote one that was taken back since."""
    place = _PLACE.match(body) if _CONTEXT in body else None
    before = place and places.get((place[1].decode(), int(place[2])))
    try:
        event = _posted(body) if before else None
    except DecodeError:
        return None
    return event if event and before and event.context and event.queued_at <= before else None
