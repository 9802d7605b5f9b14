"""Keeping streams short without losing work, and how much work waits.

Acknowledged entries stay on a stream until somebody removes them. What every group has passed and
acknowledged is removed here; what any group still owes is not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import redis.exceptions

from wire.broker.clients import Client, text_of
from wire.broker.streams import GROUP_NLP, GROUPS_OF, MESSAGES, keys

COUNT_PAGE, COUNT_PAGES = 500, 20


async def trim(client: Client, partitions: int) -> int:
    """Remove from every stream what all its groups have passed and acknowledged. Gives the number removed."""
    removed = 0
    for name, groups in GROUPS_OF.items():
        for key in keys(name, partitions):
            floor = await _floor(client, key, groups)
            if floor is not None:
                removed += await client.xtrim(key, minid=floor, approximate=False)
    return removed


async def backlog(client: Client, partitions: int, *, name: str = MESSAGES, group: str = GROUP_NLP) -> int:
    """Entries that a group, the worker's unless named, has not acknowledged: waiting and in work.

    Where the broker cannot say how far a group lags, entries are counted, up to 10,000 a partition.
    """
    return sum([await _owed(client, key, group) for key in keys(name, partitions)])


async def _floor(client: Client, key: str, groups: Sequence[str]) -> str | None:
    """Lowest id that some group still owes; None where a group, or the stream, is not there yet."""
    # First how far each group has read, then what is pending: what is delivered between the two lies above
    # the first answer. The other way round it would lie in neither.
    read = {name: text_of(info["last-delivered-id"]) for name, info in (await _groups(client, key)).items()}
    if not set(groups) <= set(read):
        return None
    floors = [_after(read[group]) for group in groups]
    for group in groups:
        pending = await client.xpending(key, group)
        if pending["pending"]:
            floors.append(_parsed(text_of(pending["min"])))
    millis, number = min(floors)
    return f"{millis}-{number}"


async def _owed(client: Client, key: str, group: str) -> int:
    info = (await _groups(client, key)).get(group)
    if info is None:
        return int(await client.xlen(key))
    lag = info["lag"]
    if lag is None:
        lag = await _count_after(client, key, text_of(info["last-delivered-id"]))
    return int(info["pending"]) + int(lag)


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


def _parsed(entry_id: str) -> tuple[int, int]:
    millis, number = entry_id.split("-")
    return int(millis), int(number)


def _after(entry_id: str) -> tuple[int, int]:
    millis, number = _parsed(entry_id)
    return millis, number + 1
