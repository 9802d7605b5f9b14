"""Language tags (BCP 47), read in one place for all: `pt`, `pt-BR`, `zh-Hans`, `es-419`."""

from __future__ import annotations

from functools import lru_cache

from langcodes.tag_parser import LanguageTagError, parse_tag

_PARTS = ("language", "script", "territory")
_LONGEST = len("zho-Hans-419")
_TWO, _THREE = 2, 3


@lru_cache(maxsize=4096)
def standard(tag: str) -> str | None:
    """The tag in its usual letters; null where it is none, or says more than language, script and region.

    Variants, extensions and private use say nothing that an engine here could heed.
    """
    if len(tag) > _LONGEST or "_" in tag or not tag.isascii():
        return None
    try:
        parts: list[tuple[str, str]] = parse_tag(tag)
    except LanguageTagError:
        return None
    names = [name for name, _ in parts]
    if names[:1] != ["language"] or any(name not in _PARTS for name in names):
        return None
    language = parts[0][1]
    fits = _TWO <= len(language) <= _THREE and language.isalpha()  # "p1" is none
    return "-".join(value for _, value in parts) if fits else None


def primary(tag: str) -> str:
    """The language alone, in small letters: "pt" for "pt-BR" and "PT_br". Takes what is no tag, too."""
    return tag.replace("_", "-").partition("-")[0].lower()


def with_script(tag: str) -> str:
    """The language, with its script where one is told, in small letters: "pt", "zh-hant" for "zh-Hant-TW"."""
    first, *others = tag.lower().split("-")
    return "-".join([first, *(one for one in others[:1] if len(one) == len("hant"))])
