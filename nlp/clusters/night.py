"""A process of its own that embeds and groups what customers wrote: `python -m nlp.clusters.night`.

It reads one question as MessagePack from standard input, and writes the answer to standard output. It gives
way to everything else, has one thread and so much memory, and may fail in place of who asks. Vectors travel
as `packed`: 384 signed bytes each.
"""

from __future__ import annotations

import os
import resource
import sys
from collections import Counter
from collections.abc import Sequence
from zlib import crc32

import msgspec
import numpy as np

from nlp.clusters.clustering import cluster, unit
from nlp.clusters.lasting import NEW, middles, recognised
from nlp.clusters.linkage import Floats, Numbers
from nlp.clusters.naming import telling
from nlp.encoder.embedding import DIMENSIONS, MODEL, build_embedder
from wire.contracts.settings import Settings

__all__ = ["MODEL"]

NICENESS = 15
"""Behind the worker, which has 10, and behind who listens to voice notes."""
MEMORY = 4 * 1024 * 1024 * 1024
"""Bytes of address space; of them it uses less than a quarter."""
CPU_S = 1800
"""Seconds of CPU time, then it ends: 100,000 texts take a tenth."""
AT_ONCE = 64
OF_ONE = 20
"""Messages of one person that are linked before more of anybody's: who floods a desk shapes no group."""


class Embed(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """What are the vectors of these texts?"""

    texts: list[str]


class Embedded(msgspec.Struct, frozen=True, kw_only=True):
    """One after the other, `packed`."""

    vectors: bytes


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """A group of nights before."""

    id: str
    middle: bytes
    """As of `Found`."""


class Group(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """What do many of these write about?"""

    vectors: bytes
    languages: list[str]
    reads: list[str | None]
    """Each as the organisation reads it; null: there is no translation."""
    spoken: str = ""
    """The language that it reads."""
    authors: list[str]
    never: list[str]
    """What people are called: names no group."""
    known: list[Known]


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """A group. `known`: which of before it is; null: it is new."""

    words: list[str]
    middle: bytes
    """384 floats of four bytes."""
    known: str | None


class Grouped(msgspec.Struct, frozen=True, kw_only=True):
    """Groups, the largest first. `of`: per text the number of its group, -1: none. `like`: cosine to its
    middle.
    """

    groups: list[Found]
    of: list[int]
    like: list[float]


def packed(vectors: Floats) -> bytes:
    """Directions of vectors, as signed bytes: of what is compared by cosine the length does not matter."""
    most = np.maximum(np.abs(vectors).max(axis=1, keepdims=True), 1e-12) if len(vectors) else 1.0
    return bytes(np.rint(vectors / most * 127).astype(np.int8).tobytes())


def unpacked(kept: bytes) -> Floats:
    """Rows of unit length."""
    return unit(np.frombuffer(kept, dtype=np.int8).reshape(-1, DIMENSIONS).astype(np.float32))


def embed(asked: Embed) -> Embedded:
    """With the encoder of this installation."""
    embedder = build_embedder(Settings.load())
    parts = (asked.texts[at : at + AT_ONCE] for at in range(0, len(asked.texts), AT_ONCE))
    return Embedded(vectors=b"".join(packed(embedder.embed(part)) for part in parts))


def group(asked: Group) -> Grouped:
    """Groups of the texts, those of before by their ids."""
    vectors = unpacked(asked.vectors)
    clusters = cluster(vectors, asked.languages, order=_order(asked.vectors, asked.authors))
    means, like = middles(vectors, asked.languages, clusters.of, clusters.many)
    known = np.frombuffer(b"".join(one.middle for one in asked.known), dtype="<f4").reshape(-1, DIMENSIONS)
    same = recognised(means, np.asarray(known, dtype=np.float32))
    words = telling(
        asked.reads,
        clusters.of.tolist(),
        asked.authors,
        clusters.many,
        called=asked.never,
        spoken=asked.spoken,
    )
    found = [
        Found(
            words=list(words[at]),
            middle=means[at].astype("<f4").tobytes(),
            known=None if same[at] == NEW else asked.known[int(same[at])].id,
        )
        for at in range(clusters.many)
    ]
    return Grouped(groups=found, of=clusters.of.tolist(), like=[round(float(one), 4) for one in like])


def _order(kept: bytes, authors: Sequence[str]) -> Numbers:
    """Rows as chance has it, but the same texts first night after night: so are the groups. Of each person
    some come before more of anybody's.
    """
    ends = range(DIMENSIONS, len(kept) + 1, DIMENSIONS)
    drawn = np.argsort([crc32(kept[end - DIMENSIONS : end]) for end in ends], kind="stable")
    turns, written = np.zeros(len(drawn), dtype=np.int64), Counter[str]()
    for row in drawn.tolist():
        turns[row] = written[authors[row]] // OF_ONE
        written[authors[row]] += 1
    return np.asarray(drawn[np.argsort(turns[drawn], kind="stable")], dtype=np.int64)


def main() -> None:
    """Answer one question."""
    os.nice(NICENESS)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
    asked = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=Embed | Group)
    answer = embed(asked) if isinstance(asked, Embed) else group(asked)
    sys.stdout.buffer.write(msgspec.msgpack.encode(answer))


if __name__ == "__main__":
    main()
