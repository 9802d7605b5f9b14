"""The card of the confidence: what made it and how well it does, for programs and for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nlp.measures.binary import auroc, calibration_error
from nlp.tasks.translation.confidence.judge import LOW, Weights

PAGE = """# confidence

How sure a reader may be of a translation, 0 to 1: the probability that its chrF against a person's
translation is 40 or more.

- In: {count} numbers that cost next to nothing: {features}.
  Out: one probability. `weights.json`: a logistic regression, read with numpy.
- Trained {day} with
  `duologue train confidence --data parallel --out DIR --limit {limit} --seed {seed}` on
  everyday sentences (Tatoeba, CC BY 2.0 FR; CoCoA, CDLA-Sharing-1.0; TICO-19, CC0; newstest left out) that
  the engines of one machine translated, English and Portuguese once more by a detour that makes them worse.

| pair and route | translations |
|---|---|
{groups}

## Measured on every fifth translation, which was not trained on

| translations | good | AUROC | expected calibration error |
|---|---|---|---|
| {held:,} | {good:.0f} % | {auroc:.3f} | {ece:.1f} % |

Below {low}, where the bubble says "may be wrong": {flagged:.1f} % of them, {right:.0f} % of these bad.
Real support chats, which were never trained on: `duologue eval confidence`.

## Weights, per standard deviation

| feature | weight |
|---|---|
{weights}

## Limits

- One person's translation is the measure: a free but good one counts as bad. Nothing can be surer than that.
- Likeness needs both languages among ar, de, en, es, fr, it, ja, ko, nl, pl, pt, ru, th, tr, zh. Without it,
  and where no engine told unknown words or a score, there is no confidence.
- Languages other than en, pt, es, fr, it, ca follow by transfer. chrF 40 is more in Chinese than in Spanish.
- A line of the phrasebook has no confidence: people wrote it. What people corrected has 1.
"""


def write_card(
    out: Path,
    weights: Weights,
    groups: Sequence[str],
    good: NDArray[np.bool_],
    chances: NDArray[np.float64],
    *,
    limit: int,
    seed: int,
) -> None:
    """Write `card.md` into `out`. `good` and `chances`: of the translations held out."""
    low = chances < LOW
    page = PAGE.format(
        count=len(weights.features),
        features=", ".join(weights.features),
        day=datetime.now(UTC).date().isoformat(),
        limit=limit,
        seed=seed,
        groups="\n".join(f"| {name} | {count:,} |" for name, count in sorted(Counter(groups).items())),
        held=len(good),
        good=100 * good.mean(),
        auroc=auroc(good, chances),
        ece=100 * calibration_error(good, chances),
        low=LOW,
        flagged=100 * low.mean(),
        right=100 * (~good[low]).mean() if low.any() else 0.0,
        weights="\n".join(
            f"| {name} | {weight:+.2f} |"
            for name, weight in zip(weights.features, weights.weight, strict=True)
        ),
    )
    out.joinpath("card.md").write_text(page, encoding="utf-8")
