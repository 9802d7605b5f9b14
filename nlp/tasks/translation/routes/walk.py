"""A batch of texts along a route, step by step; one bad text never fails its neighbours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
from msgspec.structs import replace

from nlp.engines.base import Edge, Rendering, TranslationEngine
from nlp.errors import NlpError
from nlp.tasks.translation.address import between
from nlp.tasks.translation.address.manner import Manner
from nlp.tasks.translation.carry import around
from nlp.tasks.translation.routes.graph import Route

USUAL = Manner()
"""As engines speak by themselves."""


class Outcome(msgspec.Struct, frozen=True):
    """One text at the end of a route. `text` is null where a step failed; `problem` says why."""

    text: str | None
    words: int = 0
    """Words looked up, summed over the steps that do look up words."""
    unknown: int = 0
    problem: str | None = None
    score: float | None = None
    """Mean log-probability of a token, summed over the steps that tell; null where none does."""


def walk(
    engines: Mapping[str, TranslationEngine], route: Route, texts: Sequence[str], manner: Manner = USUAL
) -> list[Outcome]:
    """One outcome per text, in order. Never raises for what an engine does.

    `manner`: how it speaks where engines would speak otherwise.
    """
    outcomes = [Outcome(text) for text in texts]
    english = texts if route.languages[0] == "en" else [None] * len(texts)
    for edge in route.edges:
        alive = [index for index, outcome in enumerate(outcomes) if outcome.text]
        step = between.Step(edge.source, edge.target, route.languages[-1])
        told = _Told(route, [english[index] for index in alive], manner)
        given = told.before(step, [outcomes[index].text or "" for index in alive])
        renderings = _step(engines[edge.engine], edge, given)
        for index, rendering in zip(alive, told.after(step, given, renderings), strict=True):
            outcomes[index] = _further(outcomes[index], rendering)
    return outcomes


class _Told(msgspec.Struct, frozen=True):
    """What is known of the form of address, around a step of texts of which these are the English."""

    route: Route
    english: Sequence[str | None]
    manner: Manner

    @property
    def _tells(self) -> bool:
        """Other languages than these two tell the form by themselves."""
        return self.route.languages[0] in ("en", between.PIVOT)

    def before(self, step: between.Step, texts: Sequence[str]) -> list[str]:
        """The texts as the step gets them."""
        if not self._tells:
            return list(texts)
        return [
            between.before(step, text, said, self.manner)
            for text, said in zip(texts, self.english, strict=True)
        ]

    def after(self, step: between.Step, texts: Sequence[str], made: Sequence[Rendering]) -> list[Rendering]:
        """What the step made of them, as it goes on."""
        if not self._tells and not step.tells_nothing:
            return list(made)
        return [
            replace(one, text=between.after(step, text, one.text, said, self.manner)) if one.text else one
            for text, one, said in zip(texts, made, self.english, strict=True)
        ]


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
