"""One translation out of its parts: what people settled, what the phrasebook knows, what engines made."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from nlp.tasks.translation.clauses import LOOPED
from nlp.tasks.translation.draft import Draft
from nlp.tasks.translation.knowledge import memory
from nlp.tasks.translation.knowledge.glossary import release
from nlp.tasks.translation.routes.graph import Route
from nlp.tasks.translation.surface import phrasebook as book
from wire.contracts.events import Translation


def assemble(drafts: list[Draft]) -> list[Draft]:
    """The stage: "failed" where an engine failed on a part of a message."""
    return [replace(draft, made=_made(draft, draft.way)) for draft in drafts]


def _made(draft: Draft, route: Route) -> Translation:
    failed = next((outcome for outcome in draft.outcomes if outcome.text is None), None)
    if failed is not None:
        reason = LOOPED if failed.problem == LOOPED else "engine_error"
        return Translation(status="failed", route=route.languages, rough=route.rough, reason=reason)
    text = release(draft.prepared.held, "".join(_rendered(draft)))
    settled = ((memory.NAME, memory.MODEL),) if draft.prepared.recalled else ()
    by_engines = bool(draft.outcomes)
    makers = (route.engines, route.models) if by_engines else (book.NAME, book.MODEL)
    engine, model = _joined(*settled, makers)
    return Translation(
        status="done",
        text=text,
        engine=engine,
        model=model,
        route=route.languages if by_engines else (route.languages[0], route.languages[-1]),
        rough=by_engines and route.rough,
        left_out=draft.prepared.left_out,
    )


def _rendered(draft: Draft) -> Iterator[str]:
    """Each piece as it reads in the translation."""
    said, outcomes = iter(draft.said), iter(draft.outcomes)
    for piece in draft.prepared.pieces:
        if not piece.spoken:
            yield piece.text
            continue
        one = next(said)
        rest = (next(outcomes).text or "") if one.rest else ""
        yield one.known + (rest[:1].lower() + rest[1:] if one.lower else rest) + one.after


def _joined(*parts: tuple[str, str]) -> tuple[str, str]:
    """Names of engines and of their models, those of several joined by "+"."""
    return "+".join(engine for engine, _ in parts), "+".join(model for _, model in parts)
