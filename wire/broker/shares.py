"""Shares of what workers do at once: who goes beyond theirs waits among those who do.

One bucket per person in the broker, so that all processes count together, by the broker's clock. What does
not fit is not counted: whoever slows down is served at once again.
"""

from __future__ import annotations

from collections.abc import Sequence

from wire.broker.clients import Client
from wire.broker.scripts import Call, ManyCalls

BURST = 30.0
"""Seconds that a bucket holds; it empties by one a second."""

EACH, CHARACTERS = 3.0, 25
"""Seconds that a message takes of it, and characters that take one more: some six short messages at once,
twelve a minute, and nothing longer than 675 characters."""

# The time at which a bucket will be empty, as milliseconds. In a cluster each server keeps its own time.
_TAKE = """
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local empty = math.max(now, tonumber(redis.call('GET', KEYS[1]) or '0')) + tonumber(ARGV[1])
if empty - now > tonumber(ARGV[2]) then return 0 end
redis.call('SET', KEYS[1], string.format('%.0f', empty), 'PX', ARGV[2])
return 1
"""
_TAKEN = ManyCalls(_TAKE)


async def within(client: Client, asked: Sequence[tuple[str, int]]) -> list[bool]:
    """Whether work of so many characters is within the share of its person, who has then had it."""
    if not asked:
        return []
    calls = [
        Call(
            [f"share:{{{person_id}}}"], (round((EACH + characters / CHARACTERS) * 1000), round(BURST * 1000))
        )
        for person_id, characters in asked
    ]
    return [bool(one) for one in await _TAKEN.run(client, calls)]
