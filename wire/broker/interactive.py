"""Interactive requests on the broker: put there, and asked about before one is worked on.

All times are the broker's: an entry's id says when it came. Clocks of hosts that ask and of hosts that work
are never compared.
"""

from __future__ import annotations

from wire.broker.clients import FLEETING, Client, add_fleeting, came_at
from wire.broker.streams import partition_in
from wire.contracts.events import PreviewAsked

_LOOK = """
local time = redis.call('TIME')
return {time[1], time[2], redis.call('GET', KEYS[1]) or ''}
"""


async def ask(client: Client, stream: str, asked: PreviewAsked) -> None:
    """Put a request there. Earlier ones of this person, of the same kind, are overtaken by it."""
    entry_id = await add_fleeting(client, stream, asked)
    await client.set(_newest(stream, asked), entry_id, ex=int(FLEETING))


async def waited_for(client: Client, stream: str, entry_id: str, asked: PreviewAsked) -> bool:
    """Whether anybody still waits: it has not lain too long, and its person has asked nothing newer."""
    seconds, micros, newest = await client.register_script(_LOOK)(keys=[_newest(stream, asked)])
    lain = int(seconds) + int(micros) / 1e6 - came_at(entry_id)
    longest = (asked.expires_at - asked.asked_at).total_seconds()
    return lain < longest and (not newest or _position(newest.decode()) <= _position(entry_id))


def _newest(stream: str, asked: PreviewAsked) -> str:
    """Looking at a bubble's translation does not overtake a preview of what is being written.

    In the slot of the stream: ids of two servers of a cluster, made by two clocks, are not compared.
    """
    kind = "back" if asked.given is not None else "preview"
    return f"asked:{{{partition_in(stream)}}}:{asked.person_id}:{kind}"


def _position(entry_id: str) -> tuple[int, int]:
    millis, number = entry_id.split("-")
    return int(millis), int(number)
