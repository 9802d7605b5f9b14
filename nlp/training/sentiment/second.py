"""The second look: learnt from vectors of the quick encoder, weighed on rows that neither look learnt of."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from pathlib import Path

import numpy as np

from nlp.encoder.similarity import Similarity
from nlp.measures.classes import Floats, Labels
from nlp.measures.judging import Say, labels_of
from nlp.measures.labelled import Labelled
from nlp.tasks.sentiment.head import softmax
from nlp.tasks.sentiment.second import FILE, Second

CHUNK = 32
SETS = ("umsab", "goemotions")
"""Learnt from: with more sets it was less sure on what was held out."""

STRENGTH = 10.0
"""Inverse weight of the fit against small coefficients (C of scikit-learn)."""

FIRST = np.arange(0.4, 1.21, 0.1)
SHARE = np.arange(0.0, 1.01, 0.1)
"""What the looks are weighed with, each tried with each."""


def vectors(rows: Sequence[Labelled], say: Say) -> Floats:
    """Of the quick encoder, by length: it pads a batch to its longest text."""
    similarity, found = Similarity(remember=0), np.empty((len(rows), Similarity.dimensions), np.float32)
    order = sorted(range(len(rows)), key=lambda row: len(rows[row].text))
    for at in range(0, len(order), CHUNK):
        some = order[at : at + CHUNK]
        found[some] = similarity.embed([rows[row].text for row in some])
        if at % (CHUNK * 100) == 0:
            say(f"second look: {at} of {len(order)} texts")
    return found


def fit(learnt: Sequence[Labelled], held: Sequence[Labelled], first: Floats, say: Say) -> Second:
    """The layer, from `learnt`; how much it and the first look count, from `held`, whose chances by the first
    look are `first`."""
    from sklearn.linear_model import LogisticRegression

    rows = [row for row in learnt if row.set in SETS]
    model = LogisticRegression(C=STRENGTH, max_iter=1000)
    model.fit(vectors(rows, say), labels_of(rows))
    weights, bias = model.coef_.T.astype(np.float32), model.intercept_.astype(np.float32)
    return weighed(Second(np.array(1, np.float32), weights, bias), first, vectors(held, say), labels_of(held))


def weighed(one: Second, first: Floats, seen: Floats, labels: Labels) -> Second:
    """The same with the weights of both looks that make `labels` likeliest."""
    own, other = np.log(np.maximum(first, 1e-6)), seen @ one.weights + one.bias

    def surprise(pair: tuple[float, float]) -> float:
        chances = softmax(np.float32(pair[0]) * own + np.float32(pair[1]) * other)
        return float(-np.log(chances[np.arange(len(labels)), labels] + 1e-9).mean())

    a, b = min(product(FIRST.tolist(), SHARE.tolist()), key=surprise)
    return Second(np.array(a, np.float32), one.weights * np.float32(b), one.bias * np.float32(b))


def write(one: Second, folder: Path) -> None:
    """Keep it beside the model in `folder`, in half precision."""
    arrays = {name: getattr(one, name).astype(np.float16) for name in Second.__struct_fields__}
    np.savez_compressed(folder / FILE, **arrays)
