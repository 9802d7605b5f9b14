"""Where the head comes from: shipped in models/, else computed once from the set and kept."""

from __future__ import annotations

import logging
import os
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nlp.encoder.embedding import MODEL, Embedder, Vectors
from nlp.tasks.replies.head import PENALTY, RATE, STEPS, Head, fit
from nlp.tasks.replies.phrases import LANGUAGES, ReplySet

log = logging.getLogger(__name__)

Say = Callable[[str], None]
"""Told, for people, what is being computed."""

AT_ONCE = 100
"""Texts embedded between two words to the people who wait."""

FOLDER, WEIGHTS = "replies", "head.npz"

PARTS = ("mean", "weights", "bias", "said")


def obtain(phrases: ReplySet, embedder: Embedder, kept: Path, say: Say) -> Head:
    """The head for this very set and embedder: shipped, kept, or computed now (some minutes) and kept.

    A folder that cannot be written to only costs the same time at the next start.
    """
    name = f"{stamp(phrases)}.npz"
    head = shipped(phrases) or read(kept / name, stamp(phrases))
    if head is None:
        head = compute(phrases, embedder, say)
        try:
            write(head, kept / name, stamp(phrases))
        except OSError as error:
            log.warning("replies: cannot keep %s: %s", kept / name, error)
    return head


def shipped(phrases: ReplySet) -> Head | None:
    """The head in models/, if it was made from this very set."""
    return read(files("models").joinpath(FOLDER, WEIGHTS), stamp(phrases))


def stamp(phrases: ReplySet) -> str:
    """What a head depends on, as a short digest."""
    return phrases.fingerprint(MODEL, str((PENALTY, STEPS, RATE)))[:20]


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a head is fitted on: vectors of example turns, the number of the kind of each, and all replies."""

    turns: Vectors
    labels: NDArray[np.int64]
    replies: tuple[Vectors, ...]
    """Per reply the vectors of its texts, (languages, d)."""


def prepare(phrases: ReplySet, embedder: Embedder, say: Say) -> Lesson:
    """Embed every turn and every reply of the set."""
    turns = [turn for kind in phrases.kinds for turn in kind.turns]
    labels = [number for number, kind in enumerate(phrases.kinds) for _ in kind.turns]
    texts = [text for reply in phrases.replies for text in reply.texts]
    vectors = _embed(turns + texts, embedder, say)
    replies = vectors[len(turns) :].reshape(len(phrases.replies), len(LANGUAGES), -1)
    return Lesson(vectors[: len(turns)], np.asarray(labels, dtype=np.int64), tuple(replies))


def compute(phrases: ReplySet, embedder: Embedder, say: Say) -> Head:
    """A head for this set."""
    lesson = prepare(phrases, embedder, say)
    return fit(lesson.turns, lesson.labels, lesson.replies)


def _embed(texts: Sequence[str], embedder: Embedder, say: Say) -> Vectors:
    rows = []
    for start in range(0, len(texts), AT_ONCE):
        say(f"learning the reply set, {start} of {len(texts)} phrases")
        rows.append(embedder.embed(texts[start : start + AT_ONCE]))
    return np.vstack(rows)


def read(file: Traversable, wanted: str) -> Head | None:
    """A head from a file, or None where there is none with that stamp."""
    try:
        with file.open("rb") as opened, np.load(opened, allow_pickle=False) as found:
            if str(found["stamp"]) != wanted:
                return None
            return Head(*(found[part].astype(np.float32) for part in PARTS))
    except (OSError, KeyError, ValueError, EOFError, zipfile.BadZipFile):
        return None


def write(head: Head, path: Path, wanted: str) -> None:
    """Keep a head, in half precision; the file is there whole or not at all. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    arrays = {part: getattr(head, part).astype(np.float16) for part in PARTS}
    draft = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with draft.open("wb") as opened:
            np.savez(opened, stamp=np.asarray(wanted), **arrays)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
