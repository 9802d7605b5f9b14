"""How a translation speaks: to its reader, and of its writer."""

from __future__ import annotations

from typing import NamedTuple

from wire.contracts.events import Gender

FAMILIAR, WRITER = "familiar-2", "writer-1"
"""Stand in the key of what engines were made to say so. To be changed with what they mean."""


class Manner(NamedTuple):
    """What engines are made to say that they do not say by themselves."""

    familiar: bool = False
    """Who reads is called "tu" by the steps after Portuguese."""
    writer: Gender | None = None
    """What is said of the writer alone is said of a woman or of a man; null: as the engine says it."""

    @property
    def key(self) -> tuple[str, ...]:
        """Tells it from other manners; empty where engines are left alone."""
        familiar = (FAMILIAR,) if self.familiar else ()
        return familiar if self.writer is None else (*familiar, WRITER, self.writer)
