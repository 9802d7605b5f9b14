"""Texts with headings as both encoders see them, and how near a question is to each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from importlib.resources import files

import numpy as np

from nlp.encoder.embedding import Embedder, Vectors
from nlp.encoder.similarity import Similarity

AT_ONCE = 16
"""Texts that are embedded before what is urgent is let in."""

Headed = tuple[str, str]
"""What a text is about, in a few words, and the text with all that stands above it."""


class Meanings:
    """Vectors of texts and of their headings. Immutable."""

    def __init__(
        self,
        texts: Sequence[Headed],
        embedder: Embedder,
        similarity: Similarity,
        yield_to_urgent: Callable[[], None] = lambda: None,
    ) -> None:
        self._encoders: tuple[Embedder, ...] = (embedder, similarity)
        self._known = [
            [_vectors(one, part, yield_to_urgent) for part in ([t for _, t in texts], [h for h, _ in texts])]
            for one in self._encoders
        ]

    def near(self, asked: Sequence[str]) -> Vectors:
        """Cosines, shape (texts, 4): by each encoder with text and heading; the best wording's."""
        columns = [
            (encoder.embed(asked) @ vectors.T).max(axis=0)
            for encoder, both in zip(self._encoders, self._known, strict=True)
            for vectors in both
        ]
        return np.stack(columns, axis=1).astype(np.float32)


@cache
def elsewhere() -> tuple[Headed, ...]:
    """What people ask that hardly any organisation writes an article about."""
    text = files("nlp.tasks.answer").joinpath("elsewhere.txt").read_text(encoding="utf-8")
    return tuple((line.partition(":")[0], line.replace(": ", "\n", 1)) for line in text.splitlines())


def _vectors(encoder: Embedder, texts: Sequence[str], yield_to_urgent: Callable[[], None]) -> Vectors:
    rows = []
    for first in range(0, len(texts), AT_ONCE):
        rows.append(encoder.embed(texts[first : first + AT_ONCE]))
        yield_to_urgent()
    return np.concatenate(rows) if rows else np.empty((0, encoder.dimensions), dtype=np.float32)
