"""`python -m nlp.training.answer.fit`: prints weights of `nlp.tasks.answer.fusion`, and how good they are.

Passages are ranked by a logistic regression on pairs of the right one and another, of every second article.
Whether the best one answers is a second one, over shelves of one to thirty of these articles, so that the
same numbers hold for who has written few. What is printed is put into the file by hand: a few numbers, looked
at.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import mkdtemp

import click
import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from nlp.encoder.embedding import build_embedder
from nlp.encoder.similarity import build_similarity
from nlp.measures.questions import Question, questions, shelf, wordings
from nlp.tasks.answer.fusion import FEATURES
from nlp.tasks.answer.index import Index
from nlp.tasks.translation.translator import build_translator
from wire.contracts.settings import Settings

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

SHELVES, TIMES = (1, 3, 5, 10, 20, 30), 6
"""Sizes of shelves, and how many of each are drawn."""


def main() -> None:
    """All of it, in about a minute."""
    inside, outside, asked = measured()
    weights = ranking(inside, asked)
    sums, best_outside = inside @ weights, (outside @ weights).max(axis=1)
    model = deciding(sums, best_outside, asked)
    _tell("features", FEATURES)
    _tell("WEIGHTS", np.round(weights, 2))
    _tell("LEAD, CLEAR, NEAR", np.round(model.coef_[0], 3), "BIAS", round(float(model.intercept_[0]), 2))
    articles = np.arange(sums.shape[1])
    for size in (1, 5, 30, 60):
        kept = (
            articles if size == 60 else np.random.default_rng(1).choice(articles[1::2], size, replace=False)
        )
        _show(model, sums, best_outside, asked, kept)


def measured() -> tuple[Floats, Floats, list[Question]]:
    """Features of all questions with all passages, and with all texts of elsewhere."""
    settings, asked = Settings(home=Path(mkdtemp(prefix="answers-"))), questions()
    translator = build_translator(settings)
    said = wordings(translator, asked)
    translator.close()
    index = Index(shelf(), build_embedder(settings), build_similarity(settings))
    found = [index.features(one) for one in said]
    inside, outside = (np.stack([one[at] for one in found]).astype(np.float64) for at in (0, 1))
    return inside, outside, asked


def ranking(inside: Floats, asked: list[Question]) -> Floats:
    """Weights by which the right passage comes first; found on features of one scale."""
    scale = inside.reshape(-1, inside.shape[-1]).std(axis=0)
    rows, marks = [], []
    for one, each in zip(asked, inside / scale, strict=True):
        if one.learnt and one.article is not None:
            others = np.delete(each, int(one.article), axis=0)
            rows += [each[int(one.article)] - others, others - each[int(one.article)]]
            marks += [np.ones(len(others)), np.zeros(len(others))]
    model = LogisticRegression(C=1.0, fit_intercept=False, max_iter=3000)
    model.fit(np.concatenate(rows), np.concatenate(marks))
    return np.asarray(model.coef_[0] / scale)


def deciding(sums: Floats, outside: Floats, asked: list[Question]) -> LogisticRegression:
    """Whether the best passage of a shelf answers; right and wrong weigh the same."""
    learnt, drawn = np.asarray([one.learnt for one in asked]), np.random.default_rng(0)
    rows, marks = [], []
    for size in SHELVES:
        for _ in range(TIMES):
            kept = drawn.choice(np.arange(0, sums.shape[1], 2), size, replace=False)
            evidence, right = best(sums, outside, asked, kept)
            rows.append(evidence[learnt])
            marks.append(right[learnt])
    return LogisticRegression(max_iter=3000, class_weight="balanced").fit(
        np.concatenate(rows), np.concatenate(marks)
    )


def best(
    sums: Floats, outside: Floats, asked: list[Question], kept: NDArray[np.int_]
) -> tuple[Floats, Flags]:
    """Lead, clearance and sum of the best passage among these, and whether it is the one that answers."""
    among = np.sort(sums[:, kept], axis=1)
    other = among[:, -2] if len(kept) > 1 else np.full(len(sums), -np.inf)
    top = among[:, -1]
    found = kept[sums[:, kept].argmax(axis=1)]
    right = np.asarray([str(at) == one.article for at, one in zip(found, asked, strict=True)])
    return np.stack([top - np.maximum(other, outside), top - outside, top], axis=1), right


def _show(
    model: LogisticRegression, sums: Floats, outside: Floats, asked: list[Question], kept: NDArray[np.int_]
) -> None:
    """On questions that nothing was made from."""
    evidence, right = best(sums, outside, asked, kept)
    chances = model.predict_proba(evidence)[:, 1]
    held = np.asarray([not one.learnt for one in asked])
    none = held & np.asarray([one.article is None for one in asked])
    known = held & np.asarray([one.article in set(map(str, kept)) for one in asked])
    _tell(len(kept), "articles; right at 1:", round(float(right[known].mean()), 3))
    for sure in (0.5, 0.7, 0.8, 0.85, 0.88, 0.9):
        said = chances >= sure
        shares = [round(float(one[known].mean()), 3) for one in (said & right, said & ~right)]
        _tell(sure, "right, wrong", shares, "without an article", round(float(said[none].mean()), 3))


def _tell(*words: object) -> None:
    click.echo(" ".join(map(str, words)))


if __name__ == "__main__":
    main()
