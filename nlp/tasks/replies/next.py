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


@dataclass(frozen=True, slots=True)
class Next:
    """A linear layer with softmax over some of the replies: `weights` (d, k), `bias` (k,), `columns` (k,)."""

    weights: Vectors
    bias: Vectors
    columns: tuple[int, ...]
    """Number of each in the reply set."""
    replies: int
    """Replies in the set."""

    def chances(self, rows: Vectors) -> Vectors:
        """Probability of each reply being said next, (n, replies); rows of `head.centred`, (n, d)."""
        found = np.zeros((len(rows), self.replies), dtype=np.float32)
        if self.columns:
            logits = rows @ self.weights + self.bias
            powers = np.exp(logits - logits.max(axis=1, keepdims=True))
            found[:, self.columns] = powers / powers.sum(axis=1, keepdims=True)
        return found


def nothing_learnt(replies: int) -> Next:
    """Where no weights are: every chance is 0, and the situations decide alone."""
    empty = np.empty((0, 0), dtype=np.float32)
    return Next(empty, empty, (), replies)


def shipped(ids: Sequence[str]) -> Next:
    """The weights in models/, for a set with these replies; those of replies that are gone are left out."""
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
            kept = [place for place, name in enumerate(names) if name in numbers]
            return Next(
                found["weights"][:, kept].astype(np.float32),
                found["bias"][kept].astype(np.float32),
                tuple(numbers[names[place]] for place in kept),
                len(ids),
            )
    except (OSError, KeyError, ValueError, EOFError, zipfile.BadZipFile):
        return nothing_learnt(len(ids))


def write(path: Path, weights: Vectors, bias: Vectors, replies: Sequence[str]) -> None:
    """Keep weights (d, k), bias (k,) and the k ids, in half precision; there whole or not at all."""
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
