"""Keeping streams short without losing work.

Acknowledged entries stay on a stream until somebody removes them. What every group has passed and
acknowledged is removed here; what any group still owes is not, for as long as is promised. A group that is
missing, or stands still for longer, does not fill the broker's memory for ever: what it owes is cut, loudly.
What workers and the lake miss by that the store knows, and it is asked for again; only activities are lost.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass

from wire.broker.clients import Client, clock
from wire.broker.lag import EntryId, GroupLag, lags_of
from wire.broker.memory import memory
from wire.broker.streams import GROUPS_OF, keys, name_of
from wire.observability.metrics import GIVEN_UP

log = logging.getLogger(__name__)

KEPT_FOR = 7 * 86400.0
"""Seconds that an entry waits for a group at most."""

KEPT_TIGHT = 3600.0
"""The same on a broker whose memory is nearly full."""


@dataclass(frozen=True, slots=True)
class Trimmed:
    """What one round removed."""

    removed: int = 0
    """All entries."""
    given_up: int = 0
    """Those among them that some group still owed."""


async def trim(client: Client, partitions: int, kept_for: float = KEPT_FOR) -> Trimmed:
    """Remove from every stream what all its groups have passed, and what is older than `kept_for` seconds."""
    tight = any(one.tight for one in await memory(client))
    longest = min(kept_for, KEPT_TIGHT) if tight else kept_for
    removed = given_up = 0
    for name in GROUPS_OF:
        for key in keys(name, partitions):
            found = await _trim(client, key, longest)
            removed, given_up = removed + found.removed, given_up + found.given_up
    return Trimmed(removed, given_up)


async def _trim(client: Client, key: str, kept_for: float) -> Trimmed:
    lags = await lags_of(client, key)
    done = _floor(lags)
    removed = 0 if done is None else await _cut(client, key, done)
    oldest = (max(0, int((await clock(client, key) - kept_for) * 1000)), 0)
    if done is not None and done >= oldest:
        return Trimmed(removed)
    owing = [one.group for one in lags if await _owes(client, key, one, oldest)]
    given_up = await _cut(client, key, oldest) if owing else 0
    if given_up:
        log.error("%s entries of %s are given up: owed by %s for too long", given_up, key, ", ".join(owing))
        for group in owing:
            GIVEN_UP.labels(name_of(key), group).inc(given_up)
    return Trimmed(removed + given_up, given_up)


def _floor(lags: Iterable[GroupLag]) -> EntryId | None:
    """Lowest id that some group still owes; None where a group is not there yet."""
    if any(one.missing for one in lags):
        return None
    return min(one.floor for one in lags)


async def _owes(client: Client, key: str, lag: GroupLag, before: EntryId) -> bool:
    """Whether a group has not passed something that came before."""
    last = f"({before[0]}-{before[1]}"
    return bool(await client.xrange(key, min=f"{lag.floor[0]}-{lag.floor[1]}", max=last, count=1))


async def _cut(client: Client, key: str, floor: EntryId) -> int:
    return int(await client.xtrim(key, minid=f"{floor[0]}-{floor[1]}", approximate=False))
