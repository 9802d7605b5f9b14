"""The card of a trained model: what made it and how well it does, for programs and for people."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import msgspec

from nlp.engines.own import engine as own
from nlp.training.translation.checkpoint import Stand
from nlp.training.translation.config import Recipe
from nlp.training.translation.data import licence
from nlp.training.translation.prepared import Facts

HELD_OUT = "held out"
"""Name of the sentences kept out of training, among the yardsticks."""

_PAGE = """# {card.name}

Translation of short messages: {ways}. Offered to users: {offered}.

- {weights:.1f} M weights, {size:.1f} MiB in int8. A Marian transformer: width {shape.width},
  {shape.encoder} layers of encoder, {shape.decoder} of decoder. The first token names the wanted language.
- Trained {card.trained} by `duologue train translation`, seed {training.seed}: {stand.step:,} steps,
  {tokens:.1f} M padded tokens, {minutes:.0f} minutes. Mean of the last {training.average} checkpoints.
  The whole recipe is in `card.json`.

| pair | learnt from | pairs of sentences |
|---|---|---|
{data}

## Measured (int8, greedy)

| on | sentences | direction | chrF | chrF++ |
|---|---|---|---|---|
{rows}

int8 against the network in full: chrF {alike}.
A direction is offered from chrF {least:.0f} on, on the worst of these sets; held-out sentences
count only where there is no other set.

## Limits

It knows everyday sentences and short task chat, one at a time. Names, numbers and rare words may come out
wrong, and long or technical text will. Nobody has read its output for bias.
"""


class Measured(msgspec.Struct, frozen=True, kw_only=True):
    """What int8 reaches, greedy; by name of the yardstick, then by direction."""

    chrf: dict[str, dict[str, float]]
    chrf_plus: dict[str, dict[str, float]]
    sentences: dict[str, int]
    similarity: dict[str, float]
    """chrF of int8 against the network, by direction."""


class TranslationCard(own.Card, frozen=True, kw_only=True):
    """All of `card.json`."""

    trained: str
    weights: int
    bytes: int
    stand: Stand
    recipe: Recipe
    data: dict[str, dict[str, int]]
    """Pairs of sentences, by pair and licence."""
    refused: dict[str, dict[str, int]]
    measured: Measured


def write_card(
    folder: Path, recipe: Recipe, facts: Facts, measured: Measured, stand: Stand, weights: int
) -> TranslationCard:
    """Write `card.json` and `card.md` into `folder`, which holds the model."""
    card = TranslationCard(
        name=recipe.name,
        directions=_directions(recipe, measured),
        trained=datetime.now(UTC).date().isoformat(),
        weights=weights,
        bytes=sum(path.stat().st_size for path in folder.iterdir()),
        stand=stand,
        recipe=recipe,
        data={pair: _licences(recipe, counts) for pair, counts in facts.origins.items()},
        refused=facts.refused,
        measured=measured,
    )
    (folder / own.CARD).write_bytes(msgspec.json.format(msgspec.json.encode(card)) + b"\n")
    (folder / "card.md").write_text(_page(card), encoding="utf-8")
    return card


def _directions(recipe: Recipe, measured: Measured) -> dict[str, own.Direction]:
    """As good as on the worst yardstick; held-out sentences count where there is no other."""
    chosen = {name: scores for name, scores in measured.chrf.items() if name != HELD_OUT} or measured.chrf
    found = {}
    for way in sorted(measured.chrf[HELD_OUT]):
        measured_on = [name for name in chosen if way in chosen[name]] or [HELD_OUT]
        worst = min(measured_on, key=lambda name: measured.chrf[name][way])
        found[way] = own.Direction(
            quality=measured.chrf_plus[worst][way], offered=measured.chrf[worst][way] >= recipe.offer_from
        )
    return found


def _licences(recipe: Recipe, counts: dict[str, int]) -> dict[str, int]:
    found: dict[str, int] = {}
    for origin, count in counts.items():
        name = licence(recipe.corpus, origin)
        found[name] = found.get(name, 0) + count
    return found


def _page(card: TranslationCard) -> str:
    data = [(pair, name, f"{count:,}") for pair, found in card.data.items() for name, count in found.items()]
    offered = [way for way, one in card.directions.items() if one.offered]
    return _PAGE.format(
        card=card,
        shape=card.recipe.shape,
        training=card.recipe.training,
        stand=card.stand,
        ways=", ".join(card.directions),
        offered=", ".join(offered) or "none",
        weights=card.weights / 1e6,
        size=card.bytes / 2**20,
        tokens=card.stand.tokens / 1e6,
        minutes=card.stand.seconds / 60,
        data="\n".join(f"| {' | '.join(row)} |" for row in data),
        rows="\n".join(_rows(card.measured)),
        alike=", ".join(f"{way} {score}" for way, score in card.measured.similarity.items()),
        least=card.recipe.offer_from,
    )


def _rows(measured: Measured) -> list[str]:
    return [
        f"| {name} | {measured.sentences[name]:,} | {way} | {score} | {measured.chrf_plus[name][way]} |"
        for name, scores in measured.chrf.items()
        for way, score in scores.items()
    ]
