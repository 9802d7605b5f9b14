"""Fit the head of the reply set, judge it on turns that it was not fitted on, and write both into models/."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import numpy as np

from nlp.encoder.embedding import MODEL, Embedder
from nlp.tasks.replies.head import fit
from nlp.tasks.replies.next import alone
from nlp.tasks.replies.phrases import LANGUAGES, ReplySet, load_reply_set
from nlp.tasks.replies.ranking import Ranking
from nlp.tasks.replies.weights import WEIGHTS, Lesson, prepare, stamp, write

log = logging.getLogger(__name__)

FOLDS = 5


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """Shares from 0 to 1, over example turns while they were held out."""

    spoke: float
    """Turns that call for a reply and got one."""
    recall: float
    """… and got at least one that belongs to their situation."""
    right: float
    """Replies shown that belong to the situation."""
    quiet: float
    """Quiet turns after which nothing was shown; the rules on wording not counted in."""


def train(out: Path, *, threads: int = 2, seed: int = 7) -> Figures:
    """Write `head.npz` and `card.md` into `out`, replacing what is there. Takes some minutes on two cores."""
    phrases = load_reply_set()
    lesson = prepare(phrases, Embedder(threads), log.info)
    figures = judge(phrases, lesson, seed)
    write(fit(lesson.turns, lesson.labels, lesson.replies), out / WEIGHTS, stamp(phrases))
    out.joinpath("card.md").write_text(_page(phrases, figures, seed), encoding="utf-8")
    return figures


def judge(phrases: ReplySet, lesson: Lesson, seed: int) -> Figures:
    """Cross-validation: each fold of turns is answered by a head fitted on the others."""
    ranking, numbers = Ranking(phrases), np.random.default_rng(seed).permutation(len(lesson.labels)) % FOLDS
    shown: list[tuple[int, list[int]]] = []
    for fold in range(FOLDS):
        held = numbers == fold
        head = fit(lesson.turns[~held], lesson.labels[~held], lesson.replies)
        free, nothing = np.ones(len(phrases.replies), dtype=np.float32), alone(len(phrases.replies))
        for label, chances in zip(lesson.labels[held], head.chances(lesson.turns[held]), strict=True):
            shown.append((int(label), ranking.choose(chances, free, nothing)))
    return _figures(phrases, shown)


def _figures(phrases: ReplySet, shown: Sequence[tuple[int, list[int]]]) -> Figures:
    fitting = [
        [phrases.replies[reply].id in phrases.situations[label].replies for reply in replies]
        for label, replies in shown
        if label < len(phrases.situations)
    ]
    quiet = [not replies for label, replies in shown if label >= len(phrases.situations)]
    return Figures(
        spoke=float(np.mean([bool(marks) for marks in fitting])),
        recall=float(np.mean([any(marks) for marks in fitting])),
        right=float(np.mean([mark for marks in fitting for mark in marks])),
        quiet=float(np.mean(quiet)),
    )


def _page(phrases: ReplySet, figures: Figures, seed: int) -> str:
    turns = sum(len(one.turns) for one in phrases.situations)
    quiet = sum(len(one.turns) for one in phrases.quiets)
    return f"""# Suggested replies

Which situation a turn is, out of {len(phrases.situations)}, or one of {len(phrases.quiets)} kinds of turns
after which nothing is suggested.

- In: the vector of the turn from {MODEL} (prefix `query`). Out: a probability per
  kind, and the similarity to each of {len(phrases.replies)} replies. One linear layer, `head.npz`, half
  precision, numpy only.
- Fitted {datetime.now(UTC).date().isoformat()} by `duologue train replies` on the example turns of
  `nlp/tasks/replies/set`, written for this project: {turns:,} that call for replies and {quiet:,} that do
  not, about half of them English, the others mostly pt, es, fr, de, it, nl. No other data.
- Replies are written in {", ".join(LANGUAGES)}.

## Measured on held-out example turns ({FOLDS} folds, seed {seed})

| | share |
|---|---|
| turns answered | {figures.spoke:.2f} |
| at least one suggestion of the turn's own situation | {figures.recall:.2f} |
| suggestions shown that belong to the situation | {figures.right:.2f} |
| quiet turns left quiet, before the rules on wording | {figures.quiet:.2f} |

A suggestion that fits but stands under a neighbouring situation counts as wrong here, so these are low marks.

## Limits

It knows common situations only. Turns of several sentences are read as one. Irony and unusual wording are
missed, and a turn may be answered by what it sounds like ("I failed" near "I passed"). The
author's language is not restricted; languages not named above work by transfer and were not measured.
"""
