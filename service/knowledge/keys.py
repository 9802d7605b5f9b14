"""What two writings of one thing have in common: the keys that words, segments and answers are found by.

Keys are looser than what a worker compares: it gets a few candidates too many, never one too few.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from hashlib import sha256
from itertools import pairwise

from wire.contracts.normal import normal

# Scripts without blanks between words (Thai to Myanmar, Khmer, kana, Han), and Hangul, whose particles follow
# a word without one: each character counts as a word there.
_ALONE = (
    "\u0e00-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u9fff\uf900-\ufaff\uff66-\uff9f"
    "\u1100-\u11ff\uac00-\ud7af\U00020000-\U0003ffff"
)
_WORD = re.compile(rf"[{_ALONE}]|[^\W{_ALONE}]+")
_JOINED = re.compile(rf"[^\W{_ALONE}]")
_BORDER = re.compile(rf"(?<=[{_ALONE}])(?=[^\W{_ALONE}])|(?<=[^\W{_ALONE}])(?=[{_ALONE}])")
_STOPS = re.compile(r"(?<![.!?…。！？؟।॥])[.!?…。！？؟।॥]++(?=\s|$)|[。！？।॥]+|[\r\n]+")

LONGEST_RUN = 8
"""Neighbouring sentences looked up as one, below the whole text."""

MOST_SENTENCES = 100
"""Sentences of one text that are looked up."""


def fold(text: str) -> str:
    """Without differences of case, composition, apostrophes, blanks and signs that nobody sees."""
    plain = unicodedata.normalize("NFC", normal(text).casefold()).replace("’", "'")
    return " ".join(plain.split())


def heads(folded: str) -> set[str]:
    """All words of a folded text, by any of which a term may begin; "" stands for terms without a word."""
    return {"", *_WORD.findall(folded)}


def head(folded: str) -> str:
    """The word that a folded term is looked up by: its first."""
    found = _WORD.search(folded)
    return found[0] if found else ""


def occurs(term: str, text: str) -> bool:
    """Whether a folded term stands in a folded text as whole words, where the script has words."""
    before = r"(?<!\w)" if _JOINED.match(term) else ""
    after = r"(?!\w)" if _JOINED.match(term[-1:]) else ""
    if not before and not after:
        return term in text
    return term in text and re.search(before + re.escape(term) + after, _apart(text)) is not None


@lru_cache(maxsize=16)
def _apart(text: str) -> str:
    """Characters that are words of their own stand apart from letters beside them."""
    return text if text.isascii() else _BORDER.sub("\0", text)


def segment_key(text: str) -> str:
    """SHA-256 in hex of a segment's words, whatever stands between and around them; "" where it has none."""
    words = _words(text)
    return sha256(words.encode()).hexdigest() if words else ""


def segment_keys(text: str) -> list[str]:
    """Keys of all that may have been corrected before: the whole text, its sentences, and runs of them."""
    parts = [words for words in (_words(one) for one in sentences(text)) if words][:MOST_SENTENCES]
    whole = _words(text)
    runs = dict.fromkeys([whole, *_runs(parts)])
    return [sha256(one.encode()).hexdigest() for one in runs if one]


def sentences(text: str) -> list[str]:
    """A text cut after its sentences and at line ends, without blanks around; empty ones are left out."""
    cuts = [0, *(cut.end() for cut in _STOPS.finditer(text)), len(text)]
    parts = (text[left:right].strip() for left, right in pairwise(cuts))
    return [part for part in parts if part]


def _runs(parts: list[str]) -> Iterator[str]:
    for first in range(len(parts)):
        for after in range(first + 1, min(len(parts), first + LONGEST_RUN) + 1):
            yield " ".join(parts[first:after])


def _words(text: str) -> str:
    return " ".join(_WORD.findall(fold(text)))
