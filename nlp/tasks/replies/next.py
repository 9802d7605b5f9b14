"""What people really say next: learnt from recorded dialogues, beside the situations that we wrote."""

from __future__ import annotations

import logging
import os
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import numpy as np

from nlp.encoder.embedding import MODEL, Vectors

log = logging.getLogger(__name__)

FOLDER, WEIGHTS = "replies", "next.npz"

QUIET, OURS = "", "*"
"""Stand among the ids in the file for turns that our set is for, those to be quiet after and the others."""


@dataclass(frozen=True, slots=True)
class After:
    """What was said after turns like one."""

    said: Vectors
    """Probability of each reply being said next, (replies,)."""
    ours: float
    """Probability that the turn is none of those of recorded dialogues, but one that our set is for."""


def alone(replies: int) -> After:
    """Where nothing was learnt: the situations decide alone."""
    return After(np.zeros(replies, dtype=np.float32), 1.0)


@dataclass(frozen=True, slots=True)
class Next:
    """A linear layer with softmax: `weights` (2d, k), `bias` (k,), `columns` (k,).

    The upper half of `weights` is for the turn, the lower one for what the reader had said before it.
    """

    weights: Vectors
    bias: Vectors
    columns: tuple[int | None, ...]
    """Number of each in the reply set; null where it is none of it."""
    ours: tuple[int, ...]
    """Which of them stand for turns that our set is for."""
    replies: int
    """Replies in the set."""

    def after(self, rows: Vectors, before: Vectors) -> list[After]:
        """One for each turn.

        Args:
            rows: the turns, of `head.centred`, (n, d).
            before: what the reader had said before each, of `head.centred`; zeros where nothing is known.
        """
        if not self.columns:
            return [alone(self.replies) for _ in rows]
        logits = np.hstack([rows, before]) @ self.weights + self.bias
        powers = np.exp(logits - logits.max(axis=1, keepdims=True))
        told = powers / powers.sum(axis=1, keepdims=True)
        places = [place for place, column in enumerate(self.columns) if column is not None]
        said = np.zeros((len(rows), self.replies), dtype=np.float32)
        said[:, [column for column in self.columns if column is not None]] = told[:, places]
        of_ours = told[:, list(self.ours)].sum(axis=1)
        return [After(row, float(share)) for row, share in zip(said, of_ours, strict=True)]


def nothing_learnt(replies: int) -> Next:
    """Where no weights are: nothing is said next, every turn is ours, and the situations decide alone."""
    empty = np.empty((0, 0), dtype=np.float32)
    return Next(empty, empty, (), (), replies)


def shipped(ids: Sequence[str]) -> Next:
    """The weights in models/, for a set with these replies; those that are gone are never offered."""
    return read(files("models").joinpath(FOLDER, WEIGHTS), ids)


def read(file: Traversable, ids: Sequence[str]) -> Next:
    """Weights from a file; nothing learnt where it cannot be read, or belongs to another encoder."""
    numbers = {name: number for number, name in enumerate(ids)}
    try:
        with file.open("rb") as opened, np.load(opened, allow_pickle=False) as found:
            if str(found["encoder"]) != MODEL:
                log.warning("replies: %s belongs to the encoder %s", file, found["encoder"])
                return nothing_learnt(len(ids))
            names = [str(name) for name in found["replies"]]
            return Next(
                found["weights"].astype(np.float32),
                found["bias"].astype(np.float32),
                tuple(numbers.get(name) for name in names),
                tuple(place for place, name in enumerate(names) if name in (QUIET, OURS)),
                len(ids),
            )
    except (OSError, KeyError, ValueError, EOFError, zipfile.BadZipFile):
        return nothing_learnt(len(ids))


def write(path: Path, weights: Vectors, bias: Vectors, replies: Sequence[str]) -> None:
    """Keep weights (2d, k), bias (k,) and the k ids, in half precision; there whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    half, half_bias = weights.astype(np.float16), bias.astype(np.float16)
    try:
        with draft.open("wb") as opened:
            names = np.asarray(list(replies))
            np.savez(opened, encoder=np.asarray(MODEL), replies=names, weights=half, bias=half_bias)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
