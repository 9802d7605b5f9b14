"""Texts to groups: what all of a language share is taken out, and directions in which texts hardly vary.

Without the first, texts of one language are liker than those of one meaning: of Portuguese and English turns
together pair-F1 was 47 instead of 66 (`duologue eval painpoints`).

As many texts as one machine links in seconds are linked; each of all others goes to the group whose middle it
is nearest, or to none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nlp.clusters.linkage import Floats, Numbers, groups

LINKED = 4000
"""Texts that are linked with each other: 64 MB, a second or two."""
FEWEST_KEPT, MOST_KEPT, OF_A_DIRECTION = 4, 64, 8
"""Directions in which texts vary most that are kept: one for so many texts. With more, few are like any."""
OF_A_LANGUAGE = 10
"""Texts from which on what they share is their language's; of fewer it may be their meaning."""
SIMILARITY = 0.42
"""Mean cosine within a group. Chosen on every second intent of CLINC150; from 0.38 to 0.5 little changes."""
LEAST = 5
"""Texts from which on a group is one: of fewer nothing can be said of many."""
NONE = -1


@dataclass(frozen=True, slots=True)
class Clusters:
    """Groups, the largest first. `of`: per text the number of its group, or `NONE`."""

    of: Numbers
    many: int

    @property
    def sizes(self) -> Numbers:
        """How many texts each has."""
        return np.asarray(np.bincount(self.of[self.of != NONE], minlength=self.many), dtype=np.int64)


def cluster(
    vectors: Floats,
    languages: Sequence[str] = (),
    *,
    similarity: float = SIMILARITY,
    least: int = LEAST,
    order: Numbers | None = None,
) -> Clusters:
    """Groups of texts by the rows of `Embedder.embed` and the language of each, where it is known. The same
    give the same groups. `order`: of rows, whose first ones are linked; a chance one, always the same, else.
    """
    spread = reduced(vectors, languages)
    drawn = np.random.default_rng(0).permutation(len(spread)) if order is None else order
    chosen = np.sort(drawn[:LINKED])
    found = groups(spread[chosen], similarity)
    kept = np.flatnonzero(np.bincount(found) >= least) if len(found) else found
    if not len(kept):
        return Clusters(np.full(len(vectors), NONE, dtype=np.int64), 0)
    middles = unit(np.stack([spread[chosen[found == one]].mean(axis=0) for one in kept]))
    return _ordered(_placed(spread, chosen, found, kept, middles, similarity), len(kept))


def reduced(vectors: Floats, languages: Sequence[str] = ()) -> Floats:
    """The directions in which these rows vary most, of unit length again."""
    if len(vectors) < 2:
        return vectors
    apart = centred(vectors, languages)
    _, directions = np.linalg.eigh(apart.T @ apart)  # those that vary most come last
    kept = int(np.clip(len(vectors) // OF_A_DIRECTION, FEWEST_KEPT, MOST_KEPT))
    return unit(apart @ directions[:, -kept:])


def centred(vectors: Floats, languages: Sequence[str] = ()) -> Floats:
    """Rows without what all share, or all of their language where there are enough of them."""
    apart = vectors - vectors.mean(axis=0, keepdims=True)
    named = np.asarray(languages)
    for language in set(languages):
        theirs = named == language
        if theirs.sum() >= OF_A_LANGUAGE:
            apart[theirs] = vectors[theirs] - vectors[theirs].mean(axis=0, keepdims=True)
    return np.asarray(apart, dtype=np.float32)


def _placed(
    spread: Floats, chosen: Numbers, found: Numbers, kept: Numbers, middles: Floats, similarity: float
) -> Numbers:
    """Those that were linked where they are; each other at the nearest middle, where that is near enough."""
    near = spread @ middles.T
    placed = np.where(near.max(axis=1) >= similarity, near.argmax(axis=1), NONE)
    numbers = np.full(int(found.max()) + 1, NONE)
    numbers[kept] = np.arange(len(kept))
    placed[chosen] = numbers[found]
    return np.asarray(placed, dtype=np.int64)


def _ordered(of: Numbers, many: int) -> Clusters:
    order = np.argsort(-np.bincount(of[of != NONE], minlength=many), kind="stable")
    rank = np.empty(many + 1, dtype=np.int64)
    rank[order], rank[-1] = np.arange(many), NONE
    return Clusters(rank[of], many)


def unit(rows: Floats) -> Floats:
    """Rows of length 1; what is nought stays so."""
    lengths = np.linalg.norm(rows, axis=-1, keepdims=True)
    return np.asarray(rows / np.maximum(lengths, 1e-12), dtype=np.float32)
