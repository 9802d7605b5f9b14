"""Inventions: everyday turns whose translation says something else, and whether that is shown as sure.

The turns are put together from parts that were written side by side (`data/turns.toml`), so each has what it
should mean in the target, and none is there because an engine does well on it.
"""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files

import msgspec

from nlp.encoder.similarity import Similarity, build_similarity
from nlp.measures.base import Cell, Options, Say, Table
from nlp.tasks.language import Detector
from nlp.tasks.translation.choice.chooser import build_chooser
from nlp.tasks.translation.confidence.judge import LOW, build_judge
from nlp.tasks.translation.translator import Ask, Translator, engines_of
from wire.contracts.events import Translation

COUNT = 300
"""Turns of a pair. All of them, quick or not: a share of one in a hundred needs as many."""

VARIED = 100
"""Of these, turns that are also written with other marks and capitals."""

ALIKE = 0.5
"""Likeness of a translation and what it should be, both in the target: what is below says something else.
Paraphrases have 0.6 and more; the inventions that were seen had 0.1 to 0.45."""

PAIRS = (("en", "pt"), ("pt", "en"), ("en", "es"), ("es", "en"), ("en", "fr"), ("fr", "en"))
COLUMNS = ("pair", "turns", "invented %", "shown as sure %", "variants", "the same %")

_WORDS = re.compile(r"[^\W_]+")

Part = Mapping[str, str]


class Turn(msgspec.Struct, frozen=True):
    """What is said, and what it is in the target."""

    text: str
    meant: str


class Seen(msgspec.Struct, frozen=True):
    """A turn, its translation, and how much that is like what was meant."""

    turn: Turn
    done: Translation
    alike: float

    @property
    def invented(self) -> bool:
        """Whether it says something else."""
        return self.alike < ALIKE

    @property
    def sure(self) -> bool:
        """Whether nothing tells the reader to doubt it."""
        return self.done.confidence is None or self.done.confidence >= LOW


def run(options: Options, say: Say) -> list[Table]:
    """Per pair that can be translated here."""
    detector, similarity = Detector(), build_similarity(options.settings)
    engines = [engine for engine in engines_of(options.settings) if options.engine in (None, engine.name)]
    judge = build_judge(similarity, detector)
    translator = Translator(engines, options.settings, judge=judge, chooser=build_chooser())
    rows: list[tuple[Cell, ...]] = []
    try:
        for pair in PAIRS:
            if pair in translator.pairs() and (not options.pairs or pair in options.pairs):
                say(">".join(pair))
                rows.append((">".join(pair), *_row(translator, similarity, pair, options.seed, say)))
    finally:
        translator.close()
    return [_table(rows)] if rows else []


def turns(pair: tuple[str, str], seed: int, count: int = COUNT) -> list[Turn]:
    """Different turns, always the same for a seed."""
    parts: dict[str, list[Part]] = tomllib.loads(
        files("nlp.evaluation").joinpath("data/turns.toml").read_text("utf-8")
    )
    dice, found = random.Random(seed), dict[str, Turn]()
    while len(found) < count:
        shape, mark, comma = dice.random(), dice.choice(".!"), dice.random() < 0.7
        chosen = [dice.choice(parts[kind]) for kind in _shape(shape)]
        one = Turn(*(_written([part[language] for part in chosen], mark, comma) for language in pair))
        found.setdefault(one.text, one)
    return list(found.values())


def variants(text: str) -> Iterator[str]:
    """The same said with other marks and capitals."""
    yield text.rstrip(".!")
    yield text[:1].lower() + text[1:]
    yield text.lower().rstrip(".!")
    yield text.rstrip(".!") + ("!" if text.endswith(".") else ".")


def see(
    translator: Translator, similarity: Similarity, pair: tuple[str, str], some: Sequence[Turn]
) -> list[Seen]:
    """Each turn as a reader gets it; what has no translation invents nothing."""
    done = translator.translate([Ask(turn.text, *pair) for turn in some])
    made = similarity.embed([one.text or turn.meant for one, turn in zip(done, some, strict=True)])
    meant = similarity.embed([turn.meant for turn in some])
    alike = (made * meant).sum(axis=1).tolist()
    return [Seen(*each) for each in zip(some, done, alike, strict=True)]


def _shape(chance: float) -> tuple[str, ...]:
    """Kinds of parts, in order."""
    shapes = (
        ("said", "closing"),
        ("opening", "said"),
        ("opening", "said", "closing"),
        ("said", "next"),
        ("said", "next", "closing"),
        ("said",),
    )
    return shapes[int(chance * len(shapes))]


def _written(parts: Sequence[str], mark: str, comma: bool) -> str:
    """Parts as a sentence with commas, or as sentences."""
    if comma:
        text = ", ".join([parts[0], *(_small(part) for part in parts[1:])])
        return text[:1].upper() + text[1:] + mark
    return " ".join(part[:1].upper() + part[1:] + mark for part in parts)


def _small(part: str) -> str:
    return part if part.startswith(("I ", "I'")) else part[:1].lower() + part[1:]


def _row(
    translator: Translator, similarity: Similarity, pair: tuple[str, str], seed: int, say: Say
) -> tuple[Cell, ...]:
    seen = see(translator, similarity, pair, turns(pair, seed))
    for one in seen:
        if one.invented:
            say(
                f"{one.alike:.2f} {one.done.confidence} {one.turn.text} -> {one.done.text} ({one.turn.meant})"
            )
    same = [alike for one in seen[:VARIED] for alike in _agrees(translator, pair, one)]
    return (
        len(seen),
        round(100 * sum(one.invented for one in seen) / len(seen), 1),
        round(100 * sum(one.invented and one.sure for one in seen) / len(seen), 1),
        len(same),
        round(100 * sum(same) / len(same), 1),
    )


def _agrees(translator: Translator, pair: tuple[str, str], one: Seen) -> list[bool]:
    """For each variant, whether it has the same words."""
    written = list(dict.fromkeys(variants(one.turn.text)))
    done = translator.translate([Ask(text, *pair) for text in written])
    words = _words(one.done.text)
    return [_words(other.text) == words for other in done]


def _words(text: str | None) -> list[str]:
    return _WORDS.findall((text or "").casefold())


def _table(rows: Sequence[tuple[Cell, ...]]) -> Table:
    return Table(
        name="inventions",
        title="Everyday turns whose translation says something else",
        columns=COLUMNS,
        rows=tuple(rows),
        note=f"Invented: likeness to what the parts mean in the target below {ALIKE}. Shown as sure: of all "
        f"turns, those with a confidence of {LOW} or more, or none. The same: variants without the end "
        "mark, with another one, in small letters, whose translation has the same words.",
    )
