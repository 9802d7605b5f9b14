"""The last step to a sentiment: from a vector to three calibrated probabilities. numpy only."""

from __future__ import annotations

from importlib.resources.abc import Traversable
from typing import get_args

import msgspec
import numpy as np

from nlp.encoder.wheel import Floats
from nlp.errors import EngineMissing
from wire.contracts.events import SentimentLabel

SENTIMENTS: tuple[SentimentLabel, ...] = get_args(SentimentLabel)

SPREAD = 19.6
"""What unit vectors are multiplied with, so that each of their 384 numbers is about 1."""


class Head(msgspec.Struct, frozen=True):
    """384 numbers in, one hidden layer, one probability per sentiment out."""

    hidden: Floats
    hidden_bias: Floats
    out: Floats
    out_bias: Floats

    @classmethod
    def load(cls, file: Traversable) -> Head:
        """Read an archive with these arrays. Raises EngineMissing where that cannot be done."""
        try:
            with file.open("rb") as opened, np.load(opened, allow_pickle=False) as arrays:
                return cls(*(arrays[name].astype(np.float32) for name in cls.__struct_fields__))
        except (OSError, KeyError, ValueError) as error:
            raise EngineMissing(f"{file} cannot be read: {error}. Install Duologue again.") from error

    def cooled(self, heat: float) -> Head:
        """The same with its logits divided by `heat`."""
        by = np.float32(heat)
        return Head(self.hidden, self.hidden_bias, self.out / by, self.out_bias / by)

    def chances(self, vectors: Floats) -> Floats:
        """Rows of len(SENTIMENTS) probabilities, one per vector of unit length."""
        hidden = np.tanh(vectors * SPREAD @ self.hidden + self.hidden_bias)
        return softmax(hidden @ self.out + self.out_bias)


def softmax(logits: Floats) -> Floats:
    """Rows of probabilities."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), dtype=np.float32)
