"""One translation out of its parts: what people settled, what the phrasebook knows, what engines made."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from nlp.tasks.translation import glossary, memory
from nlp.tasks.translation import phrasebook as book
from nlp.tasks.translation.clauses import LOOPED
from nlp.tasks.translation.confidence import Evidence
from nlp.tasks.translation.glossary import release
from nlp.tasks.translation.integrity import mended
from nlp.tasks.translation.layout import Piece, is_spoken
from nlp.tasks.translation.prepare import Prepared
from nlp.tasks.translation.routes import Route
from nlp.tasks.translation.walk import Outcome
from wire.contracts.events import Term, Translation

_I = re.compile(r"I\b")


class Said(msgspec.Struct, frozen=True):
    """A clause: what the phrasebook knows of it, translated, and the rest for engines."""

    known: str
    rest: str
    lower: bool = False
    """The rest goes on in the middle of a sentence."""


def what_is_known(source: str, target: str, clause: str) -> Said:
    """What the phrasebook knows of a clause, whole or as its opening. Primary subtags."""
    whole = book.phrasebook().look_up(source, target, clause)
    if whole is not None:
        return Said(whole, "")
    known, rest = book.phrasebook().opening(source, target, clause)
    last = book.phrasebook().look_up(source, target, rest) if known else None
    lower = known.rstrip().endswith(",") and _I.match(rest) is not None
    if last is not None:
        return Said(known + (last[:1].lower() + last[1:] if lower else last), "")
    return Said(known, rest, lower) if is_spoken(rest) else Said("", clause)


def settled(prepared: Prepared, source: str, target: str) -> Translation:
    """What people have settled to the last word."""
    text = release(prepared.held, "".join(piece.text for piece in prepared.pieces))
    name, model = (memory.NAME, memory.MODEL) if prepared.recalled else (glossary.NAME, glossary.MODEL)
    return Translation(
        status="done",
        text=text,
        engine=name,
        model=model,
        route=(source, target),
        confidence=1.0,
        left_out=prepared.left_out,
    )


def assembled(
    route: Route, prepared: Prepared, said: dict[str, Said], outcomes: dict[str, Outcome]
) -> Translation:
    """The translation of a message: "failed" where an engine failed on a part of it."""
    pieces, used = prepared.pieces, used_of(prepared, said, outcomes)
    failed = next((outcome for outcome in used if outcome.text is None), None)
    if failed is not None:
        reason = LOOPED if failed.problem == LOOPED else "engine_error"
        return Translation(status="failed", route=route.languages, rough=route.rough, reason=reason)
    text = release(prepared.held, "".join(_rendered(piece, said, outcomes) for piece in pieces))
    before = ((memory.NAME, memory.MODEL),) if prepared.recalled else ()
    if not used:
        ends = (route.languages[0], route.languages[-1])
        engine, model = _joined(*before, (book.NAME, book.MODEL))
        return Translation(
            status="done", text=text, engine=engine, model=model, route=ends, left_out=prepared.left_out
        )
    engine, model = _joined(*before, (route.engines, route.models))
    return Translation(
        status="done",
        text=text,
        engine=engine,
        model=model,
        route=route.languages,
        rough=route.rough,
        left_out=prepared.left_out,
    )


def made_whole(source: str, text: str, terms: Sequence[Term], done: Translation) -> Translation:
    """The translation with what can be put back of what it lost; corrections and words of people stay."""
    if done.text is None or (done.engine or "").startswith(memory.NAME):
        return done
    settled = [one for term in terms for one in (term.source, term.target or "")]
    return msgspec.structs.replace(done, text=mended(source, text, done.text, settled))


def used_of(prepared: Prepared, said: dict[str, Said], outcomes: dict[str, Outcome]) -> list[Outcome]:
    """What engines made of it."""
    return [outcomes[said[text].rest] for text in prepared.spoken if said[text].rest]


def evidence_of(
    route: Route, text: str, terms: Sequence[Term], done: Translation, used: Sequence[Outcome]
) -> Evidence:
    """What a judge gets to see of a translation that engines had a part in."""
    low = text.casefold()
    scores = [one.score for one in used if one.score is not None]
    return Evidence(
        source=route.languages[0],
        target=route.languages[-1],
        text=text,
        translation=done.text or "",
        steps=len(route.edges),
        quality=route.quality,
        words=sum(one.words for one in used),
        unknown=sum(one.unknown for one in used),
        score=min(scores) if scores else None,
        agreed=tuple(
            term.source.casefold() for term in terms if term.target and term.source.casefold() in low
        ),
    )


def _joined(*parts: tuple[str, str]) -> tuple[str, str]:
    """Names of engines and of their models, those of several joined by "+"."""
    return "+".join(engine for engine, _ in parts), "+".join(model for _, model in parts)


def _rendered(piece: Piece, said: dict[str, Said], outcomes: dict[str, Outcome]) -> str:
    if not piece.spoken:
        return piece.text
    one = said[piece.text]
    rest = (outcomes[one.rest].text or "") if one.rest else ""
    return one.known + (rest[:1].lower() + rest[1:] if one.lower else rest)
