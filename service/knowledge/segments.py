"""Which sentences of a corrected text belong to which of the original: each is remembered by itself too."""

from __future__ import annotations

import re
import unicodedata

import msgspec

from service.knowledge.keys import segment_key, sentences

_RATIO = 4
"""Longer or shorter than this many times, two sentences are not each other's."""

_DIGITS = re.compile(r"\d+")


class Segment(msgspec.Struct, frozen=True):
    """A text and its translation."""

    source: str
    target: str

    @property
    def key(self) -> str:
        """What the source is looked up by; "" where it has no words."""
        return segment_key(self.source)


def segments_of(whole: Segment, was: str | None = None) -> list[Segment]:
    """The sentences of a text and its translation in pairs, as far as that is sure: both have as many, and of
    like length. Of those that read as in `was`, the translation before, nothing was learned."""
    ours, theirs, old = (sentences(one) for one in (whole.source, whole.target, was or ""))
    if len(ours) < 2 or len(ours) != len(theirs):
        return []
    pairs = [Segment(one, two) for one, two in zip(ours, theirs, strict=True)]
    if not all(_alike(one) for one in pairs):
        return []
    fresh = [one for index, one in enumerate(pairs) if len(old) != len(pairs) or old[index] != one.target]
    return [one for one in fresh if one.key]


def numbers_differ(source: str, target: str) -> bool:
    """Whether a translation has other numbers than its original, however they are written."""
    ours, theirs = (_numbers(one) for one in (source, target))
    return sorted(ours) != sorted(theirs) and "".join(ours) != "".join(theirs)


def _numbers(text: str) -> list[str]:
    """Runs of digits; "18:00" is also just 18."""
    runs = ("".join(str(unicodedata.decimal(one)) for one in run) for run in _DIGITS.findall(text))
    return [run for run in runs if run != "00"]


def _alike(pair: Segment) -> bool:
    one, two = len(pair.source) + _RATIO, len(pair.target) + _RATIO
    return max(one, two) <= _RATIO * min(one, two)
