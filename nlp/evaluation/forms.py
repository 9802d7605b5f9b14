"""Forms of address: whether a reader is spoken to in one form from turn to turn, formal or informal.

English does not say which, so a way of translation has to: what counts is that it does not change its mind in
the middle of a conversation.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from importlib.resources import files
from typing import Any, Literal

import msgspec
import polars

from nlp.encoder.similarity import build_similarity
from nlp.evaluation.writers import measured
from nlp.measures.base import Cell, Options, Say, Table
from nlp.measures.sets import read, sample
from nlp.tasks.language import Detector
from nlp.tasks.translation.choice.chooser import build_chooser
from nlp.tasks.translation.confidence.judge import build_judge
from nlp.tasks.translation.translator import Ask, Translator, engines_of
from wire.contracts.events import Address

SOURCE, TARGETS = "en", ("pt", "es", "fr", "it")
COLUMNS = ("pair", "set", "asked", "turns", "formal %", "informal %", "both %", "not told %", "in one form %")

Form = Literal["formal", "informal", "both", "not told"]
ADDRESSES: tuple[Address | None, ...] = (None, "formal", "informal")
ORIGINS = ("cocoa-formal", "cocoa-informal")
MOST = 100
"""Sentences of a set with both forms; each is translated three times."""

FORMS: tuple[Form, ...] = ("formal", "informal", "both", "not told")

_WORD = re.compile(r"[^\W\d_]+")


class Turn(msgspec.Struct, frozen=True):
    """What is said to somebody in English, and which words of one target tell the form."""

    text: str
    formal: frozenset[str]
    informal: frozenset[str]

    def form(self, translation: str) -> Form:
        """Which form the translation took."""
        words = set(_words(translation))
        told = (bool(words & self.formal), bool(words & self.informal))
        if all(told):
            return "both"
        return "formal" if told[0] else "informal" if told[1] else "not told"


def run(options: Options, say: Say) -> list[Table]:
    """Per target that English can be translated into here, and per form that may be asked for."""
    engines = [engine for engine in engines_of(options.settings) if options.engine in (None, engine.name)]
    judge = build_judge(build_similarity(options.settings), Detector())
    translator = Translator(engines, options.settings, judge=judge, chooser=build_chooser())
    rows: list[tuple[Cell, ...]] = []
    try:
        for target in TARGETS:
            pair = (SOURCE, target)
            if pair not in translator.pairs() or (options.pairs and pair not in options.pairs):
                continue
            for name, asked in sets(target, options, say):
                for address in ADDRESSES:
                    rows.append((">".join(pair), name, *_row(translator, target, asked, address, say)))
        writers = measured(translator, options.pairs, say)
    finally:
        translator.close()
    return [table for table in (_table(rows) if rows else None, writers) if table is not None]


def sets(target: str, options: Options, say: Say) -> Iterator[tuple[str, list[Turn]]]:
    """Our own turns, and where there are pairs with both forms, some of these."""
    yield "ours", list(turns(target))
    path = options.data / "parallel" / f"{SOURCE}-{target}.tsv.xz" if options.data else None
    if path is None or not path.exists():
        say(f"forms: no pairs of English and {target} with both forms")
        return
    both = two_ways(read(path), target)
    yield "CoCoA", sample(both, MOST if options.quick else len(both), options.seed)


def two_ways(rows: polars.DataFrame, target: str) -> list[Turn]:
    """Of sentences that somebody wrote in both forms: what tells is what only one of the two has."""
    said: dict[str, dict[str, frozenset[str]]] = {}
    for text, other, origin in rows.select(SOURCE, target, "origin").iter_rows():
        if origin in ORIGINS:
            said.setdefault(text, {})[origin] = frozenset(_words(other))
    known = [(text, one) for text, one in said.items() if len(one) == len(ORIGINS)]
    told = [Turn(text, *(one[a] - one[b] for a, b in (ORIGINS, ORIGINS[::-1]))) for text, one in known]
    return [turn for turn in told if turn.formal and turn.informal]


def turns(target: str) -> Iterator[Turn]:
    """All turns, with the words that tell in `target`."""
    text = files("nlp.evaluation").joinpath("data", "forms.toml").read_text("utf-8")
    known: dict[str, list[dict[str, Any]]] = tomllib.loads(text)
    for one in known["turn"]:
        formal, informal = (frozenset(words.split()) for words in one[target])
        yield Turn(one[SOURCE], formal, informal)


def share_of_one(forms: Sequence[Form]) -> float | None:
    """Share in the commoner form of those that tell one, in %; null where none does."""
    told = Counter(form for form in forms if form != "not told")
    total = told.total()
    return round(100 * max(told["formal"], told["informal"]) / total, 1) if total else None


def _row(
    translator: Translator, target: str, asked: Sequence[Turn], address: Address | None, say: Say
) -> tuple[Cell, ...]:
    done = translator.translate([Ask(turn.text, SOURCE, target, address=address) for turn in asked])
    forms = [turn.form(one.text or "") for turn, one in zip(asked, done, strict=True)]
    for turn, one, form in zip(asked, done, forms, strict=True):
        say(f"{target} {address or 'nothing'} asked, {form}: {turn.text} -> {one.text}")
    shares = Counter(forms)
    return (
        address,
        len(asked),
        *(round(100 * shares[form] / len(asked), 1) for form in FORMS),
        share_of_one(forms),
    )


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]


def _table(rows: Sequence[tuple[Cell, ...]]) -> Table:
    return Table(
        name="forms",
        title="Forms of address, from English",
        columns=COLUMNS,
        rows=tuple(rows),
        note="Told by words that only one form has. In one form: of the turns that tell, the share in the "
        'commoner form; what is left changes its mind within a conversation. Into pt, "você" stands for both '
        "forms here and counts as formal. CoCoA: sentences that somebody wrote in both forms.",
    )
