"""A confidence for what engines had a part in."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

from msgspec.structs import replace

from nlp.tasks.translation.confidence.judge import Evidence, Judging
from nlp.tasks.translation.draft import Draft, Stage, by_route
from nlp.tasks.translation.routes.graph import Route

log = logging.getLogger(__name__)


def judge(judging: Judging | None, yield_to_urgent: Callable[[], None]) -> Stage:
    """The stage; without somebody to judge, confidences stay null."""

    def judged(drafts: list[Draft]) -> list[Draft]:
        if judging is None:
            return drafts
        found: dict[int, float | None] = {}
        for route, some in by_route(draft for draft in drafts if _is_by_engines(draft)).items():
            yield_to_urgent()
            found |= _confidences(judging, route, some)
        return [_with(draft, found[id(draft)]) if id(draft) in found else draft for draft in drafts]

    return judged


def _is_by_engines(draft: Draft) -> bool:
    return bool(draft.outcomes) and draft.translation.text is not None


def _confidences(judging: Judging, route: Route, drafts: Sequence[Draft]) -> dict[int, float | None]:
    """By `id`, since one request may have several drafts; none at all where judging breaks down."""
    try:
        sure = judging.judge([evidence_of(route, draft) for draft in drafts])
    except Exception:
        log.exception("no confidence for %s translations", len(drafts))
        return {}
    return {id(draft): value for draft, value in zip(drafts, sure, strict=True)}


def evidence_of(route: Route, draft: Draft) -> Evidence:
    """What a judge gets to see of a translation that engines had a part in."""
    low = draft.ask.text.casefold()
    scores = [one.score for one in draft.outcomes if one.score is not None]
    return Evidence(
        source=route.languages[0],
        target=route.languages[-1],
        text=draft.ask.text,
        translation=draft.translation.text or "",
        steps=len(route.edges),
        quality=route.quality,
        words=sum(one.words for one in draft.outcomes),
        unknown=sum(one.unknown for one in draft.outcomes),
        score=min(scores) if scores else None,
        agreed=tuple(
            term.source.casefold()
            for term in draft.ask.terms
            if term.target and term.source.casefold() in low
        ),
        organisation=draft.ask.organisation,
    )


def _with(draft: Draft, confidence: float | None) -> Draft:
    return replace(draft, made=replace(draft.translation, confidence=confidence))
