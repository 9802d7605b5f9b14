"""How the work of a function grows with its text, told from CPU time so that no noise fails a test."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import FrameType

Work = Callable[[str], object]

TIMES = 4
"""How much longer the second text is than the first: 4 times the work where it is linear, 16 where it is
quadratic."""

WORST = 10.0
"""Growth that is still called linear, between 4 and 16."""

LOOKS, CERTAIN = 3, 14.0
"""A growth beyond that is looked at again, unless it is near 16: caches and a busy neighbour make one, but
not every time."""

SURELY_LINEAR = 1.5e-6
"""Seconds a character that need no further look: of 12,000 characters, a quadratic scan takes 72 million
steps, of a nanosecond each at the least even in C, which is 6e-6."""

SIZE = 3000
RUNS = 3
STUCK = 10
"""Seconds of CPU after which a function counts as stuck: an exponential one would take for ever."""


class Stuck(Exception):
    """It did not come to an end."""


def seconds(work: Work, text: str, runs: int = 1) -> float:
    """Least CPU time of this thread that `work` took for `text`."""
    least = float("inf")
    for _ in range(runs):
        began = time.thread_time()
        work(text)
        least = min(least, time.thread_time() - began)
    return least


def slowest(work: Work, texts: Sequence[str], most: int) -> list[int]:
    """Which of these texts, all of about one length, take longest."""
    took = [seconds(work, text) for text in texts]
    return sorted(range(len(texts)), key=lambda index: -took[index])[:most]


def growth(work: Work, make: Callable[[int], str], size: int = SIZE) -> float:
    """How many times longer `work` takes for `TIMES * size` characters than for `size`; 0 where it is far too
    quick for anything but linear work.

    Raises:
        Stuck: it takes so long that nobody would wait for it.
    """
    long = make(TIMES * size)
    with unstuck():
        took = seconds(work, long)
        if took < SURELY_LINEAR * len(long):
            return 0.0
        least = float("inf")
        for look in range(LOOKS):
            first = seconds(work, make(size), RUNS)
            second = seconds(work, long) if look else took
            if second / first >= WORST:  # else it is linear: looked at again, it can only take less
                second = min(second, seconds(work, long, RUNS - 1))
            least = min(least, second / first)
            if not WORST <= least < CERTAIN:
                break
    return least


@contextmanager
def unstuck(limit: float = STUCK) -> Iterator[None]:
    """Inside, work of more than `limit` seconds of CPU is broken off. Raises Stuck. For the main thread."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise Stuck

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, limit)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
