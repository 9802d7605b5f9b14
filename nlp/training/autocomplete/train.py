"""Train predictive text: one file per language in models/autocomplete/, and a card of what was measured."""

from __future__ import annotations

import random
import tomllib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from msgspec import structs
from numpy.typing import NDArray

from nlp.autocomplete.packed import DEAREST, Packed, write
from nlp.autocomplete.predictor import hashed
from nlp.autocomplete.text import SPECIAL, START, fold, sentences
from nlp.measures.autocomplete import measure
from nlp.measures.base import Options
from nlp.training.autocomplete import ngrams
from nlp.training.autocomplete.card import write_card
from nlp.training.autocomplete.lexis import LONGEST, Limits, Sentence, Spelling, numbers, vocabulary
from nlp.training.autocomplete.talk import lines
from wire.contracts.settings import Settings

CONFIGS = Path(__file__).parent.parent / "configs"
SEARCH, ROUNDS = 10, 3
LOOSEST, TIGHTEST = -21.0, -9.0
"""Steps in which the pruning is found that fits the size of the file, and the logarithms it lies between."""

Config = Mapping[str, Any]
Say = Callable[[str], None]


class Message(NamedTuple):
    """One message, how much it counts, and where it is from."""

    text: str
    weight: float
    source: str


class Talk(NamedTuple):
    """Messages of one language."""

    train: list[Message]
    held: list[Message]
    """Not trained on."""
    sources: Counter[str]


class Trained(NamedTuple):
    """What came of one language."""

    model: Packed
    size: int
    held: list[Message]
    sources: Counter[str]


def config(path: Path = CONFIGS / "autocomplete.toml") -> Config:
    """The parameters."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


def train_all(
    data: Path, out: Path, path: Path | None, languages: Sequence[str], measured: bool, say: Say
) -> None:
    """Train some or all languages of the configuration, measure what there is, and write the card.

    Args:
        data: folder with `parallel/`, and `eval/` to measure on.
        out: gets `<language>.bin`, `card.json`, `card.md`.
        path: the configuration; by default the project's own.
        languages: some of the configuration's; none: all.
        measured: measure all models in `out` as well; else the card keeps its figures.
        say: told how far it is.
    """
    settings = config(path) if path else config()
    out.mkdir(parents=True, exist_ok=True)
    trained = {
        language: train(data, out, language, settings, say) for language in languages or settings["languages"]
    }
    options = Options(settings=Settings.load(), data=data, seed=settings["seed"])
    tables = measure(out, options, say) if measured else []
    write_card(out, settings, {name: one.sources for name, one in trained.items()}, tables)


def train(data: Path, out: Path, language: str, settings: Config, say: Say) -> Trained:
    """Write `<language>.bin` into `out`."""
    talk = read(data, language, settings)
    say(f"{language}: {len(talk.train):,} messages")
    model, orders = _counted(talk, language, _foreign(data, language, settings), settings)
    say(f"{language}: {len(model.words):,} words, {sum(len(order.keys) for order in orders):,} sequences")
    return _fitted(model, orders, talk, out / f"{language}.bin", settings["bytes"], say)


def read(data: Path, language: str, settings: Config) -> Talk:
    """Every message once, a share of them held out by chance of the seed."""
    weights = {
        name: weight
        for name, weight in settings["sources"].items()
        if name not in settings["held"].get(language, ())
    }
    seen: dict[str, str] = {}
    for source, text in lines(data, language, weights, settings["synthetic"]["languages"]):
        if len(text.split()) <= settings["longest"]:
            seen.setdefault(text, source)
    chance = random.Random(settings["seed"])
    talk = Talk([], [], Counter(seen.values()))
    for text, source in seen.items():
        side = talk.held if chance.random() < settings["held_out"] else talk.train
        side.append(Message(text, float(weights[source]), source))
    return talk


def blocked(language: str, spellings: set[str]) -> set[str]:
    """Those that are never offered in this language, and the listed ones themselves."""
    lists = tomllib.loads((CONFIGS / "autocomplete_blocked.toml").read_text(encoding="utf-8"))
    listed = lists["all"] + lists.get(language, "")
    whole = {word for word in listed.split() if not word.endswith("*")}
    stems = tuple(word[:-1] for word in listed.split() if word.endswith("*"))
    return whole | set(stems) | {key for key in spellings if key in whole or key.startswith(stems)}


def _counted(
    talk: Talk, language: str, foreign: frozenset[str], settings: Config
) -> tuple[Packed, list[ngrams.Order]]:
    raw = [Sentence(tokens, one.weight, one.source) for one in talk.train for tokens in sentences(one.text)]
    spelling = Spelling(raw)
    spelled = [one._replace(tokens=spelling.put(one.tokens)) for one in raw]
    shut = blocked(language, {fold(token) for one in spelled for token in one.tokens})
    words = vocabulary(spelled, settings["common"], _limits(language, shut, foreign, settings))
    known = {word: number for number, word in enumerate(words)}
    longest = settings["longer"].get(language, settings["order"])
    lines_ = [(numbers(one.tokens, known), one.weight) for one in spelled]
    orders = _orders(lines_, len(words), longest, settings["discount"])
    costs = np.full(len(words), DEAREST, np.uint8)
    costs[orders[0].keys.astype(np.int64)] = ngrams.cost(orders[0].chances)
    rules = {name: value for name, value in settings["rules"].items() if name != "weigh"}
    rules["worth"] = [round(letters ** settings["rules"]["weigh"], 4) for letters in range(LONGEST + 1)]
    rules["blocked"] = sorted(map(hashed, shut))
    return Packed(language, words, costs, [], rules), orders


def _limits(language: str, shut: set[str], foreign: frozenset[str], settings: Config) -> Limits:
    return Limits(
        **settings["limits"],
        singles=frozenset(settings["languages"][language].split()),
        shut=frozenset(shut | {fold(name) for name in settings["names"]["all"].split()}),
        foreign=foreign,
    )


def _foreign(data: Path, language: str, settings: Config) -> frozenset[str]:
    """Words of the texts that `synthetic` ones were translated from."""
    source = settings["synthetic"]["source"]
    if language == source or language not in settings["synthetic"]["languages"]:
        return frozenset()
    texts = lines(data, source, settings["sources"], settings["synthetic"]["languages"])
    return frozenset(token.lower() for _, text in texts for tokens in sentences(text) for token in tokens)


def _orders(
    sentences_: list[tuple[list[int], float]], vocabulary_: int, longest: int, discount: float
) -> list[ngrams.Order]:
    start = SPECIAL.index(START)
    ids = np.array([n for one, _ in sentences_ for n in (start, *one)], np.int32)
    lengths = np.array([len(one) + 1 for one, _ in sentences_])
    begins = np.repeat(np.cumsum(lengths) - lengths, lengths)
    weights = np.repeat(np.array([weight for _, weight in sentences_]), lengths)
    counted = [ngrams.count(ids, begins, weights, length) for length in range(1, longest + 1)]
    return ngrams.estimate(counted, vocabulary_, discount)


def _fitted(
    model: Packed, orders: list[ngrams.Order], talk: Talk, path: Path, most: int, say: Say
) -> Trained:
    """The least pruning that fits: searched with an estimate of the size, which the real one corrects."""
    gains = ngrams.gains(orders)
    wanted, size = float(most), 0
    for _ in range(ROUNDS):
        kept = _kept(model, orders, gains, wanted)
        model = structs.replace(model, levels=ngrams.levels(orders, kept, len(model.words)))
        size = write(model, path)
        wanted *= 0.995 * most / size
    counts = ", ".join(f"{len(level.words):,}" for level in model.levels)
    say(f"{model.language}: {size:,} bytes; sequences of two words and more: {counts}")
    return Trained(model, size, talk.held, talk.sources)


def _kept(
    model: Packed, orders: list[ngrams.Order], gains: list[ngrams.Floats], most: float
) -> list[NDArray[np.bool_]]:
    low, high = LOOSEST, TIGHTEST
    for _ in range(SEARCH):
        middle = (low + high) / 2
        size = _estimated(model, ngrams.pruned(orders, gains, float(np.exp(middle))))
        low, high = (middle, high) if size > most else (low, middle)
    return ngrams.pruned(orders, gains, float(np.exp(high)))


def _estimated(model: Packed, kept: list[NDArray[np.bool_]]) -> float:
    counts = [float(stays.sum()) for stays in kept]
    return 8.0 * len(model.words) + 4.2 * sum(counts[:-1]) + 2.8 * counts[-1] + 1.6 * counts[-2]
