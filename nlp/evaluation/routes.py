"""Routes: every way of every pair on the same sentences, the engines alone. What `quality.toml` keeps.

Sentences are those of the standard sets, side by side: NTREX has them so, of Tatoeba those with the same
English.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from nlp.engines.base import Edge, TranslationEngine
from nlp.evaluation.translation import chrf
from nlp.measures.base import Cell, Options, Say, Table
from nlp.measures.sets import ISO3, read, sample
from nlp.tasks.translation.routes.graph import Route, Routes
from nlp.tasks.translation.routes.walk import walk
from nlp.tasks.translation.routes.ways import ways_of
from nlp.tasks.translation.translator import engines_of

MOST = 100
"""Lines of a pair and set that a quick run takes: a way shown better by one point may be none."""

FULL = 250
DIRECT = 60.0
"""A single step of this quality or more leaves nothing to find: its pair is not measured."""

WORDS = 2
SETS = ("ntrex", "tatoeba")

Sides = Mapping[str, Sequence[str | None]]
"""Sentences by language, the same sense at the same place; null where a language has none."""


class Walker:
    """Walks ways, each step of each text once however many ways share it."""

    def __init__(self, engines: Sequence[TranslationEngine]) -> None:
        self._engines = {engine.name: engine for engine in engines}
        self._known: dict[Edge, dict[str, str]] = {}

    def along(self, route: Route, texts: Sequence[str]) -> list[str]:
        """What comes of each; empty where an engine failed."""
        found = list(texts)
        for edge in route.edges:
            found = self._step(edge, found)
        return found

    def _step(self, edge: Edge, texts: Sequence[str]) -> list[str]:
        known = self._known.setdefault(edge, {"": ""})
        fresh = [text for text in dict.fromkeys(texts) if text not in known]
        step = Route(languages=(edge.source, edge.target), edges=(edge,))
        outcomes = walk(self._engines, step, fresh)
        known |= {text: one.text or "" for text, one in zip(fresh, outcomes, strict=True)}
        return [known[text] for text in texts]


class Measured(msgspec.Struct, frozen=True):
    """One way, and chrF++ by set; null where the set has no such pair."""

    route: Route
    by_set: tuple[float | None, ...]

    @property
    def mean(self) -> float:
        """Over the sets that have the pair."""
        told = [one for one in self.by_set if one is not None]
        return sum(told) / len(told)


def run(options: Options, say: Say) -> list[Table]:
    """The ways of each pair that a set has, the best first."""
    engines = [engine for engine in engines_of(options.settings) if options.engine in (None, engine.name)]
    routes = Routes(edge for engine in engines for edge in engine.edges())
    sets = [sides(options, name) for name in SETS]
    walker, found = Walker(engines), list[Measured]()
    try:
        for pair in routes.pairs():
            if options.pairs and pair not in options.pairs:
                continue
            lines = [_lines(one, pair, options) for one in sets]
            if any(lines) and not _settled(routes, pair):
                say(">".join(pair))
                ways = [_measured(walker, route, lines) for route in ways_of(routes, *pair)]
                found += sorted(ways, key=lambda one: -one.mean)
    finally:
        for engine in engines:
            engine.close()
    return [_table(found)] if found else []


def sides(options: Options, name: str) -> Sides:
    """A set of the data folder; nothing where it is not there."""
    path = options.data / "eval" / f"{name}.tsv.xz" if options.data else None
    if path is None or not path.exists():
        return {}
    frame = read(path)
    if "iso3" not in frame.columns:
        return {language: frame[language].to_list() for language in frame.columns}
    by_english: dict[str, dict[str, str]] = {}
    for iso3, text, english in frame.select("iso3", "text", "en").iter_rows():
        if iso3 in ISO3 and text and english:
            by_english.setdefault(english, {"en": english}).setdefault(ISO3[iso3], text)
    languages = ("en", *ISO3.values())
    return {one: [line.get(one) for line in by_english.values()] for one in languages}


def _settled(routes: Routes, pair: tuple[str, str]) -> bool:
    best = routes.best(*pair)
    return best is not None and len(best.edges) == 1 and best.quality >= DIRECT


def _lines(found: Sides, pair: tuple[str, str], options: Options) -> list[tuple[str, str]]:
    both = zip(*(found.get(one, ()) for one in pair), strict=False)
    lines = [(text.strip(), other.strip()) for text, other in both if text and other]
    return sample(lines, MOST if options.quick else FULL, options.seed)


def _measured(walker: Walker, route: Route, sets: Sequence[Sequence[tuple[str, str]]]) -> Measured:
    return Measured(
        route,
        tuple(
            chrf(walker.along(route, [text for text, _ in lines]), [other for _, other in lines], WORDS)
            if lines
            else None
            for lines in sets
        ),
    )


def _table(found: Sequence[Measured]) -> Table:
    return Table(
        name="routes",
        title="Every way of every pair, the engines alone",
        columns=("way", "engines", *SETS, "chrF++"),
        rows=tuple(_rows(found)),
        note="chrF++ by sacrebleu, on at most 100 lines of a set (250 with --full); last column: the mean of "
        'that have the pair. A line of `quality.toml` is `"way" = chrF++` under the name of the engines.',
    )


def _rows(found: Sequence[Measured]) -> Iterator[tuple[Cell, ...]]:
    for one in found:
        engines = "+".join(edge.engine for edge in one.route.edges)
        yield ">".join(one.route.languages), engines, *one.by_set, round(one.mean, 1)
