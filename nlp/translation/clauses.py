"""Clauses through engines with every token whole, or not at all.

Up to four tries, each only for what the one before could not do: placeholders for what engines damage; also
for the tokens that got lost; for every token; what lies between the tokens by itself, put together again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from nlp.translation.loops import loops, without_glosses
from nlp.translation.protect import mask, split, unmask
from nlp.translation.surface import restore, smooth
from nlp.translation.tokens import tokens
from nlp.translation.walk import Outcome

Walk = Callable[[Sequence[str]], list[Outcome]]
"""Texts along one route."""

LOOPED = "repetition"
_TRIES = 3
_STOPS = re.compile(r"((?<=[,.;:!?…])\s+)")
_WORD = re.compile(r"[^\W\d_]")


def through(walk: Walk, source: str, target: str, clauses: Sequence[str]) -> dict[str, Outcome]:
    """The outcome of each distinct clause. Where it has a text, all tokens of the clause are in it."""
    done: dict[str, Outcome] = {}
    left: dict[str, frozenset[str]] = dict.fromkeys(clauses, frozenset())
    for _ in range(_TRIES):
        tried = _masked(walk, source, target, left)
        done |= {text: outcome for text, outcome in tried.items() if isinstance(outcome, Outcome)}
        lost = {text: more for text, more in tried.items() if not isinstance(more, Outcome)}
        left = {text: more for text, more in lost.items() if more != left[text]}
    return done | _in_parts(
        walk, source, target, [text for text in dict.fromkeys(clauses) if text not in done]
    )


def _masked(
    walk: Walk, source: str, target: str, texts: dict[str, frozenset[str]]
) -> dict[str, Outcome | frozenset[str]]:
    """Per text: its outcome where it came through whole or an engine failed, else what to mask next time."""
    masks = [mask(text, more) for text, more in texts.items()]
    smoothed = [smooth(source, one.text) for one in masks]
    walked = walk([manner.text for manner in smoothed])
    done: dict[str, Outcome | frozenset[str]] = {}
    for text, one, manner, outcome in zip(texts, masks, smoothed, walked, strict=True):
        if outcome.text is None:
            done[text] = outcome
            continue
        clean = without_glosses(text, outcome.text)
        rendered, lost = unmask(one, restore(manner, target, clean))
        everything = frozenset(token.text for token in tokens(text))
        if lost:
            done[text] = texts[text] | lost if lost <= {token.text for token in one.due} else everything
        elif loops(text, rendered):
            done[text] = everything
        else:
            done[text] = Outcome(rendered, outcome.words, outcome.unknown)
    return done


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
