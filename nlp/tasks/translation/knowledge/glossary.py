"""Glossary lines through every engine: a term becomes a stand-in before, and its target after translation.

A stand-in is one private-use character. All that follows takes it for a token that must come through whole,
so that a line is honoured whatever the engine does.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from nlp.tasks.translation.protect.patterns import FIRST_STAND_IN, LAST_STAND_IN, UNSPACED
from nlp.tasks.translation.protect.tokens import replaced, tokens
from wire.contracts.events import Term
from wire.contracts.normal import normal

NAME, MODEL = "glossary", "glossary-1"

_HANGUL = "\u1100-\u11ff\uac00-\ud7af"
_BEFORE = rf"(?<![^\W{UNSPACED}])"
_AFTER = rf"(?![^\W{UNSPACED}{_HANGUL}])(?!'t\b)"
"""Korean particles follow their word without a blank; "don" is not in "don't"."""

_WORDS = re.compile(r"(?:[^\W\d_]|[\s'’-])+")
"""What engines cannot read is held as a token as well: a name in another script may have terms in it."""

_LETTER_AT_START, _LETTER_AT_END = (
    re.compile(rf"[^\W{UNSPACED}]"),
    re.compile(rf"[^\W{UNSPACED}{_HANGUL}]"),
)


class Span(msgspec.Struct, frozen=True):
    """Where a term stands in a text."""

    start: int
    end: int
    term: Term


class Held(msgspec.Struct, frozen=True):
    """What a stand-in stands for."""

    written: str
    """As it stands in the message."""
    becomes: str


Terms = Mapping[str, Held]
"""By stand-in."""


class Bound(msgspec.Struct, frozen=True):
    """A text with stand-ins, and what they stand for."""

    text: str
    held: Terms
    changed: bool
    """Whether some term becomes something else than what is written."""
    grown: int = 0
    """Characters that the terms add to the text."""
    left_out: tuple[str, ...] = ()
    """Terms that stand in the text and are not applied, as the glossary writes them: they add too much."""


def for_pair(terms: Sequence[Term], source: str, target: str) -> tuple[Term, ...]:
    """Those of `terms` that hold for a pair of primary subtags."""
    return tuple(
        term
        for term in terms
        if term.source.strip()
        and term.source_language in (None, source)
        and term.target_language in (None, target)
    )


def find(text: str, terms: Sequence[Term]) -> tuple[Span, ...]:
    """Where terms stand in `text`, in order: longest first, of equals the first given; none overlaps another.

    Capitals and the form of accents do not matter, words are whole, and links, addresses, handles and codes
    are not looked into.
    """
    if not terms:
        return ()
    folded, starts = _folded(text)
    closed = _closed(text)
    taken = bytearray(len(text))
    found: list[Span] = []
    for key, term in sorted(((_key(term), term) for term in terms), key=lambda one: -len(one[0])):
        for left, right in _places(folded, key):
            span = Span(starts[left], starts[right], term)
            if not any(taken[span.start : span.end]) and not _cuts(span, closed):
                found.append(span)
                taken[span.start : span.end] = b"\1" * (span.end - span.start)
    return tuple(sorted(found, key=lambda span: span.start))


def _closed(text: str) -> list[tuple[int, int]]:
    """(start, end) of tokens that are not looked into, in order."""
    return [(one.start, one.end) for one in tokens(text) if one.hard and not _WORDS.fullmatch(one.text)]


def bind(text: str, terms: Sequence[Term], signs: Iterator[str], room: int = sys.maxsize) -> Bound:
    """`text` with a stand-in for each term in it.

    Args:
        text: a message, or a part of one.
        terms: those of the pair, see `for_pair`.
        signs: see `stand_ins`; parts of one message share them.
        room: characters that terms may add; those that add most are left out where they add more together.
    """
    spans, grown, left_out = _fitting(find(text, terms), room)
    held = {
        sign: _held(text[span.start : span.end], span.term) for span, sign in zip(spans, signs, strict=False)
    }
    places = [(span.start, span.end, sign) for span, sign in zip(spans, held, strict=False)]
    changed = any(span.term.target is not None for span in spans)
    return Bound(replaced(text, places), held, changed, grown, left_out)


def _held(written: str, term: Term) -> Held:
    return Held(written, written if term.target is None else term.target)


def _fitting(spans: Sequence[Span], room: int) -> tuple[Sequence[Span], int, tuple[str, ...]]:
    """Spans of terms that add at most `room` characters together, how many they add, and terms left out."""
    added: Counter[Term] = Counter()
    for span in spans:
        added[span.term] += max(0, len(span.term.target or "") - (span.end - span.start))
    left_out = set()
    grown = sum(added.values())
    for term, much in added.most_common():
        if grown <= room:
            break
        left_out.add(term)
        grown -= much
    kept = [span for span in spans if span.term not in left_out]
    return kept, grown, tuple(sorted(term.source for term in left_out))


def release(held: Terms, rendered: str) -> str:
    """A translation of a bound text, with the terms in it."""
    return rendered.translate({ord(sign): one.becomes for sign, one in held.items()})


def stand_ins(text: str) -> Iterator[str]:
    """Signs that are not in `text`."""
    signs = (chr(code) for code in range(ord(FIRST_STAND_IN), ord(LAST_STAND_IN) + 1))
    taken = {sign for sign in text if FIRST_STAND_IN <= sign <= LAST_STAND_IN}
    return (sign for sign in signs if sign not in taken)


def _cuts(span: Span, closed: Sequence[tuple[int, int]]) -> bool:
    """Whether a span touches one of these without holding all of it: one of two, then, at its ends."""
    first = bisect_right(closed, span.start, key=lambda one: one[0]) - 1
    last = bisect_left(closed, span.end, key=lambda one: one[0]) - 1
    opens = first >= 0 and closed[first][0] < span.start < closed[first][1]
    return opens or (last >= 0 and closed[last][0] < span.end < closed[last][1])


def _key(term: Term) -> str:
    return " ".join(_folded(normal(term.source).strip())[0].split())


def _places(folded: str, key: str) -> Iterator[tuple[int, int]]:
    if not key:
        return
    before = _BEFORE if _LETTER_AT_START.match(key) else ""
    after = _AFTER if _LETTER_AT_END.match(key[-1:]) else ""
    words = r"\s+".join(re.escape(word) for word in key.split())
    for place in re.finditer(before + words + after, folded):
        yield place.span()


def _folded(text: str) -> tuple[str, list[int]]:
    """`text` without differences of case and composition, and per character (and the end) where it began."""
    if text.isascii():
        return text.casefold(), list(range(len(text) + 1))
    out: list[str] = []
    starts: list[int] = []
    for start, cluster in _clusters(text):
        plain = unicodedata.normalize("NFC", unicodedata.normalize("NFC", cluster).casefold())
        plain = plain.replace("’", "'")
        out.append(plain)
        starts += [start] * len(plain)
    return "".join(out), [*starts, len(text)]


def _clusters(text: str) -> Iterator[tuple[int, str]]:
    """(start, a character and the accents after it)."""
    start = 0
    for index in range(1, len(text) + 1):
        if index == len(text) or not unicodedata.combining(text[index]):
            yield start, text[start:index]
            start = index
