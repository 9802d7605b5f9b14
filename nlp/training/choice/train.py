"""`duologue train choice`: from sentences with a person's translation to `weights.json` and `card.md`.

What is doubtful is translated in several ways, as in production, and the better of two is the one with the
higher chrF. A logistic regression over the differences of two learns to say which.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path

import msgspec
import numpy as np

from nlp.encoder.similarity import build_similarity
from nlp.measures.sets import read, sample
from nlp.tasks.language import Detector
from nlp.tasks.translation.choice.chooser import FEATURES, WEIGHTS, Candidate, Chooser, Weights, rows
from nlp.tasks.translation.confidence.judge import build_judge
from nlp.tasks.translation.translator import Ask, Translator, engines_of
from nlp.training.choice.card import Outcome, write_card
from wire.contracts.settings import Settings

log = logging.getLogger(__name__)

HELD_OUT = 5
"""Every fifth sentence is for the figures on the card."""

CLEAR = 3.0
"""chrF by which one candidate must be better than another to teach anything: less is one person's wording."""

BARRED = ("newstest",)
"""Origins whose sentences may not shape weights that ship."""

LONGEST = 300


class Group(msgspec.Struct, frozen=True):
    """The candidates of one text, and how good each is."""

    pair: str
    candidates: tuple[Candidate, ...]
    chrf: tuple[float, ...]


class _Recorder:
    """Stands where the chooser will be, and keeps what that would see."""

    def __init__(self) -> None:
        self.seen: list[tuple[Candidate, ...]] = []

    def choose(self, candidates: Sequence[Candidate]) -> int:
        self.seen.append(tuple(candidates))
        return 0


def train(data: Path, out: Path, limit: int = 200, seed: int = 11, settings: Settings | None = None) -> None:
    """Fit the regression and write it with its card into the folder `out`.

    Args:
        data: folder of parallel sentences, `en-pt.tsv.xz` and so on, columns named by language, and `origin`.
        out: folder, made if missing.
        limit: most sentences of one pair and direction; 200 take about ten minutes on two cores.
        seed: decides the choice of sentences.
        settings: engines to learn from; those of this machine unless told.
    """
    groups = list(_groups(data, limit, seed, settings or Settings.load()))
    held = np.random.default_rng(seed).permutation(len(groups)) % HELD_OUT == 0
    weights = fit([group for group, out_of in zip(groups, held, strict=True) if not out_of])
    out.mkdir(parents=True, exist_ok=True)
    out.joinpath(WEIGHTS).write_bytes(msgspec.json.format(msgspec.json.encode(weights)) + b"\n")
    measured = outcomes(weights, [group for group, out_of in zip(groups, held, strict=True) if out_of])
    write_card(out, weights, measured, limit=limit, seed=seed)


def fit(groups: Sequence[Group]) -> Weights:
    """Weights by which the better of two candidates has the higher sum."""
    from sklearn.linear_model import LogisticRegression

    differences, better, heavy = [], [], []
    for group in groups:
        features = np.array(rows(group.candidates))
        for one, other in combinations(range(len(features)), 2):
            gain = group.chrf[one] - group.chrf[other]
            if abs(gain) >= CLEAR:
                differences += [features[one] - features[other], features[other] - features[one]]
                better += [gain > 0, gain < 0]
                heavy += [abs(gain)] * 2
    model = LogisticRegression(C=1.0, max_iter=2000, fit_intercept=False)
    model.fit(np.array(differences), np.array(better), sample_weight=np.array(heavy) / np.mean(heavy))
    return Weights(
        model=f"choice@{datetime.now(UTC).date().isoformat()}",
        features=FEATURES,
        weight=tuple(round(float(one), 5) for one in model.coef_[0]),
    )


def outcomes(weights: Weights, groups: Sequence[Group]) -> list[Outcome]:
    """Per group what the usual candidate, the chosen one and the best one have."""
    chooser = Chooser(weights)
    return [
        Outcome(group.pair, group.chrf[0], group.chrf[chooser.choose(group.candidates)], max(group.chrf))
        for group in groups
    ]


def _groups(data: Path, limit: int, seed: int, settings: Settings) -> Iterator[Group]:
    similarity, recorder = build_similarity(settings), _Recorder()
    judge = build_judge(similarity, Detector())
    translator = Translator(engines_of(settings), settings, judge=judge, chooser=recorder)
    for path in sorted(data.glob("??-??.tsv.xz")):
        one, other = path.name[:5].split("-")
        for pair in ((one, other), (other, one)):
            if pair in translator.pairs():
                yield from _translated(translator, recorder, path, pair, limit, seed)
    translator.close()


def _translated(
    translator: Translator, recorder: _Recorder, path: Path, pair: tuple[str, str], limit: int, seed: int
) -> Iterator[Group]:
    """One text at a time: so that it is known whose candidates these are."""
    from sacrebleu.metrics.chrf import CHRF

    score = CHRF()
    for text, reference in sentences(path, pair, limit, seed):
        recorder.seen.clear()
        translator.translate([Ask(text, *pair)])
        for some in recorder.seen:
            chrf = tuple(round(score.sentence_score(one.text, [reference]).score, 1) for one in some)
            yield Group(">".join(pair), some, chrf)
    log.info("%s", ">".join(pair))


def sentences(path: Path, pair: tuple[str, str], limit: int, seed: int) -> list[tuple[str, str]]:
    """Sentences and what a person made of them, the last given for each."""
    frame = read(path)
    columns = [frame[pair[0]], frame[pair[1]], frame["origin"]]
    usable = {
        text.strip(): other.strip()
        for text, other, origin in zip(*columns, strict=True)
        if text and other and len(text) <= LONGEST and not (origin or "").startswith(BARRED)
    }
    return sample(list(usable.items()), limit, seed)
