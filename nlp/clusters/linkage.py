"""Average linkage: which groups are the likest, two by two, until one is left.

By chains of nearest neighbours, which gives the same tree as looking for the best pair each time, in the
square of the number of texts (Murtagh 1983). NumPy alone: a worker needs no library for it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Numbers = NDArray[np.int64]


def groups(vectors: Floats, similarity: float) -> Numbers:
    """A number per row of unit length, the same for rows of one group.

    Two groups are one where the mean cosine between their rows is at least `similarity`.
    """
    count = len(vectors)
    if count < 2:
        return np.zeros(count, dtype=np.int64)
    parents = np.arange(count)
    for one, other in _merges(vectors, similarity):
        parents[_root(parents, other)] = _root(parents, one)
    roots = np.array([_root(parents, at) for at in range(count)])
    return np.asarray(np.unique(roots, return_inverse=True)[1], dtype=np.int64)


def _merges(vectors: Floats, similarity: float) -> list[tuple[int, int]]:
    """Pairs of rows whose groups become one, those alone that are like enough.

    Average linkage is monotone: a pair that is not like enough has nothing above it that is.
    """
    like = np.asarray(vectors @ vectors.T, dtype=np.float32)
    np.fill_diagonal(like, -np.inf)
    sizes, alive, chain = np.ones(len(vectors)), np.ones(len(vectors), dtype=bool), list[int]()
    found: list[tuple[int, int]] = []
    for _ in range(len(vectors) - 1):
        one, other = _nearest_pair(like, chain, alive)
        if like[one, other] >= similarity:
            found.append((one, other))
        _join(like, sizes, one, other)
        alive[other] = False
    return found


def _nearest_pair(like: Floats, chain: list[int], alive: NDArray[np.bool_]) -> tuple[int, int]:
    """Two groups that are each the likest of the other; they leave the chain."""
    if not chain:
        chain.append(int(alive.argmax()))
    while True:
        last = chain[-1]
        best = int(like[last].argmax())
        if len(chain) > 1 and like[last, best] <= like[last, chain[-2]]:
            other = chain[-2]
            del chain[-2:]
            return other, last
        chain.append(best)


def _join(like: Floats, sizes: NDArray[np.float64], one: int, other: int) -> None:
    """The second becomes part of the first: its similarity to all else is the mean over both's rows."""
    first, second = sizes[one], sizes[other]
    mean = (first * like[one] + second * like[other]) / (first + second)
    like[one], like[:, one] = mean, mean
    like[one, one] = -np.inf
    like[other], like[:, other] = -np.inf, -np.inf
    sizes[one] = first + second


def _root(parents: Numbers, at: int) -> int:
    while parents[at] != at:
        parents[at] = parents[parents[at]]
        at = int(parents[at])
    return at
