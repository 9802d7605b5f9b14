"""How well a sentiment model does on rows that it never saw: for its card and for `duologue eval`."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping, Sequence

import msgspec
import numpy as np

from nlp.measures.classes import Floats, Labels, accuracy, calibration_error, macro_f1, majority
from nlp.measures.labelled import Labelled
from nlp.tasks.sentiment import Scorer
from nlp.tasks.sentiment.head import SENTIMENTS

Say = Callable[[str], None]

CHUNK = 64
GOAL = "umsab"
"""The set whose languages are averaged."""


class Cell(msgspec.Struct, frozen=True, kw_only=True):
    """One set in one language; all from 0 to 1."""

    rows: int
    macro_f1: float
    accuracy: float
    majority: float
    """Accuracy of always giving the commonest label."""
    said: float
    """Share that gets a label."""
    macro_f1_said: float
    """Macro-F1 over those."""


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """Figures of one model."""

    cells: Mapping[str, Cell]
    """By "set language"."""
    ece: float
    """On GOAL."""
    said: float
    right_when_said: float
    ms: float
    """Wall time of a message alone, median, in milliseconds."""

    def mean(self) -> float:
        """Macro-F1 over the languages of GOAL; 0 without any."""
        found = [cell.macro_f1 for name, cell in self.cells.items() if name.startswith(GOAL)]
        return float(np.mean(found)) if found else 0.0


def held_out(rows: Sequence[Labelled], most: int, seed: int) -> list[Labelled]:
    """Validation rows, of each set and language at most `most`, by chance of `seed`."""
    chance, cells = random.Random(seed), _cells([row for row in rows if row.split == "val"])
    chosen: list[Labelled] = []
    for _, cell in sorted(cells.items()):
        chosen += cell if len(cell) <= most else chance.sample(cell, most)
    return chosen


def chances(scorer: Scorer, texts: Sequence[str], say: Say) -> Floats:
    """Probabilities of all texts, in order."""
    order = sorted(range(len(texts)), key=lambda row: len(texts[row]))
    found = np.empty((len(texts), len(SENTIMENTS)), dtype=np.float32)
    for first in range(0, len(order), CHUNK):
        rows = order[first : first + CHUNK]
        found[rows] = scorer.chances([texts[row] for row in rows])
        if first % (CHUNK * 50) == 0:
            say(f"scored {first} of {len(order)} texts")
    return found


def labels_of(rows: Sequence[Labelled]) -> Labels:
    """Numbers of the labels within SENTIMENTS."""
    return np.array([SENTIMENTS.index(row.label) for row in rows], dtype=np.int64)


def judge(scorer: Scorer, rows: Sequence[Labelled], say: Say) -> Verdict:
    """Measure a model on validation rows."""
    found, labels = chances(scorer, [row.text for row in rows], say), labels_of(rows)
    cells = {
        name: _cell(found[at], labels[at], scorer.card.abstain_below) for name, at in _places(rows).items()
    }
    goal = np.array([row.set == GOAL for row in rows], dtype=bool)
    given = found[goal].max(axis=1) >= scorer.card.abstain_below
    right = found[goal].argmax(axis=1) == labels[goal]
    return Verdict(
        cells=cells,
        ece=calibration_error(found[goal], labels[goal]) if goal.any() else 0.0,
        said=float(given.mean()) if goal.any() else 0.0,
        right_when_said=float(right[given].mean()) if given.any() else 0.0,
        ms=_alone(scorer, [row.text for row in rows if row.set == GOAL][:200]),
    )


def _cell(found: Floats, labels: Labels, threshold: float) -> Cell:
    given = found.max(axis=1) >= threshold
    return Cell(
        rows=len(labels),
        macro_f1=macro_f1(found, labels),
        accuracy=accuracy(found, labels),
        majority=majority(labels),
        said=float(given.mean()),
        macro_f1_said=macro_f1(found[given], labels[given]) if given.any() else 0.0,
    )


def _alone(scorer: Scorer, texts: Sequence[str]) -> float:
    times = []
    for text in texts:
        begun = time.perf_counter()
        scorer.chances([text])
        times.append(1000 * (time.perf_counter() - begun))
    return float(np.median(times)) if times else 0.0


def _cells(rows: Sequence[Labelled]) -> dict[str, list[Labelled]]:
    return {name: [rows[at] for at in places] for name, places in _places(rows).items()}


def _places(rows: Sequence[Labelled]) -> dict[str, list[int]]:
    places: dict[str, list[int]] = {}
    for number, row in enumerate(rows):
        places.setdefault(f"{row.set} {row.language}", []).append(number)
    return dict(sorted(places.items()))
