"""A text as the words under which it is found, and a question as the words that are sought. Pure.

Both are folded (`folding`), so that case, width and accents make no difference. Chinese, Japanese, Thai and
other scripts without blanks between words become pairs of neighbours, and the last sign alone: whatever
stretch of a text somebody asks for, all its pairs are in the text. So does Korean, whose blanks stand between
phrases: a word is in the middle of one as often as at its beginning. Emoji are words of their own.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import regex

from service.text.folding import fold

LONGEST = 40
"""Characters of a word that count."""

MOST = 2000
"""Different words of one message."""

MOST_SOUGHT = 12

_DENSE = (
    r"\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u30FC\p{Script=Thai}\p{Script=Lao}"
    r"\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Tibetan}\p{Script=Hangul}"
)
_RUNS = regex.compile(
    rf"(?P<dense>[{_DENSE}]+)|(?P<word>[[\p{{L}}\p{{M}}\p{{N}}]--[{_DENSE}]]+)|\p{{Extended_Pictographic}}",
    regex.VERSION1,
)


class Sought(msgspec.Struct, frozen=True):
    """A word that a message has to have; with `begins` one that begins so will do."""

    word: str
    begins: bool


def words_of(text: str) -> list[str]:
    """The different words of a text, in order."""
    found: dict[str, None] = {}
    for run in _RUNS.finditer(fold(text)):
        whole = run.group()
        for word in _pairs(whole, last=True) if run["dense"] else (whole[:LONGEST],):
            found[word] = None
        if len(found) >= MOST:
            break
    return list(found)[:MOST]


def sought_in(text: str) -> list[Sought]:
    """What a message has to have, at most `MOST_SOUGHT` words of a question; none where it names no word."""
    found: dict[Sought, None] = {}
    for run in _RUNS.finditer(fold(text)):
        whole = run.group()
        if run["dense"] is None:
            found[Sought(whole[:LONGEST], begins=len(whole) > 1)] = None
        elif len(whole) == 1:
            found[Sought(whole, begins=True)] = None
        else:
            found |= {Sought(pair, begins=False): None for pair in _pairs(whole, last=False)}
    return list(found)[:MOST_SOUGHT]


def _pairs(run: str, *, last: bool) -> Iterator[str]:
    for place in range(len(run) - 1):
        yield run[place : place + 2]
    if last:
        yield run[-1]
