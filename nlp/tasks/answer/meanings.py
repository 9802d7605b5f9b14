"""Texts with headings as both encoders see them, and how near a question is to each.

The slow encoder reads headings alone: with whole texts it finds the right article no more often, and a
thousand passages would keep a worker busy many times as long.
"""

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
        headings, whole = [one for one, _ in texts], [one for _, one in texts]
        parts: list[tuple[Embedder, list[str]]] = [
            (embedder, headings), (similarity, whole), (similarity, headings)
        ]  # fmt: skip
        self._known = [(encoder, _vectors(encoder, part, yield_to_urgent)) for encoder, part in parts]

    def near(self, asked: Sequence[str]) -> Vectors:
        """Cosines, shape (texts, 3), as the first of `fusion.FEATURES`; the best wording's."""
        columns = [(encoder.embed(asked) @ vectors.T).max(axis=0) for encoder, vectors in self._known]
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
