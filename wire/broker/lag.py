"""How far each group has come on a stream, and how much it owes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import redis.exceptions

from wire.broker.clients import Client, text_of
from wire.broker.streams import GROUP_NLP, GROUPS_OF, MESSAGES, keys, name_of

COUNT_PAGE, COUNT_PAGES = 500, 20

EntryId = tuple[int, int]
"""Milliseconds and number of an entry."""


@dataclass(frozen=True, slots=True)
class GroupLag:
    """One group on one stream."""

    group: str
    missing: bool = False
    """Nobody has begun to read as this group: it owes all that the stream holds."""
    floor: EntryId = (0, 0)
    """The lowest id that it may still owe."""


async def lags_of(client: Client, key: str) -> list[GroupLag]:
    """Where each group stands that must have passed what lies on a stream."""
    # First how far each group has read, then what is pending: what is delivered between the two lies above
    # the first answer. The other way round it would lie in neither.
    read = {name: text_of(info["last-delivered-id"]) for name, info in (await _groups(client, key)).items()}
    return [await _lag(client, key, group, read.get(group)) for group in GROUPS_OF[name_of(key)]]


async def backlog(client: Client, partitions: int, *, name: str = MESSAGES, group: str = GROUP_NLP) -> int:
    """Entries that a group, the worker's unless named, has not acknowledged: waiting and in work.

    Where the broker cannot say how far a group lags, entries are counted, up to 10,000 a partition.
    """
    return sum([await owed(client, key, group) for key in keys(name, partitions)])


async def owed(client: Client, key: str, group: str) -> int:
    """The same of one stream."""
    info = (await _groups(client, key)).get(group)
    if info is None:
        return int(await client.xlen(key))
    lag = info["lag"]
    if lag is None:
        lag = await _count_after(client, key, text_of(info["last-delivered-id"]))
    return int(info["pending"]) + int(lag)


async def _lag(client: Client, key: str, group: str, read: str | None) -> GroupLag:
    if read is None:
        return GroupLag(group, missing=True)
    millis, number = _parsed(read)
    pending = await client.xpending(key, group)
    first = [_parsed(text_of(pending["min"]))] if pending["pending"] else []
    return GroupLag(group, floor=min([(millis, number + 1), *first]))


async def _groups(client: Client, key: str) -> dict[str, Mapping[str, Any]]:
    try:
        return {text_of(info["name"]): info for info in await client.xinfo_groups(key)}
    except redis.exceptions.ResponseError as error:
        if "no such key" in str(error):
            return {}
        raise


async def _count_after(client: Client, key: str, entry_id: str) -> int:
    counted = 0
    for _ in range(COUNT_PAGES):
        page: Any = await client.xrange(key, min="(" + entry_id, count=COUNT_PAGE)
        counted += len(page)
        if len(page) < COUNT_PAGE:
            break
        entry_id = text_of(page[-1][0])
    return counted


def _parsed(entry_id: str) -> EntryId:
    millis, number = entry_id.split("-")
    return int(millis), int(number)
