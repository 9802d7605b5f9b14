"""How far a consumer group has come on a stream: what it still owes, by when it was put there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import redis.exceptions

from wire.broker.clients import Client, came_at, text_of
from wire.broker.lag import owed
from wire.broker.scripts import Call, ManyCalls

# In one moment: no entry is delivered or acknowledged between one look and the next.
_LOOK = ManyCalls(
    """
local time = redis.call('TIME')
local groups = redis.call('EXISTS', KEYS[1]) == 1 and redis.call('XINFO', 'GROUPS', KEYS[1]) or {}
for _, flat in ipairs(groups) do
  local group = {}
  for i = 1, #flat, 2 do group[flat[i]] = flat[i + 1] end
  if group['name'] == ARGV[1] then
    local following = redis.call('XRANGE', KEYS[1], '(' .. group['last-delivered-id'], '+', 'COUNT', 1)
    local pending = redis.call('XPENDING', KEYS[1], ARGV[1])
    local next, first = following[1] and following[1][1] or '', pending[2] or ''
    return {time[1], time[2], group['lag'] or -1, pending[1], next, first}
  end
end
return {time[1], time[2], redis.call('XLEN', KEYS[1]), 0}
"""
)
"""Time, lag (-1: unknown), entries in work; ids of what comes next, and of the oldest in work."""


async def owed_since(client: Client, key: str, group: str) -> float | None:
    """When the oldest entry came that a group has not acknowledged: broker's clock, in seconds of the epoch.

    None where it owes nothing. A group that is not there yet owes all that the stream holds.
    """
    read = await _read_up_to(client, key, group)
    found = await _owed_after(client, key, group, read)
    return came_at(found) if found is not None else None


class Owed(NamedTuple):
    """What a group owes of a stream."""

    entries: int
    """Not acknowledged: waiting and in work."""
    oldest: str | None
    """Id of the oldest of them. None: there is none, or the group has not begun."""
    waits: float
    """Seconds since that one came, by the broker's clock."""


async def owed_by(client: Client, groups: Sequence[tuple[str, str]]) -> list[Owed]:
    """What each of these groups owes, by key of the stream and name: on one server in one round trip."""
    answers = await _LOOK.answers(client, [Call([key], (group,)) for key, group in groups])
    return [await _owed(client, *one, answer) for one, answer in zip(groups, answers, strict=True)]


async def _owed(client: Client, key: str, group: str, answer: Sequence[Any]) -> Owed:
    seconds, micros, lag, pending, *ids = answer
    entries = pending + lag if lag >= 0 else await owed(client, key, group)
    oldest = min((text_of(one) for one in ids if one), key=_order, default=None)
    waits = int(seconds) + int(micros) / 1e6 - came_at(oldest) if oldest is not None else 0.0
    return Owed(int(entries), oldest, waits)


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
