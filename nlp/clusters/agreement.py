"""How well groups agree with labels that people gave: purity, and F1 over pairs of texts."""

from __future__ import annotations

import numpy as np

from nlp.clusters.linkage import Numbers


def purity(found: Numbers, labels: Numbers) -> float:
    """Share of texts whose label is the most frequent of their group. More groups make it higher."""
    table = _table(found, labels)
    return float(table.max(axis=1).sum() / table.sum())


def pair_f1(found: Numbers, labels: Numbers) -> float:
    """Of all pairs of texts: how well "in one group" says "of one label". Too many groups cost recall, too
    few precision.
    """
    table = _table(found, labels).astype(np.float64)
    both, together, alike = (_pairs(one) for one in (table, table.sum(axis=1), table.sum(axis=0)))
    return float(2 * both / (together + alike)) if together + alike else 0.0


def _pairs(counts: np.ndarray) -> float:
    return float((counts * (counts - 1) / 2).sum())


def _table(found: Numbers, labels: Numbers) -> np.ndarray:
    """How often each label is in each group."""
    rows, columns = np.unique(found, return_inverse=True)[1], np.unique(labels, return_inverse=True)[1]
    table = np.zeros((rows.max() + 1, columns.max() + 1), dtype=np.int64)
    np.add.at(table, (rows, columns), 1)
    return table
