"""What needs no engine is answered, and what no engine can do; the others get the way they will go."""

from __future__ import annotations

from itertools import pairwise

from msgspec.structs import replace

from nlp.tasks.translation.address.between import PIVOT, TWO_WAYS
from nlp.tasks.translation.address.manner import Manner
from nlp.tasks.translation.draft import Draft, Stage
from nlp.tasks.translation.knowledge import glossary, memory
from nlp.tasks.translation.layout.pieces import lay_out
from nlp.tasks.translation.routes.graph import Route, Routes
from wire.contracts.events import Gender, Translation

NOT_NEEDED = Translation(status="not_needed")
UNKNOWN_LANGUAGE = Translation(status="unsupported", reason="unknown_language")
UNSUPPORTED_PAIR = Translation(status="unsupported", reason="unsupported_pair")


def answer(routes: Routes) -> Stage:
    """The stage over these routes."""
    return lambda drafts: [_one(routes, draft) for draft in drafts]


def _one(routes: Routes, draft: Draft) -> Draft:
    at_once = _without_engines(draft)
    if at_once is not None:
        return replace(draft, answer=at_once)
    route = routes.best(draft.source, draft.target)
    if route is None:
        return replace(draft, answer=UNSUPPORTED_PAIR)
    address = draft.ask.address
    formal = _is_formal(route) if address is None else address == "formal"
    manner = Manner(address == "informal" and _may_be_familiar(route), _writer(draft, route))
    return replace(draft, route=route, formal=formal, manner=manner)


def _is_formal(route: Route) -> bool:
    """Engines take the "você" of Portuguese, which stands for "you" and for "tu", for usted and vous."""
    return "pt" in route.languages[:-1] and route.languages[-1] in TWO_WAYS


def _may_be_familiar(route: Route) -> bool:
    """Whether its "você" can be made a "tu" before it goes on; other languages tell the form themselves."""
    return route.languages[0] in ("en", "pt") and route.languages[-1] in TWO_WAYS


def _writer(draft: Draft, route: Route) -> Gender | None:
    """Where it can be told: a step out of English into Portuguese."""
    return draft.ask.writer if ("en", PIVOT) in pairwise(route.languages) else None


def _without_engines(draft: Draft) -> Translation | None:
    prepared = draft.prepared
    if not prepared.changed and not _is_spoken(draft):
        return NOT_NEEDED
    if draft.ask.source is None:
        return UNKNOWN_LANGUAGE
    if draft.source == draft.target:
        return NOT_NEEDED
    if not prepared.spoken:
        return _settled(draft) if prepared.changed else NOT_NEEDED
    return None


def _is_spoken(draft: Draft) -> bool:
    """Whether there is language in the text as it was written, stand-ins or not."""
    pieces = lay_out(draft.ask.text) if draft.prepared.held else draft.prepared.pieces
    return any(piece.spoken for piece in pieces)


def _settled(draft: Draft) -> Translation:
    """What people have settled to the last word."""
    prepared = draft.prepared
    name, model = (memory.NAME, memory.MODEL) if prepared.recalled else (glossary.NAME, glossary.MODEL)
    return Translation(
        status="done",
        text=glossary.release(prepared.held, "".join(piece.text for piece in prepared.pieces)),
        engine=name,
        model=model,
        route=(draft.source, draft.target),
        confidence=1.0,
        left_out=prepared.left_out,
    )
