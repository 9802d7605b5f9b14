"""What is shown of a link in a message: what its page said of itself when its sender asked."""

from __future__ import annotations

import msgspec


class CardImage(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A picture of the page, written anew and kept here: nobody who reads asks the other site for it."""

    file_id: str
    width: int
    """Pixels."""
    height: int
    blurhash: str | None = None
    """What to show until it has come."""
    preview: bool = False
    """A smaller image lies beside it."""


class LinkCard(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A link, and what its page says of itself, in its own words and as plain text."""

    url: str
    """As it stands in the text, not where it led."""
    title: str
    description: str = ""
    site: str = ""
    """Name that the page gives itself; empty: none."""
    host: str
    """Where it led in the end: nobody but the server's own name says so."""
    image: CardImage | None = None

    @property
    def words(self) -> tuple[str, str]:
        """What can be translated of it: title and description."""
        return self.title, self.description
