"""Texts to vectors: one mean over the pieces of each text, of unit length."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from nlp.encoder.packing import Layers, pack
from nlp.encoder.pages import shared
from nlp.encoder.wheel import Floats, Wheel, open_wheel
from nlp.encoder.words import Words
from nlp.errors import EngineFailed

BATCH = 16
"""Texts that go through the network together, those of one length side by side."""


class Encoder:
    """One network. Safe to share between threads: CTranslate2 takes one call after the other."""

    def __init__(self, model: Any, words: Words, width: int) -> None:
        self._model, self._words, self._width = model, words, width

    @property
    def words(self) -> Words:
        """Its tokeniser."""
        return self._words

    def encode(self, texts: Sequence[str]) -> Floats:
        """One row of unit length per text, shape (len(texts), 384). Raises EngineFailed."""
        ids = [self._words.ids(text) for text in texts]
        order = sorted(range(len(ids)), key=lambda row: len(ids[row]))
        vectors = np.empty((len(ids), self._width), dtype=np.float32)
        for first in range(0, len(order), BATCH):
            rows = order[first : first + BATCH]
            vectors[rows] = self._means([ids[row] for row in rows])
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        return np.asarray(vectors / np.maximum(lengths, 1e-12), dtype=np.float32)

    def _means(self, batch: Sequence[list[int]]) -> Floats:
        try:
            found = np.array(self._model.forward_batch(list(batch)).last_hidden_state, dtype=np.float32)
        except (RuntimeError, ValueError) as error:
            raise EngineFailed(f"the encoder broke down: {error}") from error
        return np.stack([row[: len(ids)].mean(axis=0) for row, ids in zip(found, batch, strict=True)])


def build_encoder(
    layers: Layers, threads: int = 1, wheel: Wheel | None = None, pages: Path | None = None
) -> Encoder:
    """The network of the wheel with `layers` in place of its own. Takes some seconds and about 130 MB.

    With a folder for `pages` most of these are shared with all encoders of this machine that have the same.

    Raises:
        EngineMissing: the wheel's file is not there.
    """
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")  # threads that spin take the core of the translation
    import ctranslate2

    words = Words(wheel) if wheel else _installed_words()
    wheel = wheel or open_wheel()
    # Through a folder that is gone at once: given files in memory, CTranslate2 would keep them there.
    with TemporaryDirectory(prefix="duologue-") as folder:
        table = pack(wheel, layers, Path(folder))
        model = ctranslate2.Encoder(
            folder, device="cpu", compute_type="int8", inter_threads=1, intra_threads=threads
        )
    shared(table, pages)
    return Encoder(model, words, wheel.shape.width)


@cache
def _installed_words() -> Words:
    """The wheel's, once for all networks of a process: they take 45 MB. The rest of the wheel is let go."""
    return Words(open_wheel())
