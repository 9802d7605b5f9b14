"""Models of one language being fetched: who asked for what, which worker fetches, how far it is.

One at a time for the whole installation. Nothing here is kept for good: a worker that dies leaves its hold to
another, which goes on from what lies on the disk, and a broker that forgets is asked again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from msgspec.structs import replace

from wire.broker.clients import Client
from wire.contracts.codec import decoder, encode
from wire.contracts.errors import DecodeError
from wire.contracts.pulls import Pull, Wanted

WANTED_FOR = 6 * 3600
"""Seconds after which nobody tries any more."""

TOLD_FOR = 24 * 3600
"""Seconds for which it is told what came of it."""

HELD_FOR = 10
"""Seconds for which a worker that says nothing keeps others from fetching."""

_WANTED, _TOLD, _HELD = (f"models:{{pull}}:{one}" for one in ("wanted", "told", "held"))


_read_wanted, _read_told = decoder(Wanted), decoder(Pull)

_ASK = """
if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[3])
redis.call('SET', KEYS[2], ARGV[2], 'EX', ARGV[4])
return 1
"""

_CANCEL = """
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[1])
redis.call('SET', KEYS[2], ARGV[2], 'EX', ARGV[3])
return 1
"""

_TELL = """
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
local held = redis.call('GET', KEYS[3])
if held and held ~= ARGV[3] then return 0 end
redis.call('SET', KEYS[2], ARGV[2], 'EX', ARGV[5])
if ARGV[6] == '1' then
  redis.call('DEL', KEYS[1], KEYS[3])
else
  redis.call('SET', KEYS[3], ARGV[3], 'EX', ARGV[4])
end
return 1
"""
"""Only whoever holds it tells, and only while it is still wanted."""


T = TypeVar("T")


def _decoded(body: bytes | str | None, read: Callable[[bytes], T]) -> T | None:
    """Null too of what another version has written."""
    try:
        return read(body) if isinstance(body, bytes) else None
    except DecodeError:
        return None


async def ask(client: Client, wanted: Wanted) -> bool:
    """Want this. False: something else is being fetched."""
    waiting = Pull(id=wanted.id, language=wanted.language)
    args: list[bytes | str | int] = [encode(wanted), encode(waiting), WANTED_FOR, TOLD_FOR]
    return bool(await client.register_script(_ASK)(keys=[_WANTED, _TOLD], args=args))


async def cancel(client: Client, wanted: Wanted) -> bool:
    """Want it no more. What was fetched stays on the disk. False: it is over already."""
    over = Pull(id=wanted.id, language=wanted.language, state="cancelled")
    args: list[bytes | str | int] = [encode(wanted), encode(over), TOLD_FOR]
    return bool(await client.register_script(_CANCEL)(keys=[_WANTED, _TOLD], args=args))


async def wanted(client: Client) -> Wanted | None:
    """What is being fetched, or is to be; null: nothing."""
    return _decoded(await client.get(_WANTED), _read_wanted)


async def told(client: Client) -> Pull | None:
    """How far the last one is; null: nobody asked lately.

    What nobody wants any more goes on nowhere: its wish is over before the last word of it is.
    """
    wish, word = await client.mget(_WANTED, _TOLD)
    asked, last = _decoded(wish, _read_wanted), _decoded(word, _read_told)
    if last is None or last.state not in ("waiting", "fetching") or (asked and asked.id == last.id):
        return last
    return replace(last, state="failed", reason="unreachable", detail="no worker could fetch it in time")


async def tell(client: Client, wanted: Wanted, pull: Pull, name: str) -> bool:
    """Say how far it is, as the worker `name`, which then holds it. False: it is cancelled, or another's."""
    last = pull.state in ("done", "failed")
    args: list[bytes | str | int] = [encode(wanted), encode(pull), name, HELD_FOR, TOLD_FOR, int(last)]
    return bool(await client.register_script(_TELL)(keys=[_WANTED, _TOLD, _HELD], args=args))
