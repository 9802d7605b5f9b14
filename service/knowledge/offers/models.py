"""What is offered, as frozen structs of docs/protocol.md, no behaviour."""

from __future__ import annotations

from typing import Literal

import msgspec

Why = Literal["corrected", "untranslated", "unsure", "name", "term"]
"""corrected: agents put it in the place of another translation. untranslated: translations left it as it was.
unsure: translations with it are unsure. name: it is written like a name. term: articles say it again and
again. The strongest first."""


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """A line that the glossary might have."""

    source: str
    source_language: str
    target: str | None = None
    """What it becomes; null: it stays as it is where `why` is "name", else nothing is known yet."""
    why: Why
    count: int
    """Of what was corrected, of messages translated so, or of places in articles."""
    example: str
    """A sentence in which it stands."""
    article: str | None = None
    """Title of the article that has this sentence; null: it is of a conversation."""


class Offers(msgspec.Struct, frozen=True, kw_only=True):
    """What is offered for translations into a language."""

    into: str
    items: tuple[Offer, ...]


class Dismissed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is not to be offered again."""

    source: str
    source_language: str


class WordsAsked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Words, one a line, of which somebody wants to see a translation."""

    ref: str
    text: str
    language: str
    target: str
