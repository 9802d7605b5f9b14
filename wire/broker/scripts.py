"""One script for many calls: on a single server in one command with one answer, on a cluster one by one.

A pipeline pays for each of its answers on our side, more than the server does for the call, and a command
for each of its words: a fifth of what a message took on the event loop. So keys and arguments of all calls go
end to end, and the server takes them apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha1
from typing import Any, NamedTuple

import msgspec
from redis.asyncio import Redis
from redis.exceptions import NoScriptError

from wire.broker.clients import Client

AT_ONCE = 128
"""Calls in one command: the server does nothing else meanwhile."""

# The script of one call becomes a function. ARGV of all: sizes of keys and arguments of each, then these.
_MANY = """
local function one(KEYS, ARGV)
%(script)s
end
local calls, sent, from, answers = cmsgpack.unpack(ARGV[1]), ARGV[2], 1, {}
local function words(sizes)
  local found = {}
  for i, size in ipairs(sizes) do
    found[i] = string.sub(sent, from, from + size - 1)
    from = from + size
  end
  return found
end
for n, sizes in ipairs(calls) do
  local answer = one(words(sizes[1]), words(sizes[2]))
  answers[n] = answer == true and 1 or answer or 0
end
return answers
"""

_packed = msgspec.msgpack.Encoder().encode


class Call(NamedTuple):
    """One call of a script."""

    keys: Sequence[str]
    arguments: Sequence[Any]


class ManyCalls:
    """A script of which many calls are made."""

    def __init__(self, script: str) -> None:
        self._script = script
        self._many = _MANY % {"script": script}
        self._known = sha1(self._many.encode(), usedforsecurity=False).hexdigest()  # as the server names it

    async def run(self, client: Client, calls: Sequence[Call]) -> list[int]:
        """As `answers`, of a script that answers with a number or a truth."""
        return [int(one or 0) for one in await self.answers(client, calls)]

    async def answers(self, client: Client, calls: Sequence[Call]) -> list[Any]:
        """The answer of each call, in order. Raises redis errors as they are; some calls may be done then."""
        if isinstance(client, Redis):
            parts = [calls[start : start + AT_ONCE] for start in range(0, len(calls), AT_ONCE)]
            return [one for part in parts for one in await self._together(client, part)]
        return await self._one_by_one(client, calls) if calls else []

    async def _together(self, client: Redis, calls: Sequence[Call]) -> Sequence[Any]:
        sent = _end_to_end(calls)
        try:
            answers: Any = await client.evalsha(self._known, 0, *sent)
        except NoScriptError:
            answers = await client.eval(self._many, 0, *sent)
        return list(answers)

    async def _one_by_one(self, client: Client, calls: Sequence[Call]) -> list[Any]:
        """A cluster's keys lie in many slots, and its pipelines take no hash of a script."""
        pipeline = client.pipeline(transaction=False)
        for call in calls:
            pipeline.eval(self._script, len(call.keys), *call.keys, *call.arguments)
        return list(await pipeline.execute())


def _end_to_end(calls: Sequence[Call]) -> tuple[bytes, bytes]:
    """Sizes of keys and arguments of each call, and all of them."""
    sizes, sent = list[tuple[list[int], list[int]]](), list[bytes]()
    for call in calls:
        words = [_word(one) for one in (*call.keys, *call.arguments)]
        lengths, keys = [len(one) for one in words], len(call.keys)
        sizes.append((lengths[:keys], lengths[keys:]))
        sent += words
    return _packed(sizes), b"".join(sent)


def _word(one: Any) -> bytes:
    """As the client sends it."""
    if isinstance(one, bytes):
        return one
    return (one if isinstance(one, str) else repr(one)).encode()
