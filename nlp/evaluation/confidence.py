"""Confidence: whether it tells bad translations from good ones, and is as high as they are often good."""

from __future__ import annotations

import time
from collections.abc import Sequence

import msgspec
import numpy as np

from nlp.encoder.similarity import build_similarity
from nlp.measures.base import Cell, Options, Say, Table
from nlp.measures.binary import GOOD, auroc, calibration_error
from nlp.measures.sets import Lines, parallel, sample
from nlp.tasks.language import Detector
from nlp.tasks.translation.choice.chooser import build_chooser
from nlp.tasks.translation.confidence.judge import LOW, Evidence, Judge, build_judge
from nlp.tasks.translation.translator import Ask, Translator, engines_of

QUICK_LINES = 300
"""Lines of one pair that a quick run takes."""

COLUMNS = (
    "set", "pair", "judged", "good %", "mean", "AUROC", "AUROC of length", "ECE %", f"below {LOW} %",
    "of these bad %", "ms each",
)  # fmt: skip


class Timed:
    """A judge whose work is counted: CPU seconds of this thread, and texts."""

    def __init__(self, judge: Judge) -> None:
        self._judge = judge
        self.seconds, self.judged = 0.0, 0

    def judge(self, evidence: Sequence[Evidence]) -> list[float | None]:
        """What the judge says."""
        began = time.thread_time()
        found = self._judge.judge(evidence)
        self.seconds += time.thread_time() - began
        self.judged += len(found)
        return found


class Judged(msgspec.Struct, frozen=True):
    """A confidence, and what it is about."""

    text: str
    confidence: float
    chrf: float


def run(options: Options, say: Say) -> list[Table]:
    """AUROC and calibration on the chat sets, per pair that can be translated here."""
    engines = [engine for engine in engines_of(options.settings) if options.engine in (None, engine.name)]
    detector, similarity = Detector(), build_similarity(options.settings)
    detector.warm()
    similarity.warm()
    timed = Timed(build_judge(similarity, detector))
    translator = Translator(engines, options.settings, judge=timed, chooser=build_chooser())
    rows: list[tuple[Cell, ...]] = []
    try:
        for lines in parallel(options):
            pair = (lines.source, lines.target)
            fits = lines.name.startswith("chat") or bool(options.sets)
            if not fits or pair not in translator.pairs() or (options.pairs and pair not in options.pairs):
                continue
            say(f"{lines.name} {'>'.join(pair)}")
            timed.seconds, timed.judged = 0.0, 0
            judged = _judged(translator, lines, options)
            rows.append((lines.name, ">".join(pair), *_row(judged), _milliseconds(timed)))
    finally:
        translator.close()
    return [_table(rows)] if rows else []


def _judged(translator: Translator, lines: Lines, options: Options) -> list[Judged]:
    from sacrebleu.metrics.chrf import CHRF

    pairs = list(dict(zip(lines.texts, lines.references, strict=True)).items())
    pairs = sample(pairs, QUICK_LINES, options.seed) if options.quick else pairs
    done = translator.translate([Ask(text, lines.source, lines.target) for text, _ in pairs])
    score = CHRF()
    return [
        Judged(text, one.confidence, score.sentence_score(one.text, [reference]).score)
        for (text, reference), one in zip(pairs, done, strict=True)
        if one.confidence is not None and one.text is not None
    ]


def _row(judged: Sequence[Judged]) -> tuple[Cell, ...]:
    if not judged:
        return (0, *(None for _ in range(7)))
    good = np.array([one.chrf >= GOOD for one in judged])
    chances = np.array([one.confidence for one in judged])
    lengths = np.array([float(len(one.text)) for one in judged])
    low = chances < LOW
    return (
        len(judged),
        round(100 * float(good.mean()), 1),
        round(float(chances.mean()), 3),
        _rounded(auroc(good, chances)),
        _rounded(auroc(good, lengths)),
        round(100 * calibration_error(good, chances), 1),
        round(100 * float(low.mean()), 1),
        round(100 * float((~good[low]).mean()), 1) if low.any() else None,
    )


def _rounded(value: float) -> float | None:
    return None if np.isnan(value) else round(value, 3)


def _milliseconds(timed: Timed) -> float | None:
    return round(1000 * timed.seconds / timed.judged, 2) if timed.judged else None


def _table(rows: Sequence[tuple[Cell, ...]]) -> Table:
    return Table(
        name="confidence",
        title="Confidence of translations on real support chats",
        columns=COLUMNS,
        rows=tuple(rows),
        note=f"Good: chrF of {GOOD:.0f} or more against one person's translation. AUROC: how often, of a bad "
        "and a good one, the bad one has the lower confidence; beside it, what the length of the text alone "
        "would reach. ECE: distance of confidence and share of good ones, ten bins. Lines of the phrasebook "
        "have no confidence and are left out. Milliseconds of CPU, in batches.",
    )
