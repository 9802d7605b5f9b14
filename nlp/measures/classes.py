"""How well probabilities of several classes do: pure functions over arrays, a row per text."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Labels = NDArray[np.int64]


def macro_f1(chances: Floats, labels: Labels) -> float:
    """Mean over the labels present of their F1, 0 to 1."""
    found = chances.argmax(axis=1)
    scores = []
    for label in np.unique(labels):
        hit = np.sum((found == label) & (labels == label))
        scores.append(2 * hit / max(np.sum(found == label) + np.sum(labels == label), 1))
    return float(np.mean(scores))


def accuracy(chances: Floats, labels: Labels) -> float:
    """Share that is right, 0 to 1."""
    return float(np.mean(chances.argmax(axis=1) == labels))


def majority(labels: Labels) -> float:
    """Share that is right when the commonest label is always given."""
    return float(np.bincount(labels).max() / len(labels))


def calibration_error(chances: Floats, labels: Labels, bins: int = 10) -> float:
    """Expected calibration error: mean gap between how sure and how right, over `bins` of sureness."""
    sure, right = chances.max(axis=1), chances.argmax(axis=1) == labels
    slot = np.minimum((sure * bins).astype(int), bins - 1)
    gaps = [abs(sure[slot == n].mean() - right[slot == n].mean()) for n in np.unique(slot)]
    weights = [np.mean(slot == n) for n in np.unique(slot)]
    return float(np.dot(gaps, weights))
