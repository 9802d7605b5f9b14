"""Text to the pieces that the quick encoder reads: the tokeniser of its wheel, asked once for each word.

No piece of its vocabulary goes over a blank, so that the pieces of a text are those of its words, one after
the other. Most words of chat come again and again; the tokeniser, in Python, takes 0.1 ms a text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

BEGIN, END = 1, 2

REMEMBERED = 20_000
"""Words whose pieces are kept."""

LONGEST = 1024
"""Pieces read of one text, begin and end not counted."""

PLAIN = frozenset(" !\"#$%&'()*+,-./:;<=>?@[]^_`{|}~¿¡")
"""Signs besides letters and digits that nothing joins over a blank: accents that stand alone may be."""


class QuickWords:
    """Safe to share between threads. `tokenise`: the wheel's, giving the pieces of a text."""

    def __init__(self, tokenise: Callable[[str], Sequence[int]]) -> None:
        self._tokenise = tokenise
        self._pieces = lru_cache(REMEMBERED)(lambda word: tuple(tokenise(word)))

    def ids(self, text: str) -> list[int]:
        """At most LONGEST ids, begin and end around them."""
        words = text.split(" ") if _is_plain(text) else []
        if not any(words):
            return [BEGIN, *self._tokenise(text)[:LONGEST], END]
        found = [BEGIN]
        for word in filter(None, words):
            found += self._pieces(word)
        return [*found[: LONGEST + 1], END]


def _is_plain(text: str) -> bool:
    return all(sign in PLAIN or sign.isalnum() for sign in text)
