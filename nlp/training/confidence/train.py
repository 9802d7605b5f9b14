"""`duologue train confidence`: from sentences with a person's translation to `weights.json` and `card.md`.

Every route of this machine translates its sample, and a few deliberately weak ones do, so that there is bad
to tell from good. A translation is good where its chrF against the person's is 40 or more.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from nlp.encoder.similarity import Similarity
from nlp.measures.binary import GOOD
from nlp.measures.sets import read, sample
from nlp.tasks.language import Detector
from nlp.tasks.translation.confidence.judge import FEATURES, WEIGHTS, Evidence, Judge, Weights
from nlp.tasks.translation.translator import Ask, Translator, engines_of
from nlp.training.confidence.card import write_card
from wire.contracts.errors import SettingsError
from wire.contracts.settings import Settings

log = logging.getLogger(__name__)

HELD_OUT = 5
"""Every fifth example is for the figures on the card."""

BARRED = ("newstest",)
"""Origins whose sentences may not shape weights that ship."""

WEAK = (("en", "pt", "en-pt=en>es>pt"), ("pt", "en", "pt-en=pt>es>en"))
"""Pairs to be translated once more, by a detour."""

LONGEST, CHUNK = 500, 64

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


class Example(msgspec.Struct, frozen=True, kw_only=True):
    """One translation and how good it is."""

    group: str
    """Pair and route: "en>pt firefox"."""
    evidence: Evidence
    chrf: float


class _Recorder:
    """Stands where the judge will be, and keeps what that would see."""

    def __init__(self) -> None:
        self.seen: list[Evidence] = []

    def judge(self, evidence: Sequence[Evidence]) -> list[float | None]:
        self.seen += evidence
        return [None] * len(evidence)


def train(data: Path, out: Path, limit: int = 600, seed: int = 7, settings: Settings | None = None) -> None:
    """Fit the regression and write it with its card into the folder `out`.

    Args:
        data: folder of parallel sentences, `en-pt.tsv.xz` and so on, columns named by language, and `origin`.
        out: folder, made if missing.
        limit: most sentences of one pair and direction; 600 take about ten minutes on two cores.
        seed: decides the choice of sentences.
        settings: engines to learn from; those of this machine unless told.
    """
    examples = list(_examples(data, limit, seed, settings or Settings.load()))
    weights, rows, good, held = fit(examples, seed)
    out.mkdir(parents=True, exist_ok=True)
    out.joinpath(WEIGHTS).write_bytes(msgspec.json.format(msgspec.json.encode(weights)) + b"\n")
    chances = chances_of(weights, rows[held])
    write_card(out, weights, [one.group for one in examples], good[held], chances, limit=limit, seed=seed)


def fit(examples: Sequence[Example], seed: int) -> tuple[Weights, Floats, Flags, Flags]:
    """Weights, and what they can be measured on: features, whether good, and which rows were held out."""
    from sklearn.linear_model import LogisticRegression

    blank = Weights(model="", features=FEATURES, mean=(), deviation=(), weight=(), bias=0.0)
    judge = Judge(blank, Similarity(threads=1, remember=0), Detector())
    evidence = [one.evidence for one in examples]
    rows = np.concatenate([judge.rows(evidence[at : at + 64]) for at in range(0, len(evidence), 64)])
    good = np.array([one.chrf >= GOOD for one in examples])
    held = np.random.default_rng(seed).permutation(len(examples)) % HELD_OUT == 0
    mean, deviation = rows[~held].mean(axis=0), rows[~held].std(axis=0)
    deviation[deviation == 0] = 1.0
    model = LogisticRegression(C=1.0, max_iter=2000)
    model.fit((rows[~held] - mean) / deviation, good[~held])
    weights = Weights(
        model=f"confidence@{datetime.now(UTC).date().isoformat()}",
        features=FEATURES,
        mean=_rounded(mean),
        deviation=_rounded(deviation),
        weight=_rounded(model.coef_[0]),
        bias=round(float(model.intercept_[0]), 5),
    )
    return weights, rows, good, held


def chances_of(weights: Weights, rows: Floats) -> Floats:
    """What the judge says of these features."""
    logits = (rows - np.array(weights.mean)) / np.array(weights.deviation) @ np.array(weights.weight)
    return np.asarray(1 / (1 + np.exp(-(logits + weights.bias))))


def _examples(data: Path, limit: int, seed: int, settings: Settings) -> Iterator[Example]:
    files = sorted(data.glob("??-??.tsv.xz"))
    for path in files:
        one, other = path.name[:5].split("-")
        for pair in ((one, other), (other, one)):
            yield from _translated(path, pair, limit, seed, settings)
    for source, target, pin in WEAK:
        path = data / f"{min(source, target)}-{max(source, target)}.tsv.xz"
        if path in files:
            detour = replace(settings, routes=(*settings.routes, pin))
            yield from _translated(path, (source, target), limit, seed + 1, detour)


def _translated(
    path: Path, pair: tuple[str, str], limit: int, seed: int, settings: Settings
) -> Iterator[Example]:
    from sacrebleu.metrics.chrf import CHRF

    recorder = _Recorder()
    try:
        translator = Translator(engines_of(settings), settings, judge=recorder)
    except SettingsError as error:  # a detour that this machine cannot take
        log.info("left out: %s", error)
        return
    if pair in translator.pairs():
        wanted = sentences(path, pair, limit, seed)
        log.info("%s: %s sentences", ">".join(pair), len(wanted))
        keys = list(wanted)
        for at in range(0, len(keys), CHUNK):
            translator.translate([Ask(text, *pair) for text in keys[at : at + CHUNK]])
        score = CHRF()
        for one in recorder.seen:
            chrf = score.sentence_score(one.translation, [wanted[one.text]]).score
            yield Example(group=f"{'>'.join(pair)}, {one.steps} steps", evidence=one, chrf=chrf)
    translator.close()


def sentences(path: Path, pair: tuple[str, str], limit: int, seed: int) -> dict[str, str]:
    """Sentences and what a person made of them, the first given for each."""
    frame = read(path)
    columns = [frame[pair[0]], frame[pair[1]], frame["origin"]]
    usable = {
        text.strip(): other.strip()
        for text, other, origin in zip(*columns, strict=True)
        if text and other and len(text) <= LONGEST and not (origin or "").startswith(BARRED)
    }
    return dict(sample(list(usable.items()), limit, seed))


def _rounded(values: Floats) -> tuple[float, ...]:
    return tuple(round(float(value), 5) for value in values)
