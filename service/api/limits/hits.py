"""Many hits in one round trip: what is to be counted while the broker answers goes with the next one.

Each hit is a call of one script, so that nothing of a limit depends on what it travels with.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextvars import Context
from hashlib import sha1
from typing import Any, NamedTuple

from redis.asyncio import Redis
from redis.exceptions import NoScriptError, RedisError

from wire.broker.clients import Client

AT_ONCE = 256
"""Hits in one round trip."""


class _Hit(NamedTuple):
    keys: Sequence[str]
    arguments: Sequence[int]
    counted: asyncio.Future[bool]


class Hits:
    """Runs a script for everybody who counts; the broker has `within` seconds for each round trip."""

    def __init__(self, client: Client, script: str, within: float) -> None:
        self._client, self._script, self._within = client, script, within
        self._known = sha1(script.encode(), usedforsecurity=False).hexdigest()  # what the broker calls it
        self._waiting: list[_Hit] = []
        self._sending: asyncio.Task[None] | None = None

    async def count(self, keys: Sequence[str], arguments: Sequence[int]) -> bool:
        """Run the script for these; whether it counted. RedisError or OSError where the broker is away."""
        counted: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Hit(keys, arguments, counted))
        if self._sending is None or self._sending.done():
            self._sending = asyncio.create_task(self._send(), context=Context())
        return await counted

    async def _send(self) -> None:
        while self._waiting:
            batch = [one for one in self._waiting[:AT_ONCE] if not one.counted.done()]
            del self._waiting[:AT_ONCE]
            try:
                async with asyncio.timeout(self._within):
                    answers = await self._answers(batch)
            except (RedisError, OSError) as error:
                answers = [error] * len(batch)
            for one, answer in zip(batch, answers, strict=True):
                _tell(one.counted, answer)

    async def _answers(self, batch: Sequence[_Hit]) -> Sequence[Any]:
        """By the script's hash, where one server may know it. A cluster's pipelines take its text alone."""
        if not isinstance(self._client, Redis):
            return await self._run(batch, by_hash=False)
        answers = await self._run(batch, by_hash=True)
        unknown = [number for number, one in enumerate(answers) if isinstance(one, NoScriptError)]
        again = await self._run([batch[number] for number in unknown], by_hash=False)
        for number, answer in zip(unknown, again, strict=True):
            answers[number] = answer
        return answers

    async def _run(self, batch: Sequence[_Hit], *, by_hash: bool) -> list[Any]:
        if not batch:
            return []
        pipeline = self._client.pipeline(transaction=False)
        for one in batch:
            if by_hash:
                pipeline.evalsha(self._known, len(one.keys), *one.keys, *one.arguments)
            else:
                pipeline.eval(self._script, len(one.keys), *one.keys, *one.arguments)
        return list(await pipeline.execute(raise_on_error=False))


def _tell(counted: asyncio.Future[bool], answer: Any) -> None:
    if counted.done():
        return
    if isinstance(answer, Exception):
        counted.set_exception(answer)
    else:
        counted.set_result(bool(answer))
