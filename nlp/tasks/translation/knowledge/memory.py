"""Translations that people have corrected, used again: the whole message first, then its sentences.

What a correction says is final, except that it cannot take a "do not translate" term out of a text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

import msgspec

from nlp.tasks.translation.knowledge.glossary import find
from nlp.tasks.translation.layout.pieces import lay_out
from wire.contracts.events import Correction, Term
from wire.contracts.normal import normal
from wire.contracts.sizes import longest_after

NAME, MODEL = "memory", "memory-1"

LONGEST_RUN = 8
"""Neighbouring sentences that are looked up as one, below the whole message."""

_END = re.compile(r"(?<![\s.!…。！~])[\s.!…。！~]*+$")
"""Marks that do not matter. A question mark does: "You paid?" is not "You paid."."""
_BREAK = re.compile(r"(?:(?<=[.!?…])\s+|(?<=[。！？])\s*)(?=\S)")


class Part(msgspec.Struct, frozen=True):
    """A part of a message. Joined, the parts are the message, with what was recalled already translated."""

    text: str
    recalled: bool


def recall(
    text: str, memory: Sequence[Correction], terms: Sequence[Term], source: str, target: str
) -> tuple[Part, ...]:
    """`text` with what people have translated before.

    Args:
        text: a message.
        memory: corrections, the newest first: it wins. Those of other pairs are passed by.
        terms: glossary lines of the pair.
        source: primary subtag.
        target: primary subtag.
    """
    kept = [term for term in terms if term.target is None]
    known = {
        normalised(one.source): one
        for one in reversed(memory)
        if (one.source_language, one.target_language) == (source, target)
        and normalised(one.source)
        and _keeps(one, kept)
    }
    return tuple(_parts(text, known)) if known else (Part(text, False),)


def normalised(text: str) -> str:
    """What a text and a correction must have in common: not blanks, end marks, or the first letter's case."""
    plain = " ".join(normal(text).replace("’", "'").split())
    plain = _END.sub("", plain)
    return plain[:1].casefold() + plain[1:]


def _parts(text: str, known: Mapping[str, Correction]) -> Iterator[Part]:
    spans = [(0, len(text)), *_sentences(text)]
    at, index = 0, 0
    room = longest_after(len(text)) - len(text)
    while index < len(spans):
        for start, end, after in _runs(text, spans, index):
            corrected = _corrected(text[start:end], known)
            if corrected is not None and (grown := max(0, len(corrected) - (end - start))) <= room:
                room -= grown
                yield from (Part(text[at:start], False), Part(corrected, True))
                at, index = end, after
                break
        else:
            index += 1
    yield Part(text[at:], False)


def _runs(text: str, spans: Sequence[tuple[int, int]], first: int) -> Iterator[tuple[int, int, int]]:
    """(start, end, next sentence), longest first: with what stands behind the last one, and without.

    The first of `spans` is the whole text.
    """
    if first == 0:
        yield _trimmed(text, 0, len(text)), len(text.rstrip()), len(spans)
        return
    for after in range(min(len(spans), first + LONGEST_RUN), first, -1):
        start, beyond = spans[first][0], spans[after][0] if after < len(spans) else len(text)
        yield start, start + len(text[start:beyond].rstrip()), after
        yield start, spans[after - 1][1], after


def _sentences(text: str) -> list[tuple[int, int]]:
    """Where the sentences of a message are, emoji and line breaks left out."""
    found, at = [], 0
    for piece in lay_out(text):
        start, at = at, at + len(piece.text)
        cuts = (
            [start, *(start + cut.end() for cut in _BREAK.finditer(piece.text)), at] if piece.spoken else []
        )
        found += [
            (left, left + len(text[left:right].rstrip()))
            for left, right in pairwise(cuts)
            if text[left:right].strip()
        ]
    return [(_trimmed(text, left, right), right) for left, right in found]


def _trimmed(text: str, start: int, end: int) -> int:
    return end - len(text[start:end].lstrip())


def _corrected(segment: str, known: Mapping[str, Correction]) -> str | None:
    correction = known.get(normalised(segment))
    return None if correction is None else _fitted(segment, correction)


def _keeps(correction: Correction, kept: Sequence[Term]) -> bool:
    """Whether all that must not be translated is in what the correction says, as often."""
    source, target = normal(correction.source), normal(correction.target).casefold()
    due = Counter(source[span.start : span.end].casefold() for span in find(source, kept))
    return all(target.count(written) >= times for written, times in due.items())


def _fitted(segment: str, correction: Correction) -> str:
    """The correction in the manner of this segment: the case of its first letter, and its end marks."""
    source, target = normal(correction.source).strip(), correction.target.strip()
    if segment[:1].isupper() != source[:1].isupper() and segment[:1].casefold() == source[:1].casefold():
        first = target[:1].upper() if segment[:1].isupper() else target[:1].lower()
        target = first + target[1:]
    here, there, end = (_END.search(one) for one in (segment, source, target))
    if here and there and end and there[0] == end[0] != here[0] and target[:1] not in "¡¿":
        target = target[: end.start()] + here[0]
    return target
