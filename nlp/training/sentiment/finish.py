"""What follows once the layers have learnt: temperature, second look, thresholds, figures and the card."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np

from nlp.measures.judging import GOAL, Say, chances, held_out, judge, labels_of
from nlp.measures.labelled import Labelled
from nlp.tasks.sentiment.head import SENTIMENTS, Head
from nlp.tasks.sentiment.own import CARD, HEAD, Card, build_own
from nlp.training.sentiment import calibration, second
from nlp.training.sentiment.card import write_card
from nlp.training.sentiment.recipe import Recipe

SURE = 0.9
"""Share of the sentiments that speak against another one that shall be right."""


class Lessons(msgspec.Struct, frozen=True):
    """All rows of the data, those that were learnt from, and those of the goal that were kept from it."""

    rows: Sequence[Labelled]
    learnt: Sequence[Labelled]
    held: Sequence[Labelled]


def cool(held: Sequence[Labelled], out: Path, say: Say) -> None:
    """Fit the temperature of the first look on rows that were held out, through the model as it ships."""
    say(f"calibrating on {len(held)} rows")
    logs = np.log(chances(build_own(out).alone(), [row.text for row in held], say) + 1e-9)
    heat = calibration.heat_for(logs, labels_of(held))
    keep(Head.load(out / HEAD).cooled(heat), Card("sentiment-e5", 0.0, SENTIMENTS), out)


def finish(lessons: Lessons, out: Path, recipe: Recipe, say: Say, most: int) -> None:
    """Fit the second look and the thresholds beside the first look in `out`; measure, and write the card."""
    held, labels = [row.text for row in lessons.held], labels_of(lessons.held)
    first = chances(build_own(out).alone(), held, say)
    second.write(second.fit(lessons.learnt, lessons.held, first, say), out)
    own = build_own(out)
    both = chances(own, held, say)
    card = Card(
        model="sentiment-e5",
        abstain_below=calibration.threshold_for(both, labels, recipe.right, 0.7),
        labels=SENTIMENTS,
        sure_from=calibration.threshold_for(both, labels, SURE, 0.95),
    )
    say("measuring")
    own.card = card
    verdict = judge(own, held_out(lessons.rows, most, recipe.seed), say)
    write_card(out, lessons.learnt, verdict, recipe, card)
    say(f"macro-F1 {100 * verdict.mean():.1f} over the languages of {GOAL}; {out}")


def keep(head: Head, card: Card, out: Path) -> None:
    """Write what stands above the layers, and what programs need of the card."""
    arrays = {name: getattr(head, name).astype(np.float16) for name in Head.__struct_fields__}
    np.savez_compressed(out / HEAD, **arrays)
    out.joinpath(CARD).write_bytes(msgspec.json.encode(card))
