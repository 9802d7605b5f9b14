"""Counts of word sequences, their probabilities with absolute discounting, and pruning to what matters most.

Sequences are numbers of up to 16 bits per word, so that four words are one 64-bit key, and sorting keys is
sorting the tree.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nlp.autocomplete.packed import DEAREST, TICKS, Level, Numbers
from nlp.autocomplete.text import SPECIAL, START

Keys = NDArray[np.uint64]
Floats = NDArray[np.float64]
WIDTH = np.uint64(16)
WORD = np.uint64(0xFFFF)


class Order(NamedTuple):
    """All sequences of one length; arrays of the same length, keys ascending."""

    keys: Keys
    counts: Floats
    chances: Floats
    """Of the last word after the others."""
    fallback: Floats
    """What the shorter history says, times the share left to it."""


def count(ids: Numbers, begins: Numbers, weights: Floats, length: int) -> tuple[Keys, Floats]:
    """Sequences of `length` within sentences and their weighted counts.

    Args:
        ids: numbers of all words, one sentence after the other, each beginning with `<s>`.
        begins: (words) where the sentence of each begins.
        weights: (words) how much each counts.
        length: 1 to 4.
    """
    ends = np.arange(len(ids))
    ends = ends[(ends - (length - 1) >= begins) & (ids != SPECIAL.index(START))]
    keys = np.zeros(len(ends), np.uint64)
    for back in range(length - 1, -1, -1):
        keys = (keys << WIDTH) | ids[ends - back].astype(np.uint64)
    found, inverse = np.unique(keys, return_inverse=True)
    return found, np.bincount(inverse, weights=weights[ends]).astype(np.float64)


def estimate(counted: Sequence[tuple[Keys, Floats]], vocabulary: int, discount: float) -> list[Order]:
    """Interpolated absolute discounting, from the shortest sequences to the longest."""
    keys, counts = counted[0]
    whole = counts.sum()
    share = discount * len(keys) / whole / vocabulary
    orders = [
        Order(keys, counts, np.maximum(counts - discount, 0) / whole + share, np.full(len(keys), share))
    ]
    for keys, counts in counted[1:]:
        orders.append(_longer(keys, counts, orders[-1], discount))
    return orders


def _longer(keys: Keys, counts: Floats, shorter: Order, discount: float) -> Order:
    _, inverse = np.unique(keys >> WIDTH, return_inverse=True)
    whole = np.bincount(inverse, weights=counts)
    taken = np.bincount(inverse, weights=np.minimum(counts, discount))
    length = WIDTH * np.uint64(_length(shorter.keys))
    mask = (np.uint64(1) << length) - np.uint64(1)
    at = np.searchsorted(shorter.keys, keys & mask)
    fallback = (taken / whole)[inverse] * shorter.chances[at]
    return Order(keys, counts, np.maximum(counts - discount, 0) / whole[inverse] + fallback, fallback)


def _length(keys: Keys) -> int:
    top = int(keys.max())
    return max(1, -(-top.bit_length() // 16))


def gains(orders: Sequence[Order]) -> list[Floats]:
    """What each sequence of two words and more adds to the log-likelihood of the text, per word of it.

    Sequences whose last word is never offered add nothing.
    """
    whole = orders[0].counts.sum()
    found = []
    for order in orders[1:]:
        gain = order.counts / whole * np.log(order.chances / order.fallback)
        found.append(np.where((order.keys & WORD) >= len(SPECIAL), gain, -1.0))
    return found


def pruned(orders: Sequence[Order], gained: Sequence[Floats], least: float) -> list[NDArray[np.bool_]]:
    """Which sequences of two words and more stay: those that gain `least`, and the beginnings of those."""
    kept: list[NDArray[np.bool_]] = []
    needed = np.zeros(0, np.uint64)
    for order, gain in zip(reversed(orders[1:]), reversed(gained), strict=True):
        stays = gain >= least
        stays[np.searchsorted(order.keys, needed)] = True
        needed = np.unique(order.keys[stays] >> WIDTH)
        kept.append(stays)
    return kept[::-1]


def levels(orders: Sequence[Order], kept: Sequence[NDArray[np.bool_]], vocabulary: int) -> list[Level]:
    """The tree of what stays, as the file has it."""
    parents = np.arange(vocabulary, dtype=np.uint64)
    found = []
    for shorter, order, stays in zip(orders, orders[1:], kept, strict=False):
        keys, chances = order.keys[stays], order.chances[stays]
        length = WIDTH * np.uint64(_length(shorter.keys))
        low = shorter.chances[np.searchsorted(shorter.keys, keys & ((np.uint64(1) << length) - np.uint64(1)))]
        parent = np.searchsorted(parents, keys >> WIDTH)
        left = 1 - np.bincount(parent, weights=chances, minlength=len(parents))
        below = 1 - np.bincount(parent, weights=low, minlength=len(parents))
        back = np.clip(left, 1e-6, None) / np.clip(below, 1e-6, None)
        start = np.concatenate(([0], np.cumsum(np.bincount(parent, minlength=len(parents)))))
        found.append(Level(start.astype(np.int32), cost(back), (keys & WORD).astype(np.int32), cost(chances)))
        parents = keys
    return found


def cost(chances: Floats) -> NDArray[np.uint8]:
    """Probabilities as bytes; what is likelier than sure (a back-off can be) costs nothing."""
    rounded: NDArray[np.float64] = np.rint(-np.log(chances) * TICKS)
    return rounded.clip(0, DEAREST).astype(np.uint8)
