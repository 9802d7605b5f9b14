"""Who writes: whether a translation says of them what they are, where English does not tell."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from typing import Any, get_args

import msgspec

from nlp.measures.base import Cell, Say, Table
from nlp.tasks.translation.translator import Ask, Translator
from wire.contracts.events import Gender

SOURCE, TARGETS = "en", ("pt", "es", "fr", "it")
COLUMNS = (
    "pair",
    "asked",
    "sentences",
    "as a man %",
    "as a woman %",
    "not told %",
    "of those that tell, right %",
)
GENDERS: tuple[Gender | None, ...] = (None, *get_args(Gender))

_WORD = re.compile(r"[^\W\d_]+")


class Sentence(msgspec.Struct, frozen=True):
    """What is said in English, and which words of one target tell who says it."""

    text: str
    told: Mapping[Gender, frozenset[str]]

    def gender(self, translation: str) -> Gender | None:
        """As what the translation speaks of its writer; null: it does not tell, or tells both."""
        words = {word.casefold() for word in _WORD.findall(translation)}
        found: list[Gender] = [one for one, known in self.told.items() if words & known]
        return found[0] if len(found) == 1 else None


def sentences(target: str) -> Iterator[Sentence]:
    """All sentences, with the words that tell in `target`."""
    text = files("nlp.evaluation").joinpath("data", "writers.toml").read_text("utf-8")
    known: dict[str, Any] = tomllib.loads(text)
    for one in known["words"]:
        told = dict(zip(get_args(Gender), (frozenset(words.split()) for words in one[target]), strict=True))
        for frame in known["frames"]:
            yield Sentence(frame.format(one[SOURCE]), told)


def measured(translator: Translator, pairs: Sequence[tuple[str, str]], say: Say) -> Table | None:
    """Per pair that can be translated here, and per gender that may be said; null: there is none."""
    rows: list[tuple[Cell, ...]] = []
    for target in TARGETS:
        pair = (SOURCE, target)
        if pair in translator.pairs() and (not pairs or pair in pairs):
            rows += [(">".join(pair), *_row(translator, target, gender, say)) for gender in GENDERS]
    return (
        Table(name="writers", title="Who writes, from English", columns=COLUMNS, rows=tuple(rows))
        if rows
        else None
    )


def _row(translator: Translator, target: str, gender: Gender | None, say: Say) -> tuple[Cell, ...]:
    asked = list(sentences(target))
    done = translator.translate([Ask(one.text, SOURCE, target, writer=gender) for one in asked])
    told = Counter(one.gender(made.text or "") for one, made in zip(asked, done, strict=True))
    for one, made in zip(asked, done, strict=True):
        if one.gender(made.text or "") != gender:
            say(f"{target} {gender} asked: {one.text} -> {made.text}")
    tells = told["masculine"] + told["feminine"]
    shares = (round(100 * told[one] / len(asked), 1) for one in ("masculine", "feminine", None))
    right = round(100 * told[gender] / tells, 1) if gender and tells else None
    return (gender, len(asked), *shares, right)
