"""Between two pieces of a long text an engine lets in what cannot wait for the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

LetIn = Callable[[], None]


def nobody() -> None:
    """Nobody waits."""


_waits: ContextVar[LetIn] = ContextVar("waits", default=nobody)


def pause() -> None:
    """Called by engines where they can be left for a while. What is let in may use the same engine; it is not
    interrupted itself, unless it says so."""
    let_in = _waits.get()
    with paused_for(nobody):
        let_in()


@contextmanager
def paused_for(let_in: LetIn) -> Iterator[None]:
    """Inside, `let_in` is called at every pause of this thread's engines."""
    before = _waits.set(let_in)
    try:
        yield
    finally:
        _waits.reset(before)
