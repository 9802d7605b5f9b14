"""The same group night after night: by the mean of its messages, which other words of the same matter hardly
move.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nlp.clusters.clustering import centred, unit
from nlp.clusters.linkage import Floats, Numbers

SAME = 0.7
"""Cosine from which on two middles are of one group."""
NEW = -1


def middles(vectors: Floats, languages: Sequence[str], of: Numbers, many: int) -> tuple[Floats, Floats]:
    """Per group the mean of its rows without what their languages share, of unit length; and per row how like
    it is to its group's, 0 for rows of none.
    """
    apart = unit(centred(vectors, languages))
    found = np.zeros((many, vectors.shape[1]), dtype=np.float32)
    inside = of >= 0
    np.add.at(found, of[inside], apart[inside])
    found = unit(found)
    like = np.zeros(len(of), dtype=np.float32)
    like[inside] = np.einsum("ij,ij->i", apart[inside], found[of[inside]])
    return found, like


def recognised(found: Floats, known: Floats, least: float = SAME) -> Numbers:
    """Per row of `found` the row of `known` that is the same group, or `NEW`. The likest pairs go first, and
    each is taken once.
    """
    same = np.full(len(found), NEW, dtype=np.int64)
    if not len(found) or not len(known):
        return same
    like = unit(found) @ unit(known).T
    taken: set[int] = set()
    for at in np.argsort(-like, axis=None, kind="stable"):
        row, column = divmod(int(at), len(known))
        if like[row, column] < least:
            break
        if same[row] == NEW and column not in taken:
            same[row] = column
            taken.add(column)
    return same
