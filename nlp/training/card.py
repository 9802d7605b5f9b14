"""The model card of a sentiment head: what made it and how well it does, for programs and for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import numpy as np

from nlp.embedding import MODEL
from nlp.sentiment.head import CARD, MOODS
from nlp.training.labelled import Labelled

LICENCES = {
    "umsab": "UMSAB, Apache-2.0",
    "goemotions": "GoEmotions, Apache-2.0",
    "emocontext": "EmoContext, MIT, last turn only",
    "tyqiangz": "tyqiangz product reviews, Apache-2.0",
}


PAGE = """# sentiment-e5

Mood of one chat message: positive, neutral, negative, or no label where unsure.

- In: the vector of the message from {embedding} (prefix `query`).
  Out: three calibrated probabilities.
- Three networks with one hidden layer of 128, side by side, averaged: `head.npz`, half precision,
  read with numpy.
- Trained {day} with
  `duologue train sentiment --data labelled.tsv.xz --out DIR --limit {limit} --seed {seed}`.

| trained on | texts |
|---|---|
{sets}

UMSAB counts twice. Tweets lose "RT", "@user" and links first, since chat has none.

## Measured on held-out rows (macro-F1, three labels)

Mean over the languages of UMSAB: **{mean:.1f}**.

| set and language | macro-F1 |
|---|---|
{cells}

Samples are evened out over languages and labels. airline and MELD are English sets that were not trained on
at all; neither were reviews in zh and ja.

- Calibration: temperature {temperature:.2f}, fitted on every second held-out row of UMSAB,
  GoEmotions and EmoContext. Expected calibration error on the other rows: {ece:.1f} %.
- No label below {threshold:.2f}: {said:.0f} % of those rows get one,
  {right_when_said:.0f} % of them the right one
  ({right_always:.0f} % if every row got one).

## Limits

Irony, mixed feelings and complaints without strong words ("This is the third time I ask") are often
read as neutral.
Languages of the embedding that are not named above work by transfer and were not measured.
Width of the network was chosen on these same validation rows, so expect a point less elsewhere.
"""


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """What was measured on rows that were not trained on; shares and F1 from 0 to 1."""

    macro_f1: dict[str, float]
    ece: float
    temperature: float
    said: float
    right_when_said: float
    right_always: float

    def umsab_mean(self) -> float:
        """Mean over the languages of UMSAB; 0 without any."""
        found = [value for name, value in self.macro_f1.items() if name.startswith("umsab ")]
        return float(np.mean(found)) if found else 0.0


def write_card(
    out: Path, rows: Sequence[Labelled], figures: Figures, *, threshold: float, seed: int, limit: int
) -> None:
    """Write `card.json` and `card.md` into `out`."""
    day = datetime.now(UTC).date().isoformat()
    used = Counter(row.set for row in rows if row.split == "train")
    card = {
        "model": f"sentiment-e5@{day}",
        "embedding": MODEL,
        "moods": MOODS,
        "abstain_below": threshold,
        "trained": day,
        "seed": seed,
        "limit": limit,
        "texts": dict(used),
        "umsab_macro_f1": figures.umsab_mean(),
        "figures": figures,
    }
    out.joinpath(CARD).write_bytes(msgspec.json.format(msgspec.json.encode(card)) + b"\n")
    out.joinpath("card.md").write_text(_page(day, used, figures, threshold, seed, limit), encoding="utf-8")


def _page(day: str, used: Counter[str], figures: Figures, threshold: float, seed: int, limit: int) -> str:
    sets = "\n".join(f"| {LICENCES.get(name, name)} | {count:,} |" for name, count in used.most_common())
    cells = "\n".join(f"| {name} | {100 * value:.1f} |" for name, value in figures.macro_f1.items())
    return PAGE.format(
        embedding=MODEL,
        day=day,
        seed=seed,
        limit=limit,
        sets=sets,
        cells=cells,
        threshold=threshold,
        temperature=figures.temperature,
        mean=100 * figures.umsab_mean(),
        ece=100 * figures.ece,
        said=100 * figures.said,
        right_when_said=100 * figures.right_when_said,
        right_always=100 * figures.right_always,
    )
