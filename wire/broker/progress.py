"""How far a consumer group has come on a stream: what it still owes, by when it was put there."""

from __future__ import annotations

from typing import Any

import redis.exceptions

from wire.broker.clients import Client, came_at, text_of


async def owed_since(client: Client, key: str, group: str) -> float | None:
    """When the oldest entry came that a group has not acknowledged: broker's clock, in seconds of the epoch.

    None where it owes nothing. A group that is not there yet owes all that the stream holds.
    """
    read = await _read_up_to(client, key, group)
    found = await _owed_after(client, key, group, read)
    return came_at(found) if found is not None else None


async def oldest_owed(client: Client, key: str, group: str) -> str | None:
    """Id of the oldest entry that a group has not acknowledged. None: it owes nothing, or is not there."""
    read = await _read_up_to(client, key, group)
    return await _owed_after(client, key, group, read) if read else None


async def _owed_after(client: Client, key: str, group: str, read: str | None) -> str | None:
    # First how far it has read, then what follows, then what is pending: an entry that is delivered meanwhile
    # is seen in one of the last two, or both.
    following: Any = await client.xrange(key, min="(" + read if read else "-", count=1)
    found = [text_of(entry_id) for entry_id, _ in following]
    if read:
        pending = await client.xpending(key, group)
        if pending["pending"]:
            found.append(text_of(pending["min"]))
    return min(found, key=_order, default=None)


async def _read_up_to(client: Client, key: str, group: str) -> str | None:
    try:
        groups = await client.xinfo_groups(key)
    except redis.exceptions.ResponseError as error:
        if "no such key" in str(error):
            return None
        raise
    return next((text_of(one["last-delivered-id"]) for one in groups if text_of(one["name"]) == group), None)


def _order(entry_id: str) -> tuple[int, int]:
    millis, number = entry_id.split("-")
    return int(millis), int(number)
