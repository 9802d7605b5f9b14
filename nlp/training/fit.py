"""Fitting and judging a sentiment head: pure functions over arrays. Only here is scikit-learn used."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp.sentiment.head import Head

NETWORKS, HIDDEN, DECAY, ROUNDS = 3, 128, 10.0, 40
"""Three small networks side by side, averaged: steadier than one, and one matrix product at run time."""

Floats = NDArray[np.float32]
Labels = NDArray[np.int64]


def fit(vectors: Floats, labels: Labels, seed: int) -> Head:
    """A head for `vectors` (n, 384) and `labels` (n,), not calibrated yet."""
    mean, spread = vectors.mean(axis=0), vectors.std(axis=0) + 1e-6
    fitted = [_network((vectors - mean) / spread, labels, seed + number) for number in range(NETWORKS)]
    hidden = np.hstack([one.coefs_[0] for one in fitted]) / spread[:, None]
    bias = np.hstack([one.intercepts_[0] for one in fitted]) - mean @ hidden
    out = np.vstack([one.coefs_[1] for one in fitted]) / NETWORKS
    out_bias = np.mean([one.intercepts_[1] for one in fitted], axis=0)
    return Head(*(array.astype(np.float32) for array in (hidden, bias, out, out_bias)))


def _network(vectors: Floats, labels: Labels, seed: int) -> Any:
    from sklearn.neural_network import MLPClassifier

    return MLPClassifier(
        (HIDDEN,),
        alpha=DECAY,
        batch_size=min(256, len(labels)),
        learning_rate_init=5e-4,
        max_iter=ROUNDS,
        early_stopping=True,
        n_iter_no_change=4,
        random_state=seed,
    ).fit(vectors, labels)


def calibrate(head: Head, vectors: Floats, labels: Labels) -> tuple[Head, float]:
    """The head with its logits divided by the temperature that makes `labels` likeliest; and that number."""
    grid = np.geomspace(0.4, 4.0, 60)
    best = min(grid, key=lambda heat: _surprise(_cooled(head, heat).probabilities(vectors), labels))
    return _cooled(head, float(best)), float(best)


def _cooled(head: Head, heat: float) -> Head:
    return Head(head.hidden, head.hidden_bias, head.out / np.float32(heat), head.out_bias / np.float32(heat))


def _surprise(chances: Floats, labels: Labels) -> float:
    return float(-np.log(chances[np.arange(len(labels)), labels] + 1e-9).mean())


def abstain_below(chances: Floats, labels: Labels, wanted: float) -> float:
    """Least probability for a label such that `wanted` of the labels given are right; at most 0.7."""
    sure, right = chances.max(axis=1), chances.argmax(axis=1) == labels
    for threshold in np.arange(0.34, 0.70, 0.01):
        given = sure >= threshold
        if given.any() and right[given].mean() >= wanted:
            return round(float(threshold), 2)
    return 0.7


def macro_f1(chances: Floats, labels: Labels) -> float:
    """Mean over the labels present of their F1, 0 to 1."""
    found = chances.argmax(axis=1)
    scores = []
    for label in np.unique(labels):
        hit = np.sum((found == label) & (labels == label))
        scores.append(2 * hit / max(np.sum(found == label) + np.sum(labels == label), 1))
    return float(np.mean(scores))


def calibration_error(chances: Floats, labels: Labels, bins: int = 10) -> float:
    """Expected calibration error: mean gap between how sure and how right, over `bins` of sureness."""
    sure, right = chances.max(axis=1), chances.argmax(axis=1) == labels
    slot = np.minimum((sure * bins).astype(int), bins - 1)
    gaps = [abs(sure[slot == n].mean() - right[slot == n].mean()) for n in np.unique(slot)]
    weights = [np.mean(slot == n) for n in np.unique(slot)]
    return float(np.dot(gaps, weights))
