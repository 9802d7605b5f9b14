"""BM25 over passages: words without accents and endings, signs of scripts without blanks two by two.

The rarer the words that a question shares with a passage, the more these two are about the same.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp.tasks.answer.wishes import words_of

Scores = NDArray[np.float32]

STEM = 6
"""Letters of a word that count: endings differ between a question and an article."""

_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]")


def tokens(text: str) -> list[str]:
    """What of a text is compared."""
    found: list[str] = []
    for word in words_of(text):
        if _UNSPACED.search(word):
            found += [word[at : at + 2] for at in range(max(1, len(word) - 1))]
        else:
            found.append(word[:STEM])
    return found


class Lexical:
    """An index of texts. Immutable."""

    def __init__(self, texts: Sequence[str]) -> None:
        import bm25s  # with SciPy, which no worker needs that has no articles

        cut = [tokens(text) for text in texts]
        self._known = {one for each in cut for one in each}
        self._count = len(texts)
        self._index: Any = bm25s.BM25()
        if self._known:
            self._index.index(cut, show_progress=False)

    def scores(self, text: str) -> Scores:
        """Of each text, from 0 (shares no word) to about 1 (shares all words that are anywhere known)."""
        asked = [one for one in dict.fromkeys(tokens(text)) if one in self._known]
        if not asked:
            return np.zeros(self._count, dtype=np.float32)
        each = [np.asarray(self._index.get_scores([one]), dtype=np.float32) for one in asked]
        most = sum(float(one.max()) for one in each)
        unknown = len(set(tokens(text))) - len(asked)
        return np.asarray(sum(each) / (most + unknown * (most / len(asked))), dtype=np.float32)
