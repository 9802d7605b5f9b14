"""How far a consumer group has come on a stream: what it still owes, by when it was put there."""

from __future__ import annotations

from typing import Any

import redis.exceptions

from wire.broker.clients import Client, came_at, text_of


async def owed_since(client: Client, key: str, group: str) -> float | None:
    """When the oldest entry came that a group has not acknowledged: broker's clock, in seconds of the epoch.

    None where it owes nothing. A group that is not there yet owes all that the stream holds.
    """
    # First how far it has read, then what follows, then what is pending: an entry that is delivered meanwhile
    # is seen in one of the last two, or both.
    read = await _read_up_to(client, key, group)
    following: Any = await client.xrange(key, min="(" + read if read else "-", count=1)
    found = [came_at(text_of(entry_id)) for entry_id, _ in following]
    if read:
        pending = await client.xpending(key, group)
        if pending["pending"]:
            found.append(came_at(text_of(pending["min"])))
    return min(found, default=None)


async def _read_up_to(client: Client, key: str, group: str) -> str | None:
    try:
        groups = await client.xinfo_groups(key)
    except redis.exceptions.ResponseError as error:
        if "no such key" in str(error):
            return None
        raise
    return next((text_of(one["last-delivered-id"]) for one in groups if text_of(one["name"]) == group), None)
