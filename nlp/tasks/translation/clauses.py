"""Clauses through engines with every token whole, or not at all.

Up to four tries, each only for what the one before could not do: placeholders for what engines damage; also
for the tokens that got lost; for every token; what lies between the tokens by itself, put together again.
Terms of a glossary are tried as words before, see `wording`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import msgspec

from nlp.tasks.translation.knowledge.glossary import Terms
from nlp.tasks.translation.knowledge.wording import Wording, first, further, settle, write
from nlp.tasks.translation.protect.placeholders import Masked, mask, split, unmask
from nlp.tasks.translation.protect.tokens import tokens
from nlp.tasks.translation.routes.walk import Outcome
from nlp.tasks.translation.surface.labels import labelled, opened, without_article
from nlp.tasks.translation.surface.loops import loops, without_glosses
from nlp.tasks.translation.surface.smoothing import restore, smooth

Walk = Callable[[Sequence[str]], list[Outcome]]
"""Texts along one route."""

LOOPED = "repetition"
NO_TERMS: Terms = {}
_TRIES = 3
_TRIES_OF_TERMS = 2
_STOPS = re.compile(r"((?<=[,.;:!?…])\s+)")
_WORD = re.compile(r"[^\W\d_]")


class _Manner(msgspec.Struct, frozen=True):
    """How a clause is written for the engine this time."""

    wording: Wording
    masked: frozenset[str] = frozenset()
    """Tokens that get a placeholder although engines mostly bring them through."""


def through(
    walk: Walk, source: str, target: str, clauses: Sequence[str], held: Terms = NO_TERMS
) -> dict[str, Outcome]:
    """The outcome of each distinct clause. Where it has a text, all tokens of the clause are in it.

    `held` says what the stand-ins in the clauses stand for.
    """
    done: dict[str, Outcome] = {}
    left = {clause: _Manner(first(clause, held)) for clause in dict.fromkeys(clauses)}
    for _ in range(_TRIES + (_TRIES_OF_TERMS if held else 0)):
        tried = _masked(walk, source, target, left, held)
        done |= {text: outcome for text, outcome in tried.items() if isinstance(outcome, Outcome)}
        lost = {text: manner for text, manner in tried.items() if isinstance(manner, _Manner)}
        left = {text: manner for text, manner in lost.items() if manner != left[text]}
    return done | _in_parts(
        walk, source, target, [text for text in dict.fromkeys(clauses) if text not in done]
    )


def _masked(
    walk: Walk, source: str, target: str, texts: dict[str, _Manner], held: Terms
) -> dict[str, Outcome | _Manner]:
    """Per text: its outcome where it came through whole or an engine failed, else how to write it next."""
    masks = {text: mask(write(text, manner.wording, held), manner.masked) for text, manner in texts.items()}
    smoothed = {text: smooth(source, labelled(source, one)) for text, one in masks.items()}
    walked = walk([one.text for one in smoothed.values()])
    done: dict[str, Outcome | _Manner] = {}
    for (text, manner), outcome in zip(texts.items(), walked, strict=True):
        if outcome.text is None:
            done[text] = outcome
            continue
        clean = without_glosses(text, outcome.text)
        if opened(source, masks[text]):
            clean = without_article(clean)
        rendered, lost = unmask(masks[text], restore(smoothed[text], target, clean))
        settled, missing = settle(rendered, manner.wording, held)
        if missing or lost or loops(text, rendered):
            done[text] = _next(text, manner, masks[text], lost, missing, held)
        else:
            done[text] = msgspec.structs.replace(outcome, text=settled)
    return done


def _next(
    text: str, manner: _Manner, masked: Masked, lost: frozenset[str], missing: frozenset[str], held: Terms
) -> _Manner:
    """How to write a text of which something was lost, or which came out as a loop when nothing was."""
    due = {token.text for token in masked.due}
    if (lost or missing) and lost <= due:
        return _Manner(further(manner.wording, missing, held), manner.masked | lost)
    return _Manner(Wording(), frozenset(token.text for token in tokens(text)))


def _in_parts(walk: Walk, source: str, target: str, texts: list[str]) -> dict[str, Outcome]:
    """Outcomes of texts cut at their tokens or, where they have none, at their commas and stops."""
    cut = {text: _cut(text) for text in texts}
    spoken = list(dict.fromkeys(part for parts in cut.values() for part, verbatim in parts if not verbatim))
    smoothed = [smooth(source, part.strip()) for part in spoken]
    outcomes = dict(zip(spoken, walk([manner.text for manner in smoothed]), strict=True))
    rendered: dict[str, str | None] = {}
    for part, manner in zip(spoken, smoothed, strict=True):
        text = outcomes[part].text
        rendered[part] = None if text is None else restore(manner, target, without_glosses(part, text))
    return {whole: _joined(whole, parts, outcomes, rendered) for whole, parts in cut.items()}


def _cut(text: str) -> list[tuple[str, bool]]:
    """(part, whether it stays as it is)."""
    parts = split(text) if tokens(text) else [(part, False) for part in _STOPS.split(text)]
    return [(part, verbatim or not _WORD.search(part)) for part, verbatim in parts]


def _joined(
    text: str, parts: list[tuple[str, bool]], outcomes: dict[str, Outcome], rendered: dict[str, str | None]
) -> Outcome:
    out, words, unknown = "", 0, 0
    for part, verbatim in parts:
        if verbatim:
            out += part
            continue
        done = rendered[part]
        if done is None:
            return outcomes[part]
        if loops(part, done):
            return Outcome(None, problem=LOOPED)
        core = part.strip()
        out += part.replace(core, done, 1)
        words, unknown = words + outcomes[part].words, unknown + outcomes[part].unknown
    return Outcome(None, problem=LOOPED) if loops(text, out) else Outcome(out, words, unknown)
