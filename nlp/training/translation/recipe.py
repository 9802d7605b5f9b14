"""`duologue train translation`: from a folder of text to a model with its card."""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from nlp.training.translation import checkpoint
from nlp.training.translation.card import HELD_OUT, Measured, TranslationCard, write_card
from nlp.training.translation.config import Recipe
from nlp.training.translation.data import Say, Sentence, yardsticks
from nlp.training.translation.errors import RecipeWrong
from nlp.training.translation.evaluate import Translate, by_direction, with_network
from nlp.training.translation.export import export, similarity, with_int8
from nlp.training.translation.loop import learn
from nlp.training.translation.prepared import prepare

CHECKPOINTS, PREPARED = "checkpoints", "prepared"
COMPARED = 50
"""Sentences per direction that int8 and the network both translate."""


def train_translation(
    recipe: Recipe, data: Path, out: Path, say: Say, *, go_on: bool = False
) -> TranslationCard:
    """Prepare, train, export, measure; writes `out/huggingface` and `out/own`, the last with its card.

    Args:
        data: folder of parallel text.
        out: folder of this training. What was prepared for the same recipe is used again.
        go_on: from the last checkpoint in `out`, to the same end as without the break.

    Raises:
        TrainingError: the recipe, the data or the exported model cannot be used.
    """
    _check(out, go_on)
    prepared = prepare(recipe, data, out / PREPARED, say)
    if not go_on:
        shutil.rmtree(out / CHECKPOINTS, ignore_errors=True)
    model = learn(recipe, prepared, out / CHECKPOINTS, say, go_on=go_on)
    say("exporting")
    _, fast = export(model, out / PREPARED, out)
    network = with_network(model, prepared.words, "cpu")
    int8 = with_int8(fast, recipe.training.threads)
    sets = {HELD_OUT: prepared.facts.held_out, **yardsticks(recipe, data)}
    measured = _measured(network, int8, sets)
    stand = checkpoint.stand_of(out / CHECKPOINTS)
    weights = sum(value.numel() for value in model.parameters())
    card = write_card(fast, recipe, prepared.facts, measured, stand, weights)
    offered = [way for way, one in card.directions.items() if one.offered]
    say(f"written to {fast}; offered: {', '.join(offered) or 'none'}")
    return card


def _check(out: Path, go_on: bool) -> None:
    """Before hours are spent."""
    if importlib.util.find_spec("sacrebleu") is None:
        raise RecipeWrong("measuring needs sacrebleu: pip install 'duologue[train]'")
    if not go_on and checkpoint.stand_of(out / CHECKPOINTS).step:
        raise RecipeWrong(f"{out} holds a training: --resume goes on with it, another --out begins anew")


def _measured(
    network: Translate, int8: Translate, sets: Mapping[str, Mapping[str, Sequence[Sentence]]]
) -> Measured:
    alike = {}
    for pair, held in sets[HELD_OUT].items():
        left, _, right = pair.partition("-")
        some = held[:COMPARED]
        alike[f"{left}-{right}"] = similarity(network, int8, [one.left for one in some], right)
        alike[f"{right}-{left}"] = similarity(network, int8, [one.right for one in some], left)
    return Measured(
        chrf={name: by_direction(int8, held) for name, held in sets.items()},
        chrf_plus={name: by_direction(int8, held, 2) for name, held in sets.items()},
        sentences={name: sum(map(len, held.values())) for name, held in sets.items()},
        similarity=alike,
    )
