"""Tasks that must not die quietly: stop-aware waits, growing back-off, work kept running, work on a timer.

Everything here ends by a stop flag (`asyncio.Event`), never by cancelling: what is in hand is finished.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import redis.exceptions
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type
from tenacity.wait import wait_base

from wire.contracts.errors import BrokerGone, NotNow

log = logging.getLogger(__name__)

PASSING = (
    redis.exceptions.ConnectionError,
    redis.exceptions.TimeoutError,
    redis.exceptions.ReadOnlyError,
    redis.exceptions.OutOfMemoryError,
    redis.exceptions.ClusterError,
    redis.exceptions.AskError,
    redis.exceptions.MasterDownError,
    redis.exceptions.TryAgainError,
    BrokerGone,
    NotNow,
)
"""Errors that pass by themselves: wait and try the same again. A cluster's map may be wrong for a while."""


async def pause(stop: asyncio.Event, seconds: float) -> bool:
    """Wait `seconds`, or less when `stop` is set. True when it is set."""
    if seconds > 0 and not stop.is_set():
        try:
            async with asyncio.timeout(seconds):
                await stop.wait()
        except TimeoutError:
            pass
    return stop.is_set()


async def on_news(news: asyncio.Event, work: Callable[[], Awaitable[None]], stop: asyncio.Event) -> None:
    """Do `work` each time that `news` was set, until `stop` is; what came before that is done, too.

    `news` is clear when work begins: what comes meanwhile is for the next turn. `work` raises nothing.
    """
    stopped = asyncio.create_task(stop.wait())
    try:
        while not stop.is_set():
            told = asyncio.create_task(news.wait())
            await asyncio.wait({told, stopped}, return_when=asyncio.FIRST_COMPLETED)
            told.cancel()
            news.clear()
            await work()
    finally:
        stopped.cancel()


@dataclass(slots=True)
class Backoff:
    """Waits that double from `first` to `longest` seconds, each off by up to a half either way.

    For loops that go on when it worked, and start small again by then, perhaps in the midst of a turn. One
    call that is tried until it works is `retrying`.
    """

    first: float = 0.2
    longest: float = 5.0
    tries: int = field(default=0, init=False)

    def next(self) -> float:
        """Seconds to wait before the next try."""
        self.tries += 1
        return delay(self.tries, self.first, self.longest)

    def reset(self) -> None:
        """It worked: start small again."""
        self.tries = 0


def delay(tries: int, first: float, longest: float) -> float:
    """Seconds to wait after `tries` failures (1, 2, …), with jitter, never above 1.5 times `longest`."""
    return min(longest, first * 2.0 ** min(tries - 1, 30)) * random.uniform(0.5, 1.5)


class _Doubling(wait_base):
    """`delay`, as tenacity asks for it."""

    def __init__(self, first: float, longest: float) -> None:
        self._first, self._longest = first, longest

    def __call__(self, retry_state: RetryCallState) -> float:
        return delay(retry_state.attempt_number, self._first, self._longest)


def retrying(
    stop: asyncio.Event,
    what: str,
    *,
    on: tuple[type[BaseException], ...] = PASSING,
    first: float = 0.2,
    longest: float = 5.0,
) -> AsyncRetrying:
    """Call it with an async function and its arguments: it is tried again while it fails with `on`, until
    `stop` is set; then the error is raised. The first failure is logged, as of `what`."""

    def tell(state: RetryCallState) -> None:
        if state.attempt_number == 1 and state.outcome is not None:
            log.warning("%s: not now (%s); trying again", what, type(state.outcome.exception()).__name__)

    async def wait(seconds: float) -> None:
        await pause(stop, seconds)

    return AsyncRetrying(
        sleep=wait,
        stop=lambda _: stop.is_set(),
        wait=_Doubling(first, longest),
        retry=retry_if_exception_type(on),
        before_sleep=tell,
        reraise=True,
    )


async def keep_running(
    name: str, work: Callable[[], Awaitable[None]], stop: asyncio.Event, *, longest: float = 30.0
) -> None:
    """Run `work` until `stop` is set; where it raises or returns early, log why and start it again.

    `work` must itself return soon after `stop` is set. An hour of good work forgets earlier failures.
    """
    clock, backoff = asyncio.get_running_loop().time, Backoff(0.5, longest)
    while not stop.is_set():
        began = clock()
        try:
            await work()
            if not stop.is_set():
                log.error("%s ended by itself; starting it again", name)
        except Exception:
            log.exception("%s failed; starting it again", name)
        if clock() - began > 3600:
            backoff.reset()
        await pause(stop, backoff.next())


async def every(seconds: float, name: str, work: Callable[[], Awaitable[None]], stop: asyncio.Event) -> None:
    """Do `work` now and each `seconds`, until `stop` is set. A failure is logged; the next turn comes."""
    while not stop.is_set():
        try:
            await work()
        except PASSING as error:
            log.warning("%s: not now (%s); next try in %s s", name, error, seconds)
        except Exception:
            log.exception("%s failed; next try in %s s", name, seconds)
        await pause(stop, seconds)
