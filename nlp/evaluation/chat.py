"""Our own chat messages: what must hold of every translation, and how often the rest does."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from nlp.evaluation.chat_cases import LANGUAGES, Case, cases
from nlp.evaluation.chat_checks import broken, missed, shown
from nlp.measures.base import Cell, Options, Say, Table
from nlp.measures.sets import sample
from nlp.tasks.translation.routes.graph import Route, Routes
from nlp.tasks.translation.routes.quality import figures
from nlp.tasks.translation.translator import Ask, Translator, engines_of

PAIRS = (
    *(("en", other) for other in ("pt", "es", "fr", "de")),
    *((other, "en") for other in ("pt", "es", "fr", "de", "ar", "he")),
    *(("pt", "es"), ("es", "pt"), ("fr", "es"), ("es", "fr")),
)
TARGETS = ("en", "pt", "es", "fr", "de")
QUICK_CASES = 10
"""Of one kind and pair in a quick run."""
_SHOWN = 30


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """One case after its translation."""

    case: Case
    text: str
    """What the reader sees."""
    broken: tuple[str, ...]
    """Guarantees that do not hold."""
    missed: tuple[str, ...]
    """What a good translation would have."""


def run(options: Options, say: Say) -> list[Table]:
    """Guarantees and shares by kind and pair; pairs without a route are named."""
    engines = [engine for engine in engines_of(options.settings) if options.engine in (None, engine.name)]
    translator = Translator(engines, options.settings)
    edges = (edge for engine in engines for edge in engine.edges())
    known = Routes(edges, options.settings.routes, figures(options.settings.models_path))
    judged: dict[tuple[str, str], list[Judged]] = {}
    routes: dict[tuple[str, str], Route | None] = {}
    try:
        for source, target in _pairs(options):
            chosen = _chosen(source, options)
            if not chosen:
                continue
            routes[source, target] = known.best(source, target)
            if routes[source, target] is not None:
                say(f"{source}>{target}: {len(chosen)} messages")
                judged[source, target] = judge(translator, chosen, target)
    finally:
        translator.close()
    tables = [
        _overview(routes, judged),
        _by_kind("broken", judged),
        _by_kind("missed", judged),
        _worst(judged),
    ]
    return [table for table in tables if table.rows]


def judge(translator: Translator, chosen: Sequence[Case], target: str) -> list[Judged]:
    """Translate cases of one language, and look at each."""
    done = translator.translate([Ask(case.text, case.language, target) for case in chosen])
    return [
        Judged(
            case=case,
            text=shown(case, translation),
            broken=broken(case, translation),
            missed=missed(case, target, translation),
        )
        for case, translation in zip(chosen, done, strict=True)
    ]


def share(judged: Sequence[Judged], field: str) -> float | None:
    """Share, in %, of cases of which nothing is "broken", or "missed"; null of none."""
    if not judged:
        return None
    return round(100 * sum(not getattr(one, field) for one in judged) / len(judged), 1)


def _pairs(options: Options) -> tuple[tuple[str, str], ...]:
    if options.pairs or options.quick:
        return options.pairs or PAIRS
    return tuple((source, target) for source in LANGUAGES for target in TARGETS if source != target)


def _chosen(source: str, options: Options) -> list[Case]:
    by_kind: dict[str, list[Case]] = {}
    for case in cases(source):
        by_kind.setdefault(case.kind, []).append(case)
    most = QUICK_CASES if options.quick else len(cases(source))
    return [case for found in by_kind.values() for case in sample(found, most, options.seed)]


def _overview(
    routes: dict[tuple[str, str], Route | None], judged: dict[tuple[str, str], list[Judged]]
) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for pair, route in routes.items():
        found = judged.get(pair, [])
        way = f"{route.engines}: {'>'.join(route.languages)}" if route else "no route"
        cells = (len(found), share(found, "broken"), share(found, "missed")) if route else (None, None, None)
        rows.append((">".join(pair), way, *cells))
    return Table(
        name="chat",
        title="Chat messages by pair",
        columns=("pair", "route", "messages", "guarantees %", "meaning %"),
        rows=tuple(rows),
        note="guarantees: tokens, numbers, emoji, lines whole, nothing cut, no loop (100 asked). meaning: "
        "words, negation, capitals that a right translation has; no route: no engine here does it",
    )


def _by_kind(field: str, judged: dict[tuple[str, str], list[Judged]]) -> Table:
    kinds = dict.fromkeys(one.case.kind for found in judged.values() for one in found)
    rows = [
        (kind, *(share([one for one in found if one.case.kind == kind], field) for found in judged.values()))
        for kind in kinds
    ]
    what = "guarantees that hold" if field == "broken" else "right in meaning"
    return Table(
        name=f"chat.{field}",
        title=f"Chat messages by kind: {what}, %",
        columns=("kind", *(">".join(pair) for pair in judged)),
        rows=tuple(rows),
    )


def _worst(judged: dict[tuple[str, str], list[Judged]]) -> Table:
    rows = [
        (">".join(pair), one.case.kind, " ".join(one.broken), one.case.text, one.text)
        for pair, found in judged.items()
        for one in found
        if one.broken
    ]
    return Table(
        name="chat.worst",
        title="Chat messages that broke a guarantee",
        columns=("pair", "kind", "guarantee", "message", "translation"),
        rows=tuple(rows[:_SHOWN]),
        note=f"{len(rows)} in all",
    )
