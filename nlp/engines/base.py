"""What every translation engine offers, and what it gives back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Protocol, runtime_checkable

import msgspec

from nlp.engines.alphabet import Alphabet


class Edge(msgspec.Struct, frozen=True, kw_only=True):
    """One step that an engine can do: `source` to `target`, both primary subtags ("en", "pt")."""

    source: str
    target: str
    engine: str
    model: str
    quality: float
    """chrF++ on FLORES devtest, 0 to 100; where not measured, what is usual for the engine."""
    cost: float
    """Seconds of one CPU for a chat message, roughly. Decides between paths of equal quality."""
    rough: bool = False
    """The result can be understood, but reads literally."""


class Rendering(msgspec.Struct, frozen=True, kw_only=True):
    """One text, translated. `text` is null where the engine failed on this text; `problem` says why."""

    text: str | None
    engine: str
    model: str
    words: int = 0
    """Words of the source that the engine looked up; 0 where it does not look up words."""
    unknown: int = 0
    """Those of `words` that it did not know."""
    score: float | None = None
    """Mean log-probability per token of the model's own output, where it tells: nearer to 0 is surer."""
    problem: str | None = None


class TranslationEngine(Protocol):
    """A batch in, a batch out. Belongs to the thread that first translates with it."""

    name: str

    def edges(self) -> tuple[Edge, ...]:
        """What this engine can do on this machine. Reads no model."""
        ...

    def alphabet(self, source: str, target: str) -> Alphabet:
        """Which characters come through. Reads a vocabulary, no model; everything where that cannot be told.

        Raises:
            EngineMissing: the pair is not an edge.
            EngineFailed: its vocabulary cannot be read.
        """
        ...

    def translate(self, source: str, target: str, texts: Sequence[str]) -> list[Rendering]:
        """One rendering per text, in order. The first call for a pair loads its model.

        Raises:
            EngineMissing: the pair is not an edge, or its files cannot be read.
            EngineFailed: the engine as a whole broke down; a single bad text never raises.
        """
        ...

    def close(self) -> None:
        """Let go of models and processes. Idempotent."""
        ...


@runtime_checkable
class LooksAgain(Protocol):
    """An engine whose models may have come since it was made."""

    def look_again(self) -> None:
        """See what is on the disk now; what is loaded stays."""
        ...


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One line of `duologue doctor`: which engine will do what here, and why."""

    task: str
    """What it would do: "translation en>pt"."""
    engine: str
    state: Literal["ready", "missing"]
    why: str
    get: str = ""
    """How to get it, empty when ready."""
