"""Batches of like length, the same again for the same seed: step `n` of any run sees the same batch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from nlp.training.translation.config import Training
from nlp.training.translation.prepared import Ints, Lesson, Side

ROUND = 4
"""Widths are multiples of this: fewer different shapes."""

Matrix = np.ndarray[tuple[int, int], np.dtype[np.int64]]


class Batch(NamedTuple):
    """Token numbers, shape (sentences, width), padded; sources and targets row by row."""

    source: Matrix
    target: Matrix


class Batches:
    """All batches, pass after pass, each drawn and shuffled by seed and number of the pass."""

    def __init__(self, lessons: Sequence[Lesson], training: Training, tags: int, pad: int) -> None:
        """`tags` is the number of the first tag; all numbers from it on are no text."""
        self._lessons, self._training = lessons, training
        self._tags, self._pad = tags, pad
        sizes = np.array([len(one.source.length) for one in lessons], dtype=np.float64)
        shares = sizes**training.temperature / np.sum(sizes**training.temperature)
        self._draws = np.maximum(1, np.round(shares * sizes.sum())).astype(int)

    def after(self, step: int) -> Iterator[Batch]:
        """Batch `step`, and all after it, without end."""
        number = 0
        while True:
            plan = self._plan(number)
            yield from (self._batch(rows) for rows in plan[step:])
            step = max(0, step - len(plan))
            number += 1

    def __len__(self) -> int:
        """Batches of the first pass."""
        return len(self._plan(0))

    def _plan(self, number: int) -> list[Matrix]:
        """Rows (lesson, example, example joined to it or -1) of each batch of one pass."""
        chance = np.random.default_rng([self._training.seed, number])
        rows = np.concatenate(
            [self._rows(index, count, chance) for index, count in enumerate(self._draws)], axis=0
        )
        lengths = self._lengths(rows)
        order = np.argsort(lengths + chance.random(len(rows)) * 2, kind="stable")
        cuts = _cut(lengths[order], self._training.tokens)
        plan = np.split(rows[order], cuts)
        return [plan[index] for index in chance.permutation(len(plan))]

    def _rows(self, index: int, count: int, chance: np.random.Generator) -> Matrix:
        size = len(self._lessons[index].source.length)
        passes = [chance.permutation(size) for _ in range(-(-count // size))]
        examples = np.concatenate(passes)[:count]
        alone = np.stack([np.full(count, index), examples, np.full(count, -1)], axis=1)
        joined = alone[chance.random(count) < self._training.joined].copy()
        joined[:, 2] = chance.permutation(size)[np.arange(len(joined)) % size]
        return np.concatenate([alone, joined])

    def _lengths(self, rows: Matrix) -> Ints:
        lengths = np.zeros(len(rows), dtype=np.int64)
        for index, one in enumerate(self._lessons):
            here = rows[:, 0] == index
            longer = np.maximum(one.source.length, one.target.length)
            second = np.where(rows[here, 2] >= 0, longer[rows[here, 2]], 0)
            lengths[here] = longer[rows[here, 1]] + second
        return lengths

    def _batch(self, rows: Matrix) -> Batch:
        texts = [self._pair(*row) for row in rows.tolist()]
        return Batch(*(_padded(side, self._pad) for side in zip(*texts, strict=True)))

    def _pair(self, lesson: int, first: int, second: int) -> tuple[Ints, Ints]:
        one = self._lessons[lesson]
        source, target = _text(one.source, first), _text(one.target, first)
        if second < 0:
            return source, target
        more = _text(one.source, second)
        return (
            np.concatenate([source[:-1], more[more < self._tags]]),
            np.concatenate([target[:-1], _text(one.target, second)]),
        )


def _text(side: Side, number: int) -> Ints:
    start = side.start[number]
    return side.numbers[start : start + side.length[number]].astype(np.int64)


def _cut(lengths: Ints, tokens: int) -> list[int]:
    """Where batches begin, lengths going roughly up: as many rows as fit `tokens`, padding counted."""
    cuts, first, longest = [], 0, 0
    for row, length in enumerate(lengths.tolist()):
        longest = max(longest, length)
        if row > first and _wide(longest) * (row - first + 1) > tokens:
            cuts.append(row)
            first, longest = row, length
    return cuts


def _wide(length: int) -> int:
    return -(-length // ROUND) * ROUND


def _padded(rows: Sequence[Ints], pad: int) -> Matrix:
    width = _wide(max(map(len, rows)))
    out = np.full((len(rows), width), pad, dtype=np.int64)
    for row, numbers in enumerate(rows):
        out[row, : len(numbers)] = numbers
    return out
