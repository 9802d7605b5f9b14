"""Groups of what customers write, held against intents that people labelled: purity, and F1 over pairs.

Beside k-means on TF-IDF and on the same vectors, both told how many intents there are, which nobody knows of
real talk. In English, in Portuguese as our own engine translates it, and in both at once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
import numpy as np

from nlp.clusters.agreement import pair_f1, purity
from nlp.clusters.clustering import SIMILARITY, reduced
from nlp.clusters.linkage import Floats, Numbers, groups
from nlp.encoder.embedding import build_embedder
from nlp.measures.base import Cell, Options, Say, Table
from nlp.measures.sets import read, sample
from nlp.tasks.translation.task import translate_each
from nlp.tasks.translation.translator import Ask, build_translator

SETS = {"banking77": 12, "clinc150": 16}
"""Texts of an intent that a quick run looks at."""
OUT_OF_SCOPE = "oos"
FULL = 40


class Labelled(msgspec.Struct, frozen=True):
    """Texts, and the number of each one's intent."""

    name: str
    texts: list[str]
    intents: list[int]


System = Callable[[Sequence[str], Floats, int], Numbers]
"""Texts, their vectors without what their language shares, and how many intents there are, to groups."""


def run(options: Options, say: Say) -> list[Table]:
    """One table of all sets that are there."""
    found = [one for name in SETS if (one := _set(name, options, say)) is not None]
    rows = [row for one in found for row in _judged(one, options, say)]
    return [_table(rows)] if rows else []


def learnt(intents: Sequence[str]) -> set[str]:
    """Every second one: `SIMILARITY` was chosen on these, so none is measured on."""
    return set(sorted(set(intents))[::2])


def _set(name: str, options: Options, say: Say) -> Labelled | None:
    path = options.data / "replies" / f"{name}.tsv.xz" if options.data else Path(name)
    if not path.exists():
        say(f"{name} is not there: left out")
        return None
    table = read(path)
    rows = [
        (text, intent) for text, intent in table.select("text", "intent").rows() if intent != OUT_OF_SCOPE
    ]
    if name == "clinc150":
        chosen_on = learnt([intent for _, intent in rows])
        rows = [row for row in rows if row[1] not in chosen_on]
    texts, numbers = list[str](), list[int]()
    for number, intent in enumerate(sorted({intent for _, intent in rows})):
        of = [text for text, each in rows if each == intent]
        part = sample(of, SETS[name] if options.quick else FULL, options.seed)
        texts += part
        numbers += [number] * len(part)
    return Labelled(name, texts, numbers)


def _judged(found: Labelled, options: Options, say: Say) -> list[tuple[Cell, ...]]:
    embedder, rows = build_embedder(options.settings), list[tuple[Cell, ...]]()
    say(f"{found.name}: {len(found.texts)} texts into Portuguese")
    turned = _in_portuguese(found.texts, options)
    mixed = [pair[at % 2] for at, pair in enumerate(zip(found.texts, turned, strict=True))]
    by_turns = [("en", "pt")[at % 2] for at in range(len(mixed))]
    for language, texts in (("en", found.texts), ("pt", turned), ("en and pt", mixed)):
        say(f"{found.name}, {language}")
        vectors = reduced(embedder.embed(texts), by_turns if texts is mixed else ())
        rows += [
            _row(found, language, name, made(texts, vectors, _many(found))) for name, made in SYSTEMS.items()
        ]
    return rows


def _in_portuguese(texts: Sequence[str], options: Options) -> list[str]:
    translator = build_translator(options.settings)
    try:
        told = translate_each(translator, [Ask(text, "en", "pt") for text in texts])
    finally:
        translator.close()
    return [one.text or text for one, text in zip(told, texts, strict=True)]


def _many(found: Labelled) -> int:
    return len(set(found.intents))


def _ours(_texts: Sequence[str], vectors: Floats, _many: int) -> Numbers:
    return groups(vectors, SIMILARITY)


def _known(_texts: Sequence[str], vectors: Floats, many: int) -> Numbers:
    from sklearn.cluster import KMeans

    return np.asarray(KMeans(many, n_init=4, random_state=0).fit_predict(vectors), dtype=np.int64)


def _by_words(texts: Sequence[str], _vectors: Floats, many: int) -> Numbers:
    from sklearn.cluster import KMeans
    from sklearn.feature_extraction.text import TfidfVectorizer

    words = TfidfVectorizer(sublinear_tf=True).fit_transform(texts)
    return np.asarray(KMeans(many, n_init=4, random_state=0).fit_predict(words), dtype=np.int64)


SYSTEMS: dict[str, System] = {
    "Duologue": _ours,
    "k-means on the same vectors, told how many": _known,
    "k-means on TF-IDF, told how many": _by_words,
}


def _row(found: Labelled, language: str, system: str, of: Numbers) -> tuple[Cell, ...]:
    labels = np.asarray(found.intents, dtype=np.int64)
    shares = (round(100 * one(of, labels), 1) for one in (purity, pair_f1))
    return (found.name, language, system, len(of), _many(found), len(set(of.tolist())), *shares)


def _table(rows: Sequence[tuple[Cell, ...]]) -> Table:
    return Table(
        name="painpoints",
        title="What many write about",
        columns=("set", "language", "system", "texts", "intents", "groups", "purity %", "pair-F1 %"),
        rows=tuple(rows),
        note="Groups of one text count, too. More groups make purity higher by themselves, not so pair-F1. "
        "Of CLINC150 every second intent, for the other half chose how like texts of a group are.",
    )
