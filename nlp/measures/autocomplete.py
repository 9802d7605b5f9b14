"""Predictive text: keystrokes saved on held-out chat, per language.

Keystrokes saved = 1 - keys pressed / characters of the text. Every character is a key; accepting a prediction
is one key, which writes the rest of it and the space after it. The writer is perfect: of all ways to write
the very same text (capitals, accents and marks too) the one with the fewest keys is counted, with one
prediction shown (grey text, Tab) and with three (the buttons of a phone). So it is an upper bound of what a
person saves, and the same bound for what it is compared with. The first letter of a message is always typed.
See `nlp.measures.keystrokes`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import msgspec
from msgspec import structs

from nlp.autocomplete.own import Own
from nlp.autocomplete.packed import Packed
from nlp.autocomplete.packed import read as unpack
from nlp.autocomplete.predictor import Predictor
from nlp.measures.base import Cell, Options, Say, Table
from nlp.measures.keystrokes import Keys, keys, share
from nlp.measures.sets import sample
from nlp.measures.talks import Talk, talks

SHOWN = (1, 3)
QUICK, QUICK_OWN = 50, 60
FULL, FULL_OWN = 400, 300

Predictors = Mapping[str, Predictor]


def measure(folder: Path, options: Options, say: Say) -> list[Table]:
    """What the models in `folder` save, beside plain completion, and with the writer's own words."""
    models = {path.stem: unpack(path) for path in sorted(folder.glob("*.bin"))}
    predictors = {language: Predictor(model) for language, model in models.items()}
    found = [talk for talk in talks(options) if talk.language in models]
    if not found:
        say("no chat to measure on: left out")
        return []
    sizes = [(path.stat().st_size, models[path.stem]) for path in sorted(folder.glob("*.bin"))]
    return [
        _saved(found, predictors, options, say),
        _with_own(found, predictors, options, say),
        _sizes(sizes),
    ]


def _plain(predictor: Predictor) -> Predictor:
    """The baseline: the most frequent words that begin so, whatever stands before."""
    alone = structs.replace(predictor.rules, most=1)
    return Predictor(structs.replace(predictor.model, levels=[], settings=msgspec.to_builtins(alone)))


def _saved(chats: Sequence[Talk], predictors: Predictors, options: Options, say: Say) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for talk in chats:
        say(f"{talk.language}, {talk.name}")
        texts = sample(talk.messages, QUICK if options.quick else FULL, options.seed)
        ours = predictors[talk.language]
        found = [_all(texts, one) for one in (ours, _plain(ours))]
        figures = (_percent(measured, most) for measured in found for most in SHOWN)
        rows.append((talk.language, talk.name, len(texts), sum(map(len, texts)), *figures))
    return Table(
        name="typing",
        title="Keystrokes saved, %",
        columns=("language", "set", "messages", "characters", "1 shown", "3 shown", "plain, 1", "plain, 3"),
        rows=tuple(rows),
        note="A perfect user, so an upper bound. Plain: the most frequent word that begins so, no context.",
    )


def _with_own(chats: Sequence[Talk], predictors: Predictors, options: Options, say: Say) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for talk in (one for one in chats if one.regular):
        say(f"{talk.language}, {talk.name}, learning")
        texts = talk.regular[: QUICK_OWN if options.quick else FULL_OWN]
        predictor = predictors[talk.language]
        without, learning = _all(texts, predictor), _learning(texts, predictor)
        last = len(texts) // 2
        figures = (
            _percent(measured[begin:], most)
            for begin in (0, last)
            for measured in (without, learning)
            for most in SHOWN
        )
        rows.append((talk.language, talk.name, len(texts), *figures))
    names = ("1", "3", "own, 1", "own, 3")
    return Table(
        name="typing_own",
        title="Keystrokes saved with the writer's own words, %",
        columns=("language", "set", "messages", *names, *(f"2nd half: {name}" for name in names)),
        rows=tuple(rows),
        note="One side's messages in their order, each learnt from once it was sent.",
    )


def _all(texts: Sequence[str], predictor: Predictor) -> list[Keys]:
    return [keys(text, _offers(predictor, None), SHOWN) for text in texts]


def _learning(texts: Sequence[str], predictor: Predictor) -> list[Keys]:
    own, found = Own(), []
    for text in texts:
        found.append(keys(text, _offers(predictor, own), SHOWN))
        own.learn(text, predictor.canonical)
    return found


def _offers(predictor: Predictor, own: Own | None) -> Callable[[str], list[str]]:
    return lambda text: [one.text for one in predictor.predict(text, own, max(SHOWN))]


def _percent(measured: Sequence[Keys], most: int) -> float:
    return round(100 * share(measured, most), 1)


def _sizes(models: Sequence[tuple[int, Packed]]) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (model.language, round(size / 1000), len(model.words), *_counts(model)) for size, model in models
    ]
    return Table(
        name="typing_files",
        title="What a browser gets",
        columns=("language", "KB", "words", "after 1 word", "after 2", "after 3"),
        rows=tuple(rows),
    )


def _counts(model: Packed) -> tuple[int | None, int | None, int | None]:
    one, two, three, *_ = (*(len(level.words) for level in model.levels), None, None, None)
    return one, two, three
