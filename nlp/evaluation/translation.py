"""Translation: chrF of what a reader gets, beside the bare engine, and whether all tokens came through."""

from __future__ import annotations

import time
from collections.abc import Sequence

import msgspec

from nlp.encoder.similarity import build_similarity
from nlp.engines.base import TranslationEngine
from nlp.measures.base import Cell, Options, Say, Table
from nlp.measures.sets import Lines, parallel, sample
from nlp.tasks.language import Detector
from nlp.tasks.translation.choice.chooser import build_chooser
from nlp.tasks.translation.confidence.judge import build_judge
from nlp.tasks.translation.protect.tokens import tokens
from nlp.tasks.translation.routes.graph import Route, Routes
from nlp.tasks.translation.routes.walk import walk
from nlp.tasks.translation.translator import Ask, Translator, engines_of

QUICK_LINES = {"chat": 400, "tatoeba": 200}
"""Lines of one pair that a quick run takes, by the beginning of the set's name; of others, 200."""

COLUMNS = (
    "set", "pair", "route", "lines", "chrF", "bare chrF", "chrF++", "tokens whole %", "bare %", "lines/s"
)  # fmt: skip


class Measured(msgspec.Struct, frozen=True):
    """Translations of some lines, and the seconds that they took."""

    texts: list[str]
    seconds: float


def run(options: Options, say: Say) -> list[Table]:
    """chrF per set and pair, of all that can be translated here; then what cannot."""
    engines = [engine for engine in engines_of(options.settings) if options.engine in (None, engine.name)]
    judge = build_judge(build_similarity(options.settings), Detector())
    translator = Translator(engines, options.settings, judge=judge, chooser=build_chooser())
    routes = Routes((edge for engine in engines for edge in engine.edges()), options.settings.routes)
    rows: list[tuple[Cell, ...]] = []
    missing: dict[str, set[str]] = {}
    try:
        for lines in parallel(options):
            if options.pairs and (lines.source, lines.target) not in options.pairs:
                continue
            route = routes.best(lines.source, lines.target)
            if route is None:
                missing.setdefault(lines.name, set()).add(f"{lines.source}>{lines.target}")
                continue
            chosen = _chosen(lines, options)
            say(f"{lines.name} {lines.source}>{lines.target}: {len(chosen.texts)} lines")
            rows.append(_row(chosen, route, translator, engines))
    finally:
        translator.close()
    return [_table(rows), *_without(missing)]


def _chosen(lines: Lines, options: Options) -> Lines:
    most = next((most for name, most in QUICK_LINES.items() if lines.name.startswith(name)), 200)
    pairs = list(zip(lines.texts, lines.references, strict=True))
    pairs = sample(pairs, most if options.quick else len(pairs), options.seed)
    texts, references = zip(*pairs, strict=True)
    return msgspec.structs.replace(lines, texts=texts, references=references)


def _row(
    lines: Lines, route: Route, translator: Translator, engines: Sequence[TranslationEngine]
) -> tuple[Cell, ...]:
    ours, bare = _ours(lines, translator), _bare(lines, route, engines)
    return (
        lines.name,
        f"{lines.source}>{lines.target}",
        f"{route.engines}: {'>'.join(route.languages)}",
        len(lines.texts),
        chrf(ours.texts, lines.references),
        chrf(bare.texts, lines.references),
        chrf(ours.texts, lines.references, words=2),
        _whole(lines.texts, ours.texts),
        _whole(lines.texts, bare.texts),
        round(len(lines.texts) / ours.seconds, 1),
    )


def _ours(lines: Lines, translator: Translator) -> Measured:
    """What the reader sees; the original where there is no translation, as in the bubble."""
    translator.translate([Ask("Hello there.", lines.source, lines.target)])  # loads the models
    began = time.perf_counter()
    done = translator.translate([Ask(text, lines.source, lines.target) for text in lines.texts])
    seconds = time.perf_counter() - began
    shown = [one.text if one.text is not None else text for text, one in zip(lines.texts, done, strict=True)]
    return Measured(shown, seconds)


def _bare(lines: Lines, route: Route, engines: Sequence[TranslationEngine]) -> Measured:
    """The engines of the route by themselves."""
    began = time.perf_counter()
    outcomes = walk({engine.name: engine for engine in engines}, route, list(lines.texts))
    return Measured([one.text or "" for one in outcomes], time.perf_counter() - began)


def chrf(texts: Sequence[str], references: Sequence[str], words: int = 0) -> float:
    """chrF of a corpus, 0 to 100, by sacrebleu; chrF++ with `words=2`."""
    from sacrebleu.metrics.chrf import CHRF

    return round(float(CHRF(word_order=words).corpus_score(list(texts), [list(references)]).score), 1)


def _whole(sources: Sequence[str], texts: Sequence[str]) -> float | None:
    """Share, in %, of the lines with protected tokens whose tokens are all in the translation."""
    due = [(source, text) for source, text in zip(sources, texts, strict=True) if tokens(source)]
    if not due:
        return None
    whole = sum(all(token.text in text for token in tokens(source)) for source, text in due)
    return round(100 * whole / len(due), 1)


def _table(rows: Sequence[tuple[Cell, ...]]) -> Table:
    return Table(
        name="translation",
        title="Translation: what a reader gets, beside the bare engines of the same route",
        columns=COLUMNS,
        rows=tuple(rows),
        note="chrF by sacrebleu. 'Tokens whole': lines with links, codes, numbers … in which each is "
        "verbatim in the translation; a number in the reader's own form counts as damaged here.",
    )


def _without(missing: dict[str, set[str]]) -> list[Table]:
    if not missing:
        return []
    return [
        Table(
            name="translation_missing",
            title="No route on this machine",
            columns=("set", "pairs"),
            rows=tuple((name, ", ".join(sorted(pairs))) for name, pairs in missing.items()),
            note="`duologue models pull LANG` gets them where there is a network.",
        )
    ]
