"""What the worker needs of a pipeline. `nlp.pipeline.build` makes the one that ships."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from wire.contracts.events import Enriched, MessagePosted, PreviewAsked, Previewed


class Pipeline(Protocol):
    """Understands messages. Built, used and closed in one and the same thread."""

    def enrich(
        self, messages: Sequence[MessagePosted], yield_to_urgent: Callable[[], None]
    ) -> list[Enriched]:
        """One result per message, in order. One bad message gives a failed result, never an error.

        Calls `yield_to_urgent` between steps, as often as it can: it may call `preview` in between.
        """
        ...

    def preview(self, asked: Sequence[PreviewAsked], yield_to_urgent: Callable[[], None]) -> list[Previewed]:
        """One answer per preview, in order. One bad text gives a failed translation, never an error.

        Calls `yield_to_urgent` between steps, as `enrich` does.
        """
        ...

    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Language pairs (source, target) that it translates, routes included."""
        ...

    def rough(self) -> tuple[tuple[str, str], ...]:
        """Those of `pairs` that read roughly."""
        ...

    def look_again(self) -> None:
        """Use models that have come to this machine since; `pairs` may tell more then."""
        ...

    def close(self) -> None:
        """Let go of models and of other processes."""
        ...


@dataclass(frozen=True, slots=True)
class Skills:
    """What a worker can do, as it says to others."""

    pairs: tuple[tuple[str, str], ...]
    rough: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        languages = sorted({code for pair in self.pairs for code in pair})
        return f"{len(self.pairs)} language pairs among {', '.join(languages) or 'no languages'}"


Say = Callable[[str], None]
"""Told, for people, what is being loaded. May be called from the model thread."""

Build = Callable[[Say], Pipeline]
