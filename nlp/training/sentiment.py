"""`duologue train sentiment`: from labelled messages to `head.npz`, `card.json` and `card.md`."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from nlp.embedding import DIMENSIONS, Embedder
from nlp.sentiment.head import MOODS, WEIGHTS, Head
from nlp.training.card import Figures, write_card
from nlp.training.fit import Floats, Labels, abstain_below, calibrate, calibration_error, fit, macro_f1
from nlp.training.labelled import Labelled, choose, read

log = logging.getLogger(__name__)

TWICE = "umsab"
"""The only set with several languages: it counts twice."""

TUNED_ON = ("umsab", "goemotions", "emocontext")
"""Of these, every second validation row fits temperature and threshold; ECE is measured on the others."""

RIGHT_WHEN_SAID = 0.75
"""Share of labels that shall be right; below, the head abstains."""

CHUNK = 64


def train(
    data: Path, out: Path, limit: int = 30_000, seed: int = 7, embedder: Embedder | None = None
) -> None:
    """Fit the sentiment head and write it with its card into the folder `out`.

    Args:
        data: TSV, plain or .xz, with columns set, split (train or val), language, label, text.
        out: folder, made if missing.
        limit: most texts to embed; 30,000 take about eight minutes on two cores.
        seed: decides the choice of texts and the first weights; the same seed gives the same figures.
        embedder: what makes the vectors; our own unless told.
    """
    chosen = choose(read(data), limit, seed)
    vectors = embed(embedder or Embedder(threads=2, remember=0), [row.text for row in chosen])
    labels = np.array([MOODS.index(row.label) for row in chosen], dtype=np.int64)
    learnt = np.array([row.split == "train" for row in chosen])
    often = np.concatenate([np.flatnonzero(learnt), np.flatnonzero(learnt & _of(chosen, TWICE))])
    log.info("fitting on %s texts", learnt.sum())
    head = fit(vectors[often], labels[often], seed)

    held = [row for row in chosen if row.split != "train"]
    head, threshold, figures = judge(head, held, vectors[~learnt], labels[~learnt])
    out.mkdir(parents=True, exist_ok=True)
    names = Head.__struct_fields__
    arrays = {name: getattr(head, name).astype(np.float16) for name in names}
    np.savez_compressed(out / WEIGHTS, **arrays)
    write_card(out, chosen, figures, threshold=threshold, seed=seed, limit=limit)


def judge(
    head: Head, held: Sequence[Labelled], vectors: Floats, labels: Labels
) -> tuple[Head, float, Figures]:
    """Calibrate on half of the held-out rows, measure on the rest. Macro-F1, which ignores it, on all."""
    usual = np.isin([row.set for row in held], TUNED_ON)
    odd = np.arange(len(held)) % 2 == 1
    tune, test = usual & odd, usual & ~odd
    head, heat = calibrate(head, vectors[tune], labels[tune])
    chances = head.probabilities(vectors)
    threshold = abstain_below(chances[tune], labels[tune], RIGHT_WHEN_SAID)
    said = chances[test].max(axis=1) >= threshold
    right = chances[test].argmax(axis=1) == labels[test]
    figures = Figures(
        macro_f1={name: macro_f1(chances[rows], labels[rows]) for name, rows in _cells(held).items()},
        ece=calibration_error(chances[test], labels[test]),
        temperature=heat,
        said=float(said.mean()),
        right_when_said=float(right[said].mean()) if said.any() else 0.0,
        right_always=float(right.mean()),
    )
    return head, threshold, figures


def embed(embedder: Embedder, texts: Sequence[str]) -> Floats:
    """Vectors of `texts`, in order. Texts of one length go together: no batch waits for a long one."""
    order = sorted(range(len(texts)), key=lambda row: len(texts[row]))
    vectors = np.empty((len(texts), DIMENSIONS), dtype=np.float32)
    for first in range(0, len(order), CHUNK):
        rows = order[first : first + CHUNK]
        vectors[rows] = embedder.embed([texts[row] for row in rows])
        if first % (CHUNK * 50) == 0:
            log.info("embedded %s of %s texts", first, len(order))
    return vectors


def _of(rows: Sequence[Labelled], name: str) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    return np.array([row.set == name for row in rows])


def _cells(held: Sequence[Labelled]) -> dict[str, list[int]]:
    cells: dict[str, list[int]] = {}
    for number, row in enumerate(held):
        cells.setdefault(f"{row.set} {row.language}", []).append(number)
    return dict(sorted(cells.items()))
