"""A message through a model that reads sentences: cut, put into batches of like length, and joined again."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from nlp.engines.pauses import pause
from nlp.engines.sentences import sentences

BATCH = 16
_BETWEEN, _BREAK = re.compile(r"(?<=[.!?…])\s++"), re.compile(r"(\n)")


class Said(NamedTuple):
    """A translated text, and how sure the model was: mean log-probability of a token, null where unknown."""

    text: str
    score: float | None = None


Batch = Callable[[list[str], int], list[Said]]
"""Sentences of like length, and the most tokens that an output may have."""


def by_sentences(texts: Sequence[str], translate: Batch) -> list[Said]:
    """One for each text, in order. Line breaks and outer blanks stay; between them, sentence by sentence."""
    pieces = [_pieces(text) for text in texts]
    wanted = list(dict.fromkeys(piece for text in pieces for piece, _ in text if piece))
    done = dict(zip(wanted, _by_size(wanted, translate), strict=True))
    return [_joined(text, done) for text in pieces]


def _joined(pieces: list[tuple[str, str]], done: dict[str, Said]) -> Said:
    text = "".join((done[one].text if one else "") + gap for one, gap in pieces)
    scores = [(done[one].score or 0.0, len(one)) for one, _ in pieces if one and done[one].score is not None]
    size = sum(length for _, length in scores)
    return Said(text, sum(score * length for score, length in scores) / size if size else None)


def _by_size(texts: list[str], translate: Batch) -> list[Said]:
    """Texts of a size together: a batch is as slow as its longest, and none may run longer than alone."""
    sizes: dict[int, list[str]] = {}
    for text in texts:
        sizes.setdefault(_size(text), []).append(text)
    done: dict[str, Said] = {}
    for size, alike in sizes.items():
        for start in range(0, len(alike), BATCH):
            batch = alike[start : start + BATCH]
            pause()
            done |= dict(zip(batch, translate(batch, 2 * size), strict=True))
    return [done[text] for text in texts]


def _size(text: str) -> int:
    """Characters, rounded up to a power of two."""
    return 1 << max(len(text) - 1, 15).bit_length()


def _pieces(text: str) -> list[tuple[str, str]]:
    """(sentence, what stands after it); line breaks are always between sentences."""
    parts = _BREAK.split(text)
    return [piece for part in parts for piece in _line(part)]


def _line(part: str) -> list[tuple[str, str]]:
    return [("", part)] if part == "\n" else sentences(part, _segments)


def _segments(line: str) -> list[str]:
    return [part for part in _BETWEEN.split(line.strip()) if part]
