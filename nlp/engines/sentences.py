"""Long text into pieces that an engine reads well."""

from __future__ import annotations

import re
from collections.abc import Callable

LONGEST = 240
"""Characters of one piece: beyond it the small models lose the thread, and time grows with the square."""

_ABBREVIATION = re.compile(
    r"(?:^|\s)(?:Dr|Dra|Mr|Mrs|Ms|Sr|Sra|Srta|Prof|St|No|vs|e\.g|i\.e|p\. ?ex)\.$", re.I
)
_ENOUGH = LONGEST // 2


def sentences(text: str, segment: Callable[[str], list[str]]) -> list[tuple[str, str]]:
    """(sentence, blanks after it) in order; joined, they are `text` again.

    `segment` finds sentences; what it cuts after an abbreviation is joined, what is longer than
    `LONGEST` is cut at a comma, else at a blank. Blanks before the first sentence come as ("", blanks).
    """
    found: list[tuple[str, str]] = []
    for sentence, gap in _with_gaps(text, segment(text)):
        if found and _ABBREVIATION.search(found[-1][0]):
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
    while len(sentence) > LONGEST:
        cut = sentence.rfind(", ", _ENOUGH, LONGEST) + 1 or sentence.rfind(" ", _ENOUGH, LONGEST)
        cut = cut if cut > 0 else LONGEST
        rest = sentence[cut:].lstrip(" ")
        pieces.append((sentence[:cut], sentence[cut : len(sentence) - len(rest)]))
        sentence = rest
    return [*pieces, (sentence, gap)]
