"""`duologue train sentiment`: from labelled messages to layers, head and card."""

from __future__ import annotations

import logging
import random
from collections.abc import Sequence
from pathlib import Path
from zlib import crc32

import torch

from nlp.encoder.wheel import Wheel, open_wheel, verify
from nlp.encoder.words import Words
from nlp.measures.judging import GOAL, Say, labels_of
from nlp.measures.labelled import MACHINE, TRAINED_ON, Labelled, read, take, translated
from nlp.tasks.sentiment import layers
from nlp.tasks.sentiment.head import SENTIMENTS, Head
from nlp.tasks.sentiment.own import WEIGHTS, Card
from nlp.tasks.sentiment.reading import prepared
from nlp.training.sentiment.finish import Lessons, cool, finish, keep
from nlp.training.sentiment.network import MATRICES, Network
from nlp.training.sentiment.recipe import Recipe, Stage, read_recipe
from nlp.training.sentiment.tuning import Rounds, Texts, Tuner

log = logging.getLogger(__name__)

MOST = 1500
"""Rows of one set and language that the card is measured on."""


def train(data: Path, out: Path, recipe: Recipe | None = None, say: Say = log.info, most: int = MOST) -> None:
    """Train, calibrate and measure the sentiment model; write it with its card into the folder `out`.

    A run that was broken off goes on from its last checkpoint in `out`.

    Args:
        data: TSV, plain or .xz, with columns set, split (train or val), language, label, text. What a machine
            translated is looked for in ../parallel beside it.
        out: folder, made if missing.
        recipe: the usual one unless given; the same recipe gives the same model.
        say: told how far the work is.
        most: rows of one set and language that are measured.
    """
    recipe = recipe or read_recipe()
    out.mkdir(parents=True, exist_ok=True)
    verify()
    rows = read(data)
    lessons = _lessons(rows, data, recipe)
    held = [row for row in lessons if _is_held(row, recipe)]
    wheel = open_wheel()
    learnt, rounds = _chosen([row for row in lessons if not _is_held(row, recipe)], recipe)
    network = _network(wheel, recipe)
    texts = Texts(_ids(wheel, learnt, recipe.longest), labels_of(learnt).tolist())
    texts.prepare(wheel, recipe.keep, recipe.tokens, say)
    Tuner(network, texts, rounds, recipe, out).run(say)
    _export(network, out)
    cool(held, out, say)
    finish(Lessons(rows, learnt, held), out, recipe, say, most)


def look_again(
    data: Path, out: Path, recipe: Recipe | None = None, say: Say = log.info, most: int = MOST
) -> None:
    """Fit the second look, thresholds and card anew; the layers in `out` stay. Arguments as of `train`."""
    recipe = recipe or read_recipe()
    rows = read(data)
    lessons = _lessons(rows, data, recipe)
    learnt, _ = _chosen([row for row in lessons if not _is_held(row, recipe)], recipe)
    held = [row for row in lessons if _is_held(row, recipe)]
    finish(Lessons(rows, learnt, held), out, recipe, say, most)


def _lessons(rows: Sequence[Labelled], data: Path, recipe: Recipe) -> list[Labelled]:
    machine = data.resolve().parent.parent / "parallel" / MACHINE
    more = translated(rows, machine) if any(name.startswith("translated") for name in recipe.sets()) else []
    wanted = recipe.sets() & set(TRAINED_ON)
    return [row for row in [*rows, *more] if row.split == "train" and row.set in wanted]


def _is_held(row: Labelled, recipe: Recipe) -> bool:
    return row.set == GOAL and crc32(row.text.encode()) % recipe.held_out == 0


def _chosen(lessons: Sequence[Labelled], recipe: Recipe) -> tuple[list[Labelled], Rounds]:
    """The texts that any round wants, and which of them each round has."""
    chance = random.Random(recipe.seed)
    pools = {name: [n for n, row in enumerate(lessons) if row.set == name] for name in sorted(recipe.sets())}
    wanted = [_round(lessons, pools, stage, chance) for stage in recipe.stages for _ in range(stage.rounds)]
    used = sorted({number for one in wanted for number in one})
    place = {number: at for at, number in enumerate(used)}
    return [lessons[number] for number in used], [[place[number] for number in one] for one in wanted]


def _round(
    lessons: Sequence[Labelled], pools: dict[str, list[int]], stage: Stage, chance: random.Random
) -> list[int]:
    found: list[int] = []
    for name, share in sorted(stage.shares().items()):
        pool = pools[name]
        found += [pool[at] for at in take([lessons[number] for number in pool], share, chance)]
    return found


def _network(wheel: Wheel, recipe: Recipe) -> Network:
    torch.manual_seed(recipe.seed)
    return Network(wheel, recipe.keep, len(SENTIMENTS), recipe.dropout)


def _ids(wheel: Wheel, rows: Sequence[Labelled], longest: int) -> list[list[int]]:
    words = Words(wheel)
    return [words.ids(prepared(row.text, words.knows), longest) for row in rows]


def _export(network: Network, out: Path) -> None:
    """Layers and head, not calibrated yet, with a card that programs can read."""
    tensors = network.tensors()
    parts = [network.layers[number].get_submodule(name) for number in range(1) for name in MATRICES]
    rows = {name: part.get_parameter("weight").shape[0] for name, part in zip(MATRICES, parts, strict=True)}
    shapes = {name: rows[name.split(".")[1]] for name in tensors if _is_matrix(name)}
    layers.write(tensors, shapes, out / WEIGHTS)
    hidden, last = network.hidden.float(), network.out.float()
    head = Head(
        hidden.weight.detach().numpy().T,
        hidden.bias.detach().numpy(),
        last.weight.detach().numpy().T,
        last.bias.detach().numpy(),
    )
    keep(head, Card("sentiment-e5", 0.0, SENTIMENTS), out)


def _is_matrix(name: str) -> bool:
    return name.endswith(".w") and name.split(".")[1] in MATRICES
