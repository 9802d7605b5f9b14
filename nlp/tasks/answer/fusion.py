"""How likely a passage answers, from what each way of searching says of it: a trained weight of each.

`python -m nlp.training.answer.fit` makes the numbers below, and says how good they are on what they were not
made from. A passage must not only be near: it must be nearer than what is said elsewhere in the world
(`elsewhere.txt`), or an organisation with two articles would answer everything from one of them.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nlp.encoder.embedding import Vectors

FEATURES = ("e5_title", "use", "use_title", "bm25")
"""Cosines of the question with the heading of a passage by one encoder, with the passage and its heading by
another; BM25, 0 to about 1."""

WEIGHTS = np.asarray((68.65, 17.79, 6.3, 5.19), dtype=np.float32)
"""Of each feature; their sum is what passages are ranked by."""

LEAD, CLEAR, NEAR, BIAS = 0.232, -0.041, 0.351, -22.84
"""Of the distance to the best passage of any other article or elsewhere, to the best elsewhere, of the sum
itself, and of nothing."""

SURE_FROM, OFFER_FROM = 0.88, 0.5
"""Least probability of a passage that is quoted as the answer, and of one that is offered beside another."""


def summed(features: Vectors) -> Vectors:
    """One number a passage, by which they are ranked. `features`: (passages, FEATURES)."""
    return np.asarray(features @ WEIGHTS, dtype=np.float32)


def chance(sums: Vectors, articles: NDArray[np.int_], elsewhere: float) -> Vectors:
    """The probability that each passage answers, 0 to 1. `articles`: the number of the article of each;
    `elsewhere`: the best sum of what no article is about."""
    leads = sums - np.maximum(best_other(sums, articles), elsewhere)
    said = LEAD * leads + CLEAR * (sums - elsewhere) + NEAR * sums + BIAS
    return np.asarray(1 / (1 + np.exp(-said)), dtype=np.float32)


def best_other(sums: Vectors, articles: NDArray[np.int_]) -> Vectors:
    """For each passage the best sum of any article but its own; minus infinity where there is no other."""
    best = np.full(int(articles.max()) + 1, -np.inf, dtype=np.float32)
    np.maximum.at(best, articles, sums)
    order = np.argsort(-best, kind="stable")
    second = best[order[1]] if len(best) > 1 else np.float32(-np.inf)
    return np.where(articles == order[0], second, best[order[0]]).astype(np.float32)
