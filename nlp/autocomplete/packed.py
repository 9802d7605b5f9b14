"""The file of one language: words in alphabetical order, and a tree of what follows what.

Layout, little endian: `DTY1`; the length of the header as u32; the header as JSON; then

- the words: for each the bytes shared with the one before, the bytes that follow, and those bytes (UTF-8);
- for each word its cost: a byte;
- for each depth from 1: for each node of the depth above its number of children (varint), then, where it has
  any, its back-off cost (a byte) and its children, ascending: step of the word's number (varint) and cost (a
  byte).

A cost is `-ln(probability)` in sixteenths. Children are words that follow the words on the path to them.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from nlp.autocomplete.text import SPECIAL, fold

MAGIC = b"DTY1"
TICKS = 16
"""Cost of one nat."""
DEAREST = 255

Bytes = NDArray[np.uint8]
Numbers = NDArray[np.int32]


class Level(msgspec.Struct, frozen=True):
    """What follows the nodes of the depth above, its parents; the first depth's parents are the words."""

    start: Numbers
    """(parents + 1): the children of parent `p` are `start[p]` to `start[p + 1]`."""
    backoff: Bytes
    """(parents): what is added where a word is not among the children."""
    words: Numbers
    """(children): numbers of words, ascending under each parent."""
    costs: Bytes
    """(children)."""


class Packed(msgspec.Struct, frozen=True):
    """A language's model."""

    language: str
    words: list[str]
    """The special tokens, then words in the order of `order`."""
    costs: Bytes
    levels: list[Level]
    settings: dict[str, Any] = {}
    """What the predictor goes by: see `Rules`."""


def order(word: str) -> tuple[str, str]:
    """Words stand in the order of their loose spelling, so that what begins alike stands together."""
    return fold(word), word


def write(model: Packed, path: Path) -> int:
    """Write the file; its size in bytes."""
    header = msgspec.json.encode(
        {
            "language": model.language,
            "words": len(model.words),
            "levels": [len(level.words) for level in model.levels],
            "settings": model.settings,
        }
    )
    body = bytearray(MAGIC + len(header).to_bytes(4, "little") + header)
    _put_words(body, model.words)
    body += model.costs.tobytes()
    for level in model.levels:
        _put_level(body, level)
    path.write_bytes(body)
    return len(body)


def _put_words(body: bytearray, words: Sequence[str]) -> None:
    before = b""
    for word in words:
        now = word.encode()
        shared = next((i for i, (a, b) in enumerate(zip(before, now, strict=False)) if a != b), None)
        shared = min(len(before), len(now)) if shared is None else shared
        body += bytes((shared, len(now) - shared)) + now[shared:]
        before = now


def _put_level(body: bytearray, level: Level) -> None:
    words, costs = level.words.tolist(), level.costs.tolist()
    bounds, backoff = level.start.tolist(), level.backoff.tolist()
    for parent, (first, last) in enumerate(pairwise(bounds)):
        _put_number(body, last - first)
        if last == first:
            continue
        body.append(backoff[parent])
        before = 0
        for child in range(first, last):
            _put_number(body, words[child] - before)
            body.append(costs[child])
            before = words[child]


def _put_number(body: bytearray, number: int) -> None:
    while number >= 128:
        body.append(number & 127 | 128)
        number >>= 7
    body.append(number)


class _Reader:
    def __init__(self, body: bytes) -> None:
        self.body, self.at = body, 0

    def take(self, count: int) -> bytes:
        self.at += count
        return self.body[self.at - count : self.at]

    def byte(self) -> int:
        self.at += 1
        return self.body[self.at - 1]

    def number(self) -> int:
        number, shift = 0, 0
        while (byte := self.byte()) >= 128:
            number |= (byte & 127) << shift
            shift += 7
        return number | byte << shift


def read(path: Path) -> Packed:
    """The model in a file.

    Raises:
        ValueError: it is not such a file, or was cut off.
    """
    source = _Reader(path.read_bytes())
    header = _header(source, str(path))
    try:
        words = _words(source, header["words"])
        costs = np.frombuffer(source.take(len(words)), np.uint8)
        levels: list[Level] = []
        for children in header["levels"]:
            levels.append(_level(source, len(levels[-1].words) if levels else len(words), children))
    except IndexError:
        raise ValueError(f"{path} is cut off") from None
    return Packed(header["language"], words, costs, levels, header["settings"])


def words(body: bytes) -> list[str]:
    """The words alone of a file, in a hundredth of the time. ValueError: it is no such file."""
    source = _Reader(body)
    return _words(source, _header(source, "this")["words"])[len(SPECIAL) :]


def _header(source: _Reader, name: str) -> dict[str, Any]:
    if source.take(4) != MAGIC:
        raise ValueError(f"{name} is no model of predictive text")
    found: dict[str, Any] = msgspec.json.decode(source.take(int.from_bytes(source.take(4), "little")))
    return found


def _words(source: _Reader, count: int) -> list[str]:
    words, before = [], b""
    for _ in range(count):
        shared = source.byte()
        before = before[:shared] + source.take(source.byte())
        words.append(before.decode())
    return words


def _level(source: _Reader, parents: int, children: int) -> Level:
    start, backoff = np.zeros(parents + 1, np.int32), np.zeros(parents, np.uint8)
    words, costs = np.zeros(children, np.int32), np.zeros(children, np.uint8)
    at = 0
    for parent in range(parents):
        own = source.number()
        if own:
            backoff[parent] = source.byte()
        word = 0
        for _ in range(own):
            word += source.number()
            words[at], costs[at] = word, source.byte()
            at += 1
        start[parent + 1] = at
    return Level(start, backoff, words, costs)


def is_special(number: int) -> bool:
    """Whether this is the number of a token that is never offered."""
    return number < len(SPECIAL)
