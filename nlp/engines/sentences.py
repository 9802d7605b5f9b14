"""Long text into pieces that an engine reads well."""

from __future__ import annotations

import re
from collections.abc import Callable

LONGEST = 240
"""Characters of one piece: beyond it the small models lose the thread, and time grows with the square."""

MOST_WORDS = 80
"""Words of one piece, a character counting as one where a script has no blanks. 240 characters of prose have
half as many; "a b c d" has more, and took four times as long for it."""

_ABBREVIATION = re.compile(
    r"(?:^|\s)(?:Dr|Dra|Mr|Mrs|Ms|Sr|Sra|Srta|Prof|St|No|vs|e\.g|i\.e|p\. ?ex)\.$", re.I
)
_LONGEST_ABBREVIATION = 10
"""Characters, with those before it that tell a word's beginning."""
_WORD = re.compile(r"[\u2E80-\uFFEF\U00020000-\U0003FFFF]|[^\s\u2E80-\uFFEF\U00020000-\U0003FFFF]+")


def sentences(text: str, segment: Callable[[str], list[str]]) -> list[tuple[str, str]]:
    """(sentence, blanks after it) in order; joined, they are `text` again.

    `segment` finds sentences; what it cuts after an abbreviation is joined, what is longer than
    `LONGEST` is cut at a comma, else at a blank. Blanks before the first sentence come as ("", blanks).
    """
    found: list[tuple[str, str]] = []
    for sentence, gap in _with_gaps(text, segment(text)):
        if found and _ABBREVIATION.search(found[-1][0][-_LONGEST_ABBREVIATION:]):
            last, blanks = found.pop()
            sentence = last + blanks + sentence
        found.append((sentence, gap))
    return [piece for sentence, gap in found for piece in _short(sentence, gap)]


def _with_gaps(text: str, parts: list[str]) -> list[tuple[str, str]]:
    starts, at = [], 0
    for part in parts:
        at = text.index(part, at)
        starts.append(at)
        at += len(part)
    ends = [*starts[1:], len(text)] if starts else []
    pairs = [
        (part, text[start + len(part) : end]) for part, start, end in zip(parts, starts, ends, strict=True)
    ]
    before = text[: starts[0]] if starts else text
    return [("", before), *pairs] if before else pairs


def _short(sentence: str, gap: str) -> list[tuple[str, str]]:
    pieces: list[tuple[str, str]] = []
    while (most := _most(sentence)) < len(sentence):
        cut = sentence.rfind(", ", most // 2, most) + 1 or sentence.rfind(" ", most // 2, most)
        cut = cut if cut > 0 else most
        rest = sentence[cut:].lstrip(" ")
        pieces.append((sentence[:cut], sentence[cut : len(sentence) - len(rest)]))
        sentence = rest
    return [*pieces, (sentence, gap)]


def _most(sentence: str) -> int:
    """Characters from the start of it that may be one piece."""
    if len(sentence) <= MOST_WORDS:
        return len(sentence)
    starts = [found.start() for found in _WORD.finditer(sentence, 0, LONGEST)]
    return min(LONGEST, len(sentence), starts[MOST_WORDS] if len(starts) > MOST_WORDS else LONGEST)
