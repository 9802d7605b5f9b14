"""Whether tokens of open sockets still hold: those that are asked for within a moment, in one question.

Each socket asks once a minute. A thousand that came at once do so at once, and one question each would keep
everybody who writes just then waiting.
"""

from __future__ import annotations

import asyncio
from contextvars import Context

from service.errors import ServiceError
from service.identity.sessions import holding
from service.store import Store

GATHERED = 0.25
"""Seconds that a question waits for others."""

AT_ONCE = 200
"""Tokens in one question: its answer is read by the thread of Python that everybody waits for."""


class Tokens:
    """Those of all sockets of this process."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._asked: dict[str, asyncio.Future[bool]] = {}
        self._asking: asyncio.Task[None] | None = None

    async def hold(self, token: str) -> bool:
        """Whether it holds for certain. False, also where the store is busy: ask `who` of this one."""
        if token not in self._asked:
            self._asked[token] = asyncio.get_running_loop().create_future()
        answer = self._asked[token]
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(self._ask(), context=Context())
        return await asyncio.shield(answer)

    async def _ask(self) -> None:
        while self._asked:
            await asyncio.sleep(GATHERED)
            some = {one: self._asked.pop(one) for one in list(self._asked)[:AT_ONCE]}
            good = frozenset[str]()
            try:
                good = await holding(self._store, list(some))
            except ServiceError:
                pass  # each asks by itself
            finally:
                for token, answer in some.items():
                    answer.set_result(token in good)
