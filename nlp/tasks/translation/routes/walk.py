"""A batch of texts along a route, step by step; one bad text never fails its neighbours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from nlp.engines.base import Edge, Rendering, TranslationEngine
from nlp.errors import NlpError
from nlp.tasks.translation.carry import around
from nlp.tasks.translation.routes.graph import Route


class Outcome(msgspec.Struct, frozen=True):
    """One text at the end of a route. `text` is null where a step failed; `problem` says why."""

    text: str | None
    words: int = 0
    """Words looked up, summed over the steps that do look up words."""
    unknown: int = 0
    problem: str | None = None
    score: float | None = None
    """Mean log-probability of a token, summed over the steps that tell; null where none does."""


def walk(engines: Mapping[str, TranslationEngine], route: Route, texts: Sequence[str]) -> list[Outcome]:
    """One outcome per text, in order. Never raises for what an engine does."""
    outcomes = [Outcome(text) for text in texts]
    for edge in route.edges:
        alive = [index for index, outcome in enumerate(outcomes) if outcome.text]
        renderings = _step(engines[edge.engine], edge, [outcomes[index].text or "" for index in alive])
        for index, rendering in zip(alive, renderings, strict=True):
            outcomes[index] = _further(outcomes[index], rendering)
    return outcomes


def _further(outcome: Outcome, rendering: Rendering) -> Outcome:
    return Outcome(
        rendering.text,
        outcome.words + rendering.words,
        outcome.unknown + rendering.unknown,
        rendering.problem,
        outcome.score if rendering.score is None else rendering.score + (outcome.score or 0.0),
    )


def _step(engine: TranslationEngine, edge: Edge, texts: list[str]) -> list[Rendering]:
    if not texts:
        return []
    try:
        alphabet = engine.alphabet(edge.source, edge.target)
        return around(alphabet, texts, lambda some: engine.translate(edge.source, edge.target, some))
    except (NlpError, OSError, RuntimeError, ValueError) as error:
        if len(texts) > 1:
            return [one for text in texts for one in _step(engine, edge, [text])]
        return [Rendering(text=None, engine=edge.engine, model=edge.model, problem=str(error))]
