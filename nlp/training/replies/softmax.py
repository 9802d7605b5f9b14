"""Softmax regression by small batches: thousands of rows of some hundred numbers, in seconds on a thread."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nlp.encoder.embedding import Vectors

EPOCHS, BATCH = 12, 256
RATE, SHRINK = 0.02, 1e-5
"""First step of Adam, which falls to nothing along a cosine, and the weight against large coefficients."""

Labels = NDArray[np.int64]


def fit(rows: Vectors, labels: Labels, classes: int, seed: int) -> tuple[Vectors, Vectors]:
    """Weights (d, classes) and bias (classes,), which begins as the logarithm of how frequent each is.

    Args:
        rows: (n, d).
        labels: the class of each row, 0 … classes-1.
        classes: how many there are.
        seed: order of the rows; with it the result is the same each time.
    """
    counts = np.bincount(labels, minlength=classes) + 0.5
    layer = np.zeros((rows.shape[1] + 1, classes), dtype=np.float32)
    layer[-1] = np.log(counts / counts.sum())
    padded = np.hstack([rows, np.ones((len(rows), 1), dtype=np.float32)])
    pull, spread = np.zeros_like(layer), np.zeros_like(layer)
    steps = EPOCHS * -(-len(rows) // BATCH)
    for step, chosen in enumerate(_batches(len(rows), seed), start=1):
        slope = _slope(padded[chosen], labels[chosen], layer)
        pull += np.float32(0.1) * (slope - pull)
        spread += np.float32(0.01) * (slope * slope - spread)
        rate = np.float32(RATE * 0.5 * (1 + np.cos(np.pi * step / steps)))
        layer -= rate * (pull / (1 - 0.9**step)) / (np.sqrt(spread / (1 - 0.99**step)) + 1e-8)
    return layer[:-1].astype(np.float32), layer[-1].astype(np.float32)


def _batches(rows: int, seed: int) -> list[NDArray[np.int64]]:
    """Numbers of rows, all of them in each round, in another order each time."""
    chance = np.random.default_rng(seed)
    orders = [chance.permutation(rows) for _ in range(EPOCHS)]
    return [order[start : start + BATCH] for order in orders for start in range(0, rows, BATCH)]


def _slope(rows: Vectors, labels: Labels, layer: Vectors) -> Vectors:
    logits = rows @ layer
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    missed = powers / powers.sum(axis=1, keepdims=True)
    missed[np.arange(len(rows)), labels] -= 1
    shrunk = SHRINK * layer
    shrunk[-1] = 0  # the bias is free
    return np.asarray(rows.T @ missed / len(rows) + shrunk, dtype=np.float32)
