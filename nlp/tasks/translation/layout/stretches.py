"""A long line in stretches: no piece of a message is longer than what an engine does at once.

So one paragraph is never one piece of work, however long it is; and all that is done to a piece, in engines
and around them, may take as long as its length asks for: a message takes as many times that as it has pieces.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlp.tasks.translation.protect.patterns import UNSPACED

LONGEST = 400
"""Characters of a stretch, far more than a sentence has. Less than half as many are cut only where a sentence
ends nowhere in it."""

_SENTENCE_END = re.compile(r"[.!?…;:][\"'”’»)]{0,3}\s|[。！？；]")
_COMMA = re.compile(r"[,،，、]\s?")
_BLANK = re.compile(r"\s")
_RUN = re.compile(rf"[^\s{UNSPACED}]+")
"""A word, or something as long as a word never is, in a script with blanks between words."""


def stretches(line: str, most: int = LONGEST) -> Iterator[tuple[str, bool]]:
    """(stretch, whether it is one run of signs without end) in order; joined, they are `line` again.

    A stretch has at most `most` characters, and ends after a sentence, else after a comma, else at a blank.
    A run without any blank that is longer is a stretch by itself, however long: no engine can read it.
    """
    at = 0
    while len(line) - at > most:
        run = _RUN.match(line, at)
        long = run is not None and run.end() - at > most
        end = run.end() if run and long else _cut(line, at, at + most)
        yield line[at:end], long
        at = end
    yield line[at:], False


def _cut(line: str, start: int, end: int) -> int:
    """Where a stretch that begins at `start` ends: at most at `end`."""
    for pattern in (_SENTENCE_END, _COMMA):
        if cuts := [one.end() for one in pattern.finditer(line, (start + end) // 2, end)]:
            return cuts[-1]
    if cuts := [one.end() for one in _BLANK.finditer(line, start, end)]:
        return cuts[-1]
    run = _last_run(line, start, end)
    return run if run > start else end


def _last_run(line: str, start: int, end: int) -> int:
    """Where the run that reaches over `end` begins; `end` where none does."""
    at = end
    for one in _RUN.finditer(line, start, end):
        at = one.start() if one.end() == end else end
    return at
