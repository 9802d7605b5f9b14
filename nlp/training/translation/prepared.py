"""Sentences as numbers in one file, made once per recipe and data: what the training loop reads."""

from __future__ import annotations

import random
import shutil
from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np

from nlp.training.translation.config import Recipe
from nlp.training.translation.data import Parallel, Say, Sentence, load
from nlp.training.translation.vocabulary import SYNTHETIC, Words, make, tag

ARRAYS = "corpus.npz"
FACTS = "facts.json"
LONGEST = 250
"""Pieces; what is longer is left out."""

Ints = np.ndarray[tuple[int], np.dtype[np.int64]]


class Side(msgspec.Struct, frozen=True):
    """Texts one after the other: text `n` is `numbers[start[n]:start[n] + length[n]]`."""

    numbers: np.ndarray[tuple[int], np.dtype[np.uint16]]
    start: Ints
    length: Ints


class Lesson(msgspec.Struct, frozen=True):
    """All examples of one direction; sources have tag and end, targets the end."""

    name: str
    source: Side
    target: Side


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """What the card tells of the data."""

    digest: str
    held_out: dict[str, tuple[Sentence, ...]]
    refused: dict[str, dict[str, int]]
    origins: dict[str, dict[str, int]]
    """Pairs of sentences used, by pair and origin."""


class Prepared(msgspec.Struct, frozen=True):
    """What was prepared: vocabulary, examples, facts."""

    words: Words
    lessons: tuple[Lesson, ...]
    facts: Facts


def prepare(recipe: Recipe, data: Path, out: Path, say: Say) -> Prepared:
    """What an earlier run left in `out` for the same recipe, else prepared now. Written whole or not at all.

    Raises:
        CorpusWrong: the data cannot be used.
    """
    facts = _facts(out)
    if facts is None or facts.digest != recipe.digest():
        temporary = out.with_name(f"{out.name}.tmp")
        shutil.rmtree(temporary, ignore_errors=True)
        temporary.mkdir(parents=True)
        _write(recipe, load(recipe, data, say), temporary, say)
        shutil.rmtree(out, ignore_errors=True)
        temporary.rename(out)
        facts = _facts(out)
    assert facts is not None
    return Prepared(Words(out), _lessons(out / ARRAYS), facts)


def _facts(out: Path) -> Facts | None:
    try:
        return msgspec.json.decode((out / FACTS).read_bytes(), type=Facts)
    except (OSError, msgspec.DecodeError):
        return None


def _write(recipe: Recipe, found: Sequence[Parallel], out: Path, say: Say) -> None:
    seed = recipe.training.seed
    words = make(found, recipe.vocabulary, out, seed, recipe.training.threads)
    say(f"{len(words):,} pieces of vocabulary")
    arrays: dict[str, np.ndarray[tuple[int], np.dtype[np.uint16]]] = {}
    for one in found:
        for name, source, target in _directions(one, words, recipe):
            arrays |= _flat(f"{name}.source", source) | _flat(f"{name}.target", target)
    tokens = sum(numbers.size for name, numbers in arrays.items() if name.endswith("numbers"))
    say(f"{tokens / 1e6:.1f} M tokens")
    np.savez(out / ARRAYS, allow_pickle=False, **arrays)
    facts = Facts(
        digest=recipe.digest(),
        held_out={one.pair: one.held_out for one in found},
        refused={one.pair: one.refused for one in found},
        origins={one.pair: _origins(one.train) for one in found},
    )
    (out / FACTS).write_bytes(msgspec.json.encode(facts))


def _origins(sentences: Sequence[Sentence]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for one in sentences:
        counts[one.origin] = counts.get(one.origin, 0) + 1
    return dict(sorted(counts.items()))


Direction = tuple[str, list[list[int]], list[list[int]]]


def _directions(found: Parallel, words: Words, recipe: Recipe) -> list[Direction]:
    left, right = found.sides
    lefts, rights = [one.left for one in found.train], [one.right for one in found.train]
    made = [one.synthetic for one in found.train]
    encoded = {language: words.encode(texts) for language, texts in ((left, lefts), (right, rights))}
    ways = ((left, right, lefts), (right, left, rights))
    return [
        (
            f"{source}-{target}",
            *_examples(texts, encoded[source], encoded[target], made, target, words, recipe),
        )
        for source, target, texts in ways
    ]


def _examples(
    texts: Sequence[str],
    sources: list[list[int]],
    targets: list[list[int]],
    made: Sequence[bool],
    target: str,
    words: Words,
    recipe: Recipe,
) -> tuple[list[list[int]], list[list[int]]]:
    """Every pair; then some again as people chat."""
    chance = random.Random(f"{recipe.training.seed} {target}")
    again = [n for n in range(len(texts)) if chance.random() < recipe.training.plain]
    plain = words.encode([_plain(texts[n]) for n in again])
    language, mark = words.numbers[tag(target)], words.numbers[SYNTHETIC]
    rows = [*zip(sources, targets, made, strict=True)]
    rows += [(one, targets[n], made[n]) for one, n in zip(plain, again, strict=True)]
    fit = [row for row in rows if max(len(row[0]), len(row[1])) <= LONGEST]
    start = {False: [language], True: [language, mark]}
    return [[*start[synthetic], *one, words.end] for one, _, synthetic in fit], [
        [*one, words.end] for _, one, _ in fit
    ]


def _plain(text: str) -> str:
    """As many write in a chat."""
    return text.lower().rstrip(".!")


def _flat(name: str, rows: Sequence[Sequence[int]]) -> dict[str, np.ndarray[tuple[int], np.dtype[np.uint16]]]:
    numbers = np.fromiter((one for row in rows for one in row), dtype=np.uint16)
    return {
        f"{name}.numbers": numbers,
        f"{name}.length": np.array([len(row) for row in rows], dtype=np.uint16),
    }


def _lessons(path: Path) -> tuple[Lesson, ...]:
    with np.load(path) as arrays:
        names = sorted({name.split(".")[0] for name in arrays.files})
        return tuple(
            Lesson(
                name,
                *(
                    _side(arrays[f"{name}.{one}.numbers"], arrays[f"{name}.{one}.length"])
                    for one in ("source", "target")
                ),
            )
            for name in names
        )


def _side(numbers: np.ndarray[tuple[int], np.dtype[np.uint16]], length: Ints) -> Side:
    wide = length.astype(np.int64)
    return Side(numbers, np.concatenate([[0], np.cumsum(wide)[:-1]]), wide)
