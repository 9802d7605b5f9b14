"""Turns of recorded dialogues with what was said next, and which reply of our set that amounts to."""

from __future__ import annotations

import json
import lzma
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from nlp.encoder.similarity import Similarity
from nlp.measures.labelled import TURNS
from nlp.tasks.replies.phrases import ReplySet

SAME = 0.7
"""Likeness from which what was said next counts as one of our replies. It is the quick encoder's, which the
suggester does not choose by: a yardstick should not be cut from the cloth it measures."""

LONGEST = 160
"""Characters beyond which what was said next is no reply of ours, whatever it is like."""


class Turn(msgspec.Struct, frozen=True):
    """The last turn of a dialogue, and what was said next: one text, or several that all would be right."""

    text: str
    replies: tuple[str, ...]
    before: tuple[str, ...] = ()


class Labelled(msgspec.Struct, frozen=True):
    """A turn, and the ids of those of our replies that were right there; the others were not asked for."""

    turn: Turn
    right: frozenset[str]


def daily(path: Path) -> Iterator[Turn]:
    """Contexts with five good replies each, JSON lines (.xz)."""
    for row in _rows(path):
        *before, last = row["context"]
        yield Turn(last, tuple(row["positive_responses"]), tuple(before[-3:]))


def task(path: Path) -> Iterator[Turn]:
    """Neighbouring turns of task dialogues, JSON lines (.xz)."""
    for row in _rows(path):
        said = [text for _, text in row["turns"]]
        for number in range(1, len(said)):
            yield Turn(said[number - 1], (said[number],), tuple(said[max(0, number - 4) : number - 1]))


def small_talk(path: Path) -> Iterator[Turn]:
    """Neighbouring turns of the training chats of EmoContext, out of a table as `labelled.read` reads it."""
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            kind, split, _, _, text = line.rstrip("\n").split("\t", 4)
            said = text.split(TURNS) if (kind, split) == ("emocontext", "train") else []
            for number in range(1, len(said)):
                yield Turn(said[number - 1], (said[number],), tuple(said[: number - 1]))


def label(turns: Sequence[Turn], phrases: ReplySet, similarity: Similarity) -> list[Labelled]:
    """Those turns for which one of our replies was right."""
    texts = [(reply.id, text) for reply in phrases.replies for text in (reply.en,)]
    ours = similarity.embed([text for _, text in texts])
    said = sorted({text for turn in turns for text in turn.replies if len(text) <= LONGEST}, key=len)
    meaning: dict[str, str] = {}  # read by length: the encoder pads a batch to its longest text
    for start in range(0, len(said), 500):
        part = said[start : start + 500]
        cosines = similarity.embed(part) @ ours.T
        best = cosines.argmax(axis=1)
        meaning |= {
            text: texts[int(column)][0]
            for text, column, row in zip(part, best, cosines, strict=True)
            if row[column] >= SAME
        }
    found = [
        Labelled(turn, frozenset(meaning[one] for one in turn.replies if one in meaning)) for turn in turns
    ]
    return [one for one in found if one.right]


def _rows(path: Path) -> Iterator[Any]:
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def ranks(found: Sequence[str], right: frozenset[str]) -> tuple[float, float]:
    """Whether a right reply is among these, and one over the place of the first (0 where none is)."""
    places = [place for place, one in enumerate(found, 1) if one in right]
    return (1.0, 1 / places[0]) if places else (0.0, 0.0)


def mean(values: Sequence[float]) -> float:
    """Mean in %, one decimal; 0 of nothing."""
    return round(100 * float(np.mean(values)), 1) if values else 0.0
