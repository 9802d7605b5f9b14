"""Little words, which are everywhere and say nothing alone: "what", "with", "they"."""

from __future__ import annotations

from functools import cache

from wire.contracts.languages import primary


@cache
def little(language: str) -> frozenset[str]:
    """Those of a language, in small letters; none where nobody has listed them."""
    from stop_words import StopWordError, get_stop_words

    try:
        return frozenset(word.casefold() for word in get_stop_words(primary(language)))
    except StopWordError:
        return frozenset()
