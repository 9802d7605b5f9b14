"""Engine `own`: translation models that this project trained, in the package's `models/` or pulled.

A folder holds CTranslate2's int8 files, the SentencePiece model and a card. The card decides what is
offered: a direction in which the model is not good enough is no edge.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec

from nlp.engines.alphabet import Alphabet, of_pieces
from nlp.engines.base import Edge, Finding, Rendering
from nlp.engines.ct2 import MODEL, Fast
from nlp.engines.hub.pieces import Said, by_sentences
from nlp.engines.loaded import Key, Pool
from nlp.errors import EngineFailed, EngineMissing

NAME = "own"
COST = 0.010
CARD = "card.json"
PIECES = "student.spm"
_TASK = "translation"
_LONGEST = 256


class Direction(msgspec.Struct, frozen=True, kw_only=True):
    """What the card says of one direction."""

    quality: float
    """chrF++ as of an edge, 0 to 100: on the worst of what it was measured on."""
    offered: bool
    """Whether users shall get it."""


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """What the engine reads of `card.json`; there is more in it, for people."""

    name: str
    directions: dict[str, Direction]
    """By `en-de`."""


class Weights(msgspec.Struct, frozen=True):
    """One model on disk."""

    folder: Path
    card: Card

    def size(self) -> int:
        """Bytes of its files."""
        return sum(path.stat().st_size for path in self.folder.iterdir() if path.is_file())


class OwnEngine:
    """Models of our own. One is loaded at its first use and kept by `pool`."""

    name = NAME

    def __init__(self, models: Path, threads: int, pool: Pool | None = None) -> None:
        self._threads, self._pool = threads, pool or Pool()
        self._directions = {
            way: found
            for found in weights(models)
            for way, one in found.card.directions.items()
            if one.offered
        }

    def edges(self) -> tuple[Edge, ...]:
        """Directions that a card says are good enough."""
        return tuple(_edge(way, found.card) for way, found in sorted(self._directions.items()))

    def alphabet(self, source: str, target: str) -> Alphabet:
        """What its vocabulary holds."""
        pieces = self._weights(source, target).folder / PIECES
        return of_pieces(pieces, pieces)

    def translate(self, source: str, target: str, texts: Sequence[str]) -> list[Rendering]:
        """Line breaks and outer blanks stay; between them, sentence by sentence, in batches."""
        found = self._weights(source, target)
        key = Key(NAME, found.card.name)

        def batch(sentences: list[str], room: int) -> list[Said]:
            student = self._pool.get(key, lambda: Student(found.folder, self._threads), size=found.size)
            return student.translate(target, sentences, room)

        done = by_sentences(texts, batch)
        return [Rendering(text=one.text, engine=NAME, model=found.card.name, score=one.score) for one in done]

    def close(self) -> None:
        """Free the models."""
        self._pool.drop(NAME)

    def _weights(self, source: str, target: str) -> Weights:
        found = self._directions.get(f"{source}-{target}")
        if found is None:
            raise EngineMissing(f"no model of our own for {source}>{target}: `duologue train translation`")
        return found


class Student:
    """One loaded model."""

    def __init__(self, folder: Path, threads: int) -> None:
        """Raises EngineFailed where the files cannot be read."""
        from sentencepiece import SentencePieceProcessor

        self._fast = Fast(folder, threads)
        try:
            self._pieces: Any = SentencePieceProcessor(model_file=str(folder / PIECES))
        except (OSError, RuntimeError) as error:
            raise EngineFailed(f"{folder / PIECES} cannot be read: {error}") from error

    def translate(self, target: str, texts: Sequence[str], room: int, beam: int = 2) -> list[Said]:
        """Sentences into `target`, in order; `room` is the most tokens of an output."""
        tokens = self._pieces.encode(list(texts), out_type=str)
        sources = [[f">>{target}<<", *one, "</s>"] for one in tokens]
        done = self._fast.translate(sources, min(room, _LONGEST), beam=beam)
        return [Said(self._pieces.decode(one.tokens), one.score) for one in done]


def weights(models: Path) -> tuple[Weights, ...]:
    """All models of our own that are whole; one in the folder of models goes after one of the package."""
    return tuple(found for found, _ in _folders(models) if isinstance(found, Weights))


def findings(models: Path) -> list[Finding]:
    """For `duologue doctor`: what there is, what is not offered, and why."""
    lines = [_finding(found, why) for found, why in _folders(models)]
    return lines or [_missing("no weights of our own are in models/, and none were trained here")]


def _folders(models: Path) -> Iterator[tuple[Weights | None, str]]:
    """Each folder with a card: the model, or why it cannot be used."""
    for root, pattern in ((Path(str(files("models"))), "translation-*"), (models / NAME, "*")):
        for card in sorted(root.glob(f"{pattern}/{CARD}")):
            try:
                read = msgspec.json.decode(card.read_bytes(), type=Card)
            except (OSError, msgspec.DecodeError) as error:
                yield None, f"{card} cannot be read: {error}"
                continue
            absent = [name for name in (MODEL, PIECES) if not (card.parent / name).exists()]
            yield (
                (None, f"{card.parent} lacks {', '.join(absent)}")
                if absent
                else (Weights(card.parent, read), "")
            )


def _finding(found: Weights | None, why: str) -> Finding:
    if found is None:
        return _missing(why)
    offered = [way.replace("-", ">") for way, one in found.card.directions.items() if one.offered]
    poor = [
        f"{way.replace('-', '>')} ({one.quality:.0f})"
        for way, one in found.card.directions.items()
        if not one.offered
    ]
    if not offered:
        return _missing(f"{found.card.name} is not good enough to be offered: {', '.join(poor)}")
    more = f"; not good enough: {', '.join(poor)}" if poor else ""
    return Finding(
        task=_TASK, engine=NAME, state="ready", why=f"{found.card.name} for {', '.join(offered)}{more}"
    )


def _missing(why: str) -> Finding:
    return Finding(
        task=_TASK,
        engine=NAME,
        state="missing",
        why=why,
        get="`duologue train translation`, see docs/training.md",
    )


def _edge(way: str, card: Card) -> Edge:
    source, _, target = way.partition("-")
    return Edge(
        source=source,
        target=target,
        engine=NAME,
        model=card.name,
        quality=card.directions[way].quality,
        cost=COST,
    )
