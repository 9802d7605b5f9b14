"""Judging probabilities of moods, and making them honest: pure functions over arrays."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nlp.tasks.sentiment.head import softmax

Floats = NDArray[np.float32]
Labels = NDArray[np.int64]


def heat_for(logits: Floats, labels: Labels) -> float:
    """What to divide `logits`, or logarithms of probabilities, by, to make `labels` likeliest."""
    grid = np.geomspace(0.4, 4.0, 60)
    return float(min(grid, key=lambda heat: _surprise(softmax(logits / np.float32(heat)), labels)))


def _surprise(chances: Floats, labels: Labels) -> float:
    return float(-np.log(chances[np.arange(len(labels)), labels] + 1e-9).mean())


def threshold_for(chances: Floats, labels: Labels, wanted: float, most: float) -> float:
    """Least probability from which on `wanted` of the best moods are right; at most `most`."""
    sure, right = chances.max(axis=1), chances.argmax(axis=1) == labels
    for threshold in np.arange(0.34, most, 0.01):
        given = sure >= threshold
        if given.any() and right[given].mean() >= wanted:
            return round(float(threshold), 2)
    return most


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
