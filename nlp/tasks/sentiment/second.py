"""A second look at a message: one linear layer over the vector of the quick encoder.

That encoder reads sentiment less well by itself, but errs on other messages than the first; a worker has it
loaded for confidence, and mostly has the vector of a message already.
"""

from __future__ import annotations

from importlib.resources.abc import Traversable

import msgspec
import numpy as np

from nlp.encoder.wheel import Floats
from nlp.errors import EngineMissing
from nlp.tasks.sentiment.head import softmax

FILE = "second.npz"
_LEAST = 1e-6


class Second(msgspec.Struct, frozen=True):
    """What the second look adds to the first: both as logarithms of chances, weighed and summed."""

    first: Floats
    """Weight of the first look: ()."""
    weights: Floats
    """(512, sentiments), over vectors of unit length."""
    bias: Floats
    """(sentiments,)."""

    def joined(self, chances: Floats, vectors: Floats) -> Floats:
        """Rows of probabilities, of those of the first look and the vectors of the same texts."""
        return softmax(self.first * np.log(np.maximum(chances, _LEAST)) + self._seen(vectors))

    def alone(self, vectors: Floats) -> Floats:
        """Rows of probabilities without a first look: seldom high."""
        return softmax(self._seen(vectors))

    def _seen(self, vectors: Floats) -> Floats:
        return np.asarray(vectors @ self.weights + self.bias, dtype=np.float32)


def read(file: Traversable) -> Second | None:
    """The layer in `file`; None where a model has none. Raises EngineMissing where it cannot be read."""
    if not file.is_file():
        return None
    try:
        with file.open("rb") as opened, np.load(opened, allow_pickle=False) as arrays:
            return Second(*(arrays[name].astype(np.float32) for name in Second.__struct_fields__))
    except (OSError, KeyError, ValueError) as error:
        raise EngineMissing(f"{file} cannot be read: {error}. Install Duologue again.") from error
