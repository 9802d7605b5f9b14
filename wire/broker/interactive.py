"""Interactive requests on the broker: put there, and asked about before one is worked on.

All times are the broker's: an entry's id says when it came. Clocks of hosts that ask and of hosts that work
are never compared.
"""

from __future__ import annotations

from wire.broker.clients import FLEETING, Client, add_fleeting, came_at
from wire.contracts.events import PreviewAsked


async def ask(client: Client, stream: str, asked: PreviewAsked) -> None:
    """Put a request there. Earlier ones of this person, of the same kind, are overtaken by it."""
    entry_id = await add_fleeting(client, stream, asked)
    await client.set(_newest(asked), entry_id, ex=int(FLEETING))


async def waited_for(client: Client, entry_id: str, asked: PreviewAsked) -> bool:
    """Whether anybody still waits: it has not lain too long, and its person has asked nothing newer."""
    pipeline = client.pipeline(transaction=False)
    pipeline.time()
    pipeline.get(_newest(asked))
    (seconds, micros), newest = await pipeline.execute()
    lain = seconds + micros / 1e6 - came_at(entry_id)
    longest = (asked.expires_at - asked.asked_at).total_seconds()
    return lain < longest and (newest is None or _position(newest.decode()) <= _position(entry_id))


def _newest(asked: PreviewAsked) -> str:
    """Looking at a bubble's translation does not overtake a preview of what is being written."""
    return f"asked:{{{asked.person_id}}}:{'back' if asked.given is not None else 'preview'}"


def _position(entry_id: str) -> tuple[int, int]:
    millis, number = entry_id.split("-")
    return int(millis), int(number)
