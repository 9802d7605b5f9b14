"""How translations have dealt with words so far: left as they were, or unsure of them. Pure."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from service.knowledge.keys import fold, occurs
from service.knowledge.offers.reading import parts, phrases, stops

LEAST = 2
"""Messages that have to show it."""
UNSURE_BELOW = 0.6
"""Confidence of a translation that is shown as unsure."""
MOST_LETTERS = 1000
"""Of a message that are looked at: of a thousand messages, in a page that somebody waits for."""


class Translated(msgspec.Struct, frozen=True, kw_only=True):
    """A message, and what an engine made of it."""

    text: str
    language: str
    """Primary subtag."""
    became: str
    confidence: float | None


class Met(msgspec.Struct):
    """In how many messages a term came, and how it fared."""

    messages: int = 0
    untranslated: int = 0
    unsure: int = 0

    @property
    def is_untranslated(self) -> bool:
        """More often than not."""
        return self.untranslated >= LEAST and 2 * self.untranslated > self.messages

    @property
    def is_unsure(self) -> bool:
        """The same."""
        return self.unsure >= LEAST and 2 * self.unsure > self.messages


def met(terms: frozenset[str], language: str, translated: Iterable[Translated]) -> dict[str, Met]:
    """Of terms of a language, in small letters, those that came."""
    found, stop = dict[str, Met](), stops(language)
    for one in translated:
        if one.language != language:
            continue
        said = {
            " ".join(phrase)
            for _, some in parts(one.text[:MOST_LETTERS])
            for part in some
            for phrase in phrases(part.words, stop)
        } & terms
        became = fold(one.became) if said else ""
        for term in said:
            seen = found.setdefault(term, Met())
            seen.messages += 1
            seen.untranslated += occurs(fold(term), became)
            seen.unsure += one.confidence is not None and one.confidence < UNSURE_BELOW
    return found
