"""Between two pieces of a long text an engine lets in what cannot wait for the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

YieldToUrgent = Callable[[], None]

STRETCH = 400
"""Characters that engines and encoders get at once: eight short messages, or two long sentences."""


def nobody() -> None:
    """Nobody waits."""


_waits: ContextVar[YieldToUrgent] = ContextVar("waits", default=nobody)


def pause() -> None:
    """Called by engines where they can be left for a while. What is let in may use the same engine; it is not
    interrupted itself, unless it says so."""
    yield_to_urgent = _waits.get()
    with paused_for(nobody):
        yield_to_urgent()


@contextmanager
def paused_for(yield_to_urgent: YieldToUrgent) -> Iterator[None]:
    """Inside, `yield_to_urgent` is called at every pause of this thread's engines."""
    before = _waits.set(yield_to_urgent)
    try:
        yield
    finally:
        _waits.reset(before)


def stretches(texts: Sequence[str], most: int = STRETCH) -> Iterator[list[str]]:
    """In order, at most so many characters together; a longer text alone."""
    part: list[str] = []
    for text in texts:
        if part and sum(map(len, part)) + len(text) > most:
            yield part
            part = []
        part.append(text)
    if part:
        yield part
