"""How well the probability of one thing tells: whether a translation is good."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

GOOD = 40.0
"""chrF from which a translation is called good."""


def auroc(good: NDArray[np.bool_], chances: NDArray[np.float64]) -> float:
    """Probability that a good one has the higher chance of a good and a bad one; NaN without either."""
    ranks = np.empty(len(chances))
    ordered = np.argsort(chances, kind="stable")
    _, first, counts = np.unique(chances[ordered], return_index=True, return_counts=True)
    ranks[ordered] = np.repeat(first + (counts - 1) / 2, counts)
    plus, minus = int(good.sum()), int((~good).sum())
    if not plus or not minus:
        return float("nan")
    return float((ranks[good].sum() - plus * (plus - 1) / 2) / (plus * minus))


def calibration_error(good: NDArray[np.bool_], chances: NDArray[np.float64], bins: int = 10) -> float:
    """Mean distance of chance and share, over bins of equal width, weighed by their size: 0 to 1."""
    places = np.minimum((chances * bins).astype(int), bins - 1)
    gaps = [
        (places == one).mean() * abs(chances[places == one].mean() - good[places == one].mean())
        for one in range(bins)
        if (places == one).any()
    ]
    return float(sum(gaps))
