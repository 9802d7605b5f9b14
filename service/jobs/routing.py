"""Which stream does the work on a message: `messages` within its person's share, else a lane of `bulk`.

Every message is on `messages` all the same, for whoever counts them; where the work is elsewhere it says so,
and carries nothing that only workers need.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from msgspec import structs

from service.store import outbox
from wire.broker.clients import Client
from wire.broker.shares import within
from wire.broker.streams import BULK, HURRIED, MESSAGES, lane_of, partition_in, stream
from wire.contracts.codec import encode
from wire.contracts.events import MessagePosted

HELD = 1.0
"""Seconds in the outbox that are told."""


async def routed(client: Client, rows: Sequence[outbox.Row]) -> list[outbox.Row]:
    """What to put on which stream, in order.

    Rows on `bulk` itself go to a lane, whatever the share. Those on `hurried` are asked a second time: beyond
    the share they are left out.
    """
    now = datetime.now(UTC)
    posted = {row.id: _held(event, now) for row in rows if (event := message_of(row)) is not None}
    asking = [row for row in rows if row.id in posted and not row.stream.startswith(f"{BULK}:")]
    asked = [(account(posted[row.id]), len(posted[row.id].text)) for row in asking]
    fits = dict(zip([row.id for row in asking], await within(client, asked), strict=True))
    return [one for row in rows for one in _entries(row, posted.get(row.id), fits.get(row.id, False))]


def account(event: MessagePosted) -> str:
    """Whose share the work on a message is taken from."""
    return event.account or event.author_id


def message_of(row: outbox.Row) -> MessagePosted | None:
    """None where it is something else, has no work in it, or cannot be read: workers say what is wrong."""
    event = row.posted
    return None if event is None or event.elsewhere else event


def _held(event: MessagePosted, now: datetime) -> MessagePosted:
    """With the time that it waited, where that is long: the broker was away, or it is asked again."""
    seconds = (now - event.queued_at).total_seconds()
    return structs.replace(event, held=seconds) if seconds > HELD else event


def _entries(row: outbox.Row, event: MessagePosted | None, fits: bool) -> Iterator[outbox.Row]:
    if event is None:
        yield row
        return
    body = encode(event) if event.held else row.body
    if fits:
        yield outbox.Row(row.id, row.stream, body)
    elif not row.stream.startswith(f"{HURRIED}:"):
        partition = partition_in(row.stream)
        yield outbox.Row(row.id, lane_of(account(event), partition), body)
        bare = structs.replace(event, elsewhere=True, context=(), terms=(), memory=(), answers=())
        yield outbox.Row(row.id, stream(MESSAGES, partition), encode(bare))
