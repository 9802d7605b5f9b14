"""What becomes of work on messages between outbox and stream: stages, each rows to rows, in this order.

Nobody who posts waits for them, and the relay that calls them knows nothing of what they do.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import partial

from service.desk.bot.shelving import asked_of_bots
from service.enrichment.attach_context import ANYTHING_TAUGHT, attach_context
from service.jobs.routing import routed
from service.jobs.spreading import spread
from service.outbound.webhooks.noting import note_told
from service.store import Store
from service.store.outbox import Row
from wire.broker.clients import Client
from wire.broker.layout import Layout

Stage = Callable[[Sequence[Row]], Awaitable[Sequence[Row]]]
"""Keeps the order, and the `id` of the row that each comes from. It may be asked again for the same rows."""


def for_workers(store: Store, client: Client) -> tuple[Stage, ...]:
    """On its partition; with what helps to understand it, as that is known; with what a bot is to answer
    from; on the stream of its share. What organisations want told elsewhere is noted on the way."""
    layout = Layout(client, store.partitions)
    return (
        partial(spread, layout),
        partial(_with_context, store),
        partial(_asked_of_bots, store),
        partial(routed, client),
        partial(note_told, store),
    )


async def _asked_of_bots(store: Store, rows: Sequence[Row]) -> Sequence[Row]:
    """Only messages to organisations may be for a bot."""
    if not any(event.organisation_id for row in rows if (event := row.posted) is not None):
        return rows
    return await store.look(lambda connection: asked_of_bots(connection, rows))


async def _with_context(store: Store, rows: Sequence[Row]) -> Sequence[Row]:
    """Where nobody has taught this installation anything, one question serves all rows."""
    if not any((await store.find(ANYTHING_TAUGHT))[0]):
        return rows
    return await store.look(lambda connection: attach_context(connection, rows))
