"""What a bot answers from, and what it finds there: between who keeps articles and who searches them."""

from __future__ import annotations

from typing import Literal

from wire.contracts.events import Event, Translation

ANSWER = "answer"
"""Task of annotations that say what the bot is to answer: `detail` is a `Finding`."""

Outcome = Literal["answer", "offer", "none", "human", "greeting", "thanks"]
"""answer: surely this passage. offer: perhaps one of these articles. none: nothing fits. human: a person is
asked for. greeting, thanks: nothing is asked."""


class ShelfPassage(Event, frozen=True, kw_only=True, omit_defaults=True):
    """A passage of an article."""

    id: str
    article_id: str
    title: str
    heading: str = ""
    language: str
    text: str
    always_human: bool = False


class Shelf(Event, frozen=True, kw_only=True, omit_defaults=True):
    """All passages of an organisation. `rev`: raised by each change of its articles."""

    organisation_id: str
    rev: int
    passages: tuple[ShelfPassage, ...] = ()


class FoundPassage(Event, frozen=True, kw_only=True, omit_defaults=True):
    """A passage that may answer. `title`: the article's, in the language of who asks where it can be."""

    id: str
    article_id: str
    title: str
    always_human: bool = False


class Finding(Event, frozen=True, kw_only=True, omit_defaults=True):
    """What a question finds: the likeliest first, each of another article."""

    passages: tuple[FoundPassage, ...] = ()
    translation: Translation | None = None
    """Of the first passage, for who asks; null: none is needed, or there is none."""
