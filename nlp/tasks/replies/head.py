"""From the vector of a turn to what kind of turn it is, and how much a turn says the same as a reply."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nlp.encoder.embedding import Vectors

PENALTY = 30.0
"""Weight of the fit against small coefficients: chosen on held-out turns, flat from 10 to 100."""

STEPS, RATE = 150, 0.3
"""Rounds of Adam over all turns at once, and its first step; more rounds change nothing."""

Labels = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Head:
    """A linear layer over centred vectors, with softmax; and one direction per reply.

    `mean` (d,), `weights` (d, kinds), `bias` (kinds,), `said` (replies, d) of unit rows; all float32.
    """

    mean: Vectors
    weights: Vectors
    bias: Vectors
    said: Vectors

    def chances(self, vectors: Vectors) -> Vectors:
        """Probability of each kind for each row: (n, kinds), rows sum to 1."""
        return _softmax(centred(vectors, self.mean) @ self.weights + self.bias)

    def similarity(self, vectors: Vectors) -> Vectors:
        """Cosine between each row and each reply after centring: (n, replies)."""
        return np.asarray(centred(vectors, self.mean) @ self.said.T, dtype=np.float32)


def centred(vectors: Vectors, mean: Vectors) -> Vectors:
    """Unit rows after taking off the mean, which all vectors of this model share."""
    moved = vectors - mean
    return np.asarray(moved / (np.linalg.norm(moved, axis=1, keepdims=True) + 1e-9), dtype=np.float32)


def fit(turns: Vectors, labels: Labels, replies: Sequence[Vectors]) -> Head:
    """Learn the kinds of turns. Deterministic.

    Args:
        turns: vectors of example turns, (n, d).
        labels: the kind of each, 0 … kinds-1, every kind at least once.
        replies: per reply the vectors of its texts in all languages, each (languages, d).
    """
    mean = np.asarray(turns.mean(axis=0), dtype=np.float32)
    rows = centred(turns, mean)
    padded = np.hstack([rows, np.ones((len(rows), 1), dtype=np.float32)])
    wanted = np.eye(int(labels.max()) + 1, dtype=np.float32)[labels]
    layer = _descend(padded, wanted)
    said = np.stack([centred(texts, mean).mean(axis=0) for texts in replies])
    return Head(mean, layer[:-1], layer[-1], said / np.linalg.norm(said, axis=1, keepdims=True))


def _descend(rows: Vectors, wanted: Vectors) -> Vectors:
    """Multinomial logistic regression by Adam, the step shrinking along a cosine."""
    layer = np.zeros((rows.shape[1], wanted.shape[1]), dtype=np.float32)
    pull, spread = np.zeros_like(layer), np.zeros_like(layer)
    shrink = np.full((len(layer), 1), 1 / (PENALTY * len(rows)), dtype=np.float32)
    shrink[-1] = 0  # the bias is free
    for step in range(1, STEPS + 1):
        slope = rows.T @ (_softmax(rows @ layer) - wanted) / len(rows) + shrink * layer
        pull += np.float32(0.1) * (slope - pull)
        spread += np.float32(0.001) * (slope * slope - spread)
        rate = RATE * 0.5 * (1 + np.cos(np.pi * step / STEPS))
        layer -= rate * (pull / (1 - 0.9**step)) / (np.sqrt(spread / (1 - 0.999**step)) + 1e-8)
    return layer.astype(np.float32)


def _softmax(logits: Vectors) -> Vectors:
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), dtype=np.float32)
