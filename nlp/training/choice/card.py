"""The card of the choice: what made it and how well it does, for people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from nlp.tasks.translation.choice.chooser import Weights

PAGE = """# choice

Which of several translations of one text is shown. Where the usual one is not clearly right, the text is
translated on other routes and clause by clause too.

- In: {count} numbers of each candidate: {features}. Out: the one with the highest weighed sum.
- Trained {day} with `duologue train choice --data parallel --out DIR --limit {limit} --seed {seed}` on
  everyday sentences (Tatoeba, CC BY 2.0 FR; CoCoA, CDLA-Sharing-1.0; TICO-19, CC0; newstest left out): of two
  candidates the better is the one with the higher chrF.

## Measured on every fifth sentence, which was not trained on

Mean chrF of a sentence, of those that have more than one candidate.

| pair | sentences | the usual one | the chosen one | the best one |
|---|---|---|---|---|
{rows}

## Weights

| feature | weight |
|---|---|
{weights}
"""


class Outcome(msgspec.Struct, frozen=True):
    """chrF of three candidates of one text."""

    pair: str
    usual: float
    chosen: float
    best: float


def write_card(out: Path, weights: Weights, measured: Sequence[Outcome], *, limit: int, seed: int) -> None:
    """Write `card.md` into `out`."""
    pairs = sorted({one.pair for one in measured})
    groups = [(pair, [one for one in measured if one.pair == pair]) for pair in pairs]
    page = PAGE.format(
        count=len(weights.features),
        features=", ".join(weights.features),
        day=datetime.now(UTC).date().isoformat(),
        limit=limit,
        seed=seed,
        rows="\n".join(_row(name, some) for name, some in [*groups, ("all", list(measured))] if some),
        weights="\n".join(
            f"| {name} | {weight:+.2f} |"
            for name, weight in zip(weights.features, weights.weight, strict=True)
        ),
    )
    out.joinpath("card.md").write_text(page, encoding="utf-8")


def _row(name: str, some: Sequence[Outcome]) -> str:
    means = (
        sum(values) / len(some)
        for values in zip(*((one.usual, one.chosen, one.best) for one in some), strict=True)
    )
    return f"| {name} | {len(some):,} | {' | '.join(f'{mean:.1f}' for mean in means)} |"
