"""One script for many calls: on a single server in one command with one answer, on a cluster one by one.

A pipeline pays for each of its answers on our side, more than the server does for the call.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha1
from typing import Any, NamedTuple

from redis.asyncio import Redis
from redis.exceptions import NoScriptError

from wire.broker.clients import Client

AT_ONCE = 128
"""Calls in one command: the server does nothing else meanwhile."""

# The script of one call becomes a function: what it reads as KEYS and ARGV are its own parts of them.
_MANY = """
local function one(KEYS, ARGV)
%(script)s
end
local answers, keys, arguments = {}, %(keys)d, %(arguments)d
for n = 1, #ARGV / arguments do
  local k, a = {}, {}
  for i = 1, keys do k[i] = KEYS[(n - 1) * keys + i] end
  for i = 1, arguments do a[i] = ARGV[(n - 1) * arguments + i] end
  local answer = one(k, a)
  answers[n] = answer == true and 1 or answer or 0
end
return answers
"""


class Call(NamedTuple):
    """One call of a script."""

    keys: Sequence[str]
    arguments: Sequence[Any]


class ManyCalls:
    """A script whose calls all have so many keys and arguments."""

    def __init__(self, script: str, *, keys: int, arguments: int) -> None:
        self._script = script
        self._many = _MANY % {"script": script, "keys": keys, "arguments": arguments}
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
        keys = [key for call in calls for key in call.keys]
        rest = [*keys, *(one for call in calls for one in call.arguments)]
        try:
            answers: Any = await client.evalsha(self._known, len(keys), *rest)
        except NoScriptError:
            answers = await client.eval(self._many, len(keys), *rest)
        return list(answers)

    async def _one_by_one(self, client: Client, calls: Sequence[Call]) -> list[Any]:
        """A cluster's keys lie in many slots, and its pipelines take no hash of a script."""
        pipeline = client.pipeline(transaction=False)
        for call in calls:
            pipeline.eval(self._script, len(call.keys), *call.keys, *call.arguments)
        return list(await pipeline.execute())
