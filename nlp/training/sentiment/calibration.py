"""Making probabilities of sentiments honest: pure functions over arrays."""

from __future__ import annotations

import numpy as np

from nlp.measures.classes import Floats, Labels
from nlp.tasks.sentiment.head import softmax


def heat_for(logits: Floats, labels: Labels) -> float:
    """What to divide `logits`, or logarithms of probabilities, by, to make `labels` likeliest."""
    grid = np.geomspace(0.4, 4.0, 60)
    return float(min(grid, key=lambda heat: _surprise(softmax(logits / np.float32(heat)), labels)))


def _surprise(chances: Floats, labels: Labels) -> float:
    return float(-np.log(chances[np.arange(len(labels)), labels] + 1e-9).mean())


def threshold_for(chances: Floats, labels: Labels, wanted: float, most: float) -> float:
    """Least probability from which on `wanted` of the best sentiments are right; at most `most`."""
    sure, right = chances.max(axis=1), chances.argmax(axis=1) == labels
    for threshold in np.arange(0.34, most, 0.01):
        given = sure >= threshold
        if given.any() and right[given].mean() >= wanted:
            return round(float(threshold), 2)
    return most
