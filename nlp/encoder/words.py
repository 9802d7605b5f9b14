"""Text to the ids that multilingual-e5-small reads: the likeliest pieces of each word (unigram model).

Ids are those of Hugging Face `tokenizers`, under test. That library itself would take 0.06 ms a text instead
of 0.10, and 230 MB more in every worker, a third of what one has.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Sequence
from functools import lru_cache

from nlp.encoder.wheel import Wheel

SPACE = "▁"
"""Begins every word."""

PREFIX = "query: "
"""What the model was trained to read before a short text."""

REMEMBERED = 20_000
"""Words whose pieces are kept: most words of chat come again and again."""

LONGEST = 126
"""Pieces read of one text, begin and end not counted; the rest is cut."""

UNKNOWN_COSTS = 10.0
"""How much less likely than the rarest piece an unknown sign is."""


class Words:
    """The tokeniser. Safe to share between threads."""

    def __init__(self, wheel: Wheel) -> None:
        self._known = {piece: number for number, piece in enumerate(wheel.pieces) if piece}
        self._scores = array("f", wheel.scores.tobytes())
        self._longest = max(map(len, self._known))
        self._signs = str.maketrans(dict(wheel.written_as))
        self._begin, self._end, self._unknown = wheel.begin, wheel.end, wheel.unknown
        self._low = float(wheel.scores.min()) - UNKNOWN_COSTS
        self._pieces = lru_cache(REMEMBERED)(self._cut)

    def ids(self, text: str, longest: int = LONGEST) -> list[int]:
        """At most `longest` ids, begin and end around them."""
        plain = re.sub(" {2,}", " ", (PREFIX + text).translate(self._signs))
        found: list[int] = [self._begin]
        for word in plain.split(" "):
            found += self._pieces(SPACE + word)
            if len(found) > longest:
                break
        return [*found[: longest + 1], self._end]

    def knows(self, sign: str) -> bool:
        """Whether a sign has a piece of its own."""
        return sign in self._known or SPACE + sign in self._known

    def _cut(self, word: str) -> Sequence[int]:
        """The likeliest pieces of one word; unknown signs in a row are one."""
        best = [0.0] + [-1e30] * len(word)
        back = [(0, self._unknown)] * (len(word) + 1)
        for start in range(len(word)):
            for end in range(start + 1, min(len(word), start + self._longest) + 1):
                number = self._known.get(word[start:end], self._unknown)
                if number == self._unknown and end > start + 1:
                    continue
                score = self._low if number == self._unknown else self._scores[number]
                if best[start] + score > best[end]:
                    best[end], back[end] = best[start] + score, (start, number)
        found: list[int] = []
        end = len(word)
        while end:
            end, number = back[end]
            if not (found and number == found[-1] == self._unknown):
                found.append(number)
        return found[::-1]
