"""Words with a capital that are nobody's names: days, months, countries, languages. Of CLDR, by Babel."""

from __future__ import annotations

from functools import lru_cache


@lru_cache(maxsize=32)
def _known(language: str) -> frozenset[str]:
    from babel import Locale, UnknownLocaleError

    try:
        locale = Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        return frozenset()
    whole = [name for kind in ("format", "stand-alone") for name in locale.days[kind]["wide"].values()]
    whole += [name for kind in ("format", "stand-alone") for name in locale.months[kind]["wide"].values()]
    whole += [*locale.territories.values(), *locale.languages.values()]
    return frozenset(str(name).casefold() for name in whole)


def everyday(word: str, language: str) -> bool:
    """Whether this, in small letters, is a day, a month, a country or a language in a primary subtag's."""
    return word in _known(language)
