"""Words that mix scripts whose letters look alike: "Аdmin" with a Cyrillic А. UTS 39, highly restrictive."""

from __future__ import annotations

from functools import cache

import regex

_SCRIPTS_WORDS = """
    Adlm Arab Armn Bali Beng Bopo Bugi Cakm Cans Cham Cher Copt Cyrl Deva Ethi Geor Glag Goth Grek
    Gujr Guru Hang Hani Hebr Hira Java Kali Kana Khmr Knda Lana Laoo Latn Lepc Limb Lisu Mand Mlym
    Mong Mtei Mymr Newa Nkoo Olck Orya Osge Plrd Rohg Saur Sinh Sund Sylo Syrc Tale Talu Taml Tavt
    Telu Tfng Thaa Thai Tibt Vaii Yiii
"""
_SCRIPTS = tuple(_SCRIPTS_WORDS.split())
"""Scripts that people write names in; all others together count as one more."""

_TOGETHER = (("Latn", "Hani", "Hira", "Kana"), ("Latn", "Hani", "Bopo"), ("Latn", "Hani", "Hang"))
"""Scripts that are written together in Japanese, Chinese and Korean."""

_WORDS = regex.compile(r"[\p{L}\p{M}\p{N}\u200C\u200D'’]+")


def mixes_scripts(text: str) -> bool:
    """Whether a word of it has letters of scripts that are not written together.

    Words may differ: "Иван (Ivan)" is one name in two scripts. Linear in the text.
    """
    return not text.isascii() and any(not _one_script(word[0]) for word in _WORDS.finditer(text))


def _one_script(word: str) -> bool:
    return word.isascii() or any(one.fullmatch(word) for one in _allowed())


@cache
def _allowed() -> tuple[regex.Pattern[str], ...]:
    """A pattern for each set of scripts that a word may be of, the usual ones first."""
    common = r"\p{Script=Common}\p{Script=Inherited}"
    sets = [*_TOGETHER, *((one,) for one in _SCRIPTS)]
    known = [rf"[{common}{_any_of(one)}]*" for one in sets]
    return tuple(regex.compile(one) for one in (*known, rf"[^{_any_of(_SCRIPTS)}]*"))


def _any_of(scripts: tuple[str, ...]) -> str:
    return "".join(rf"\p{{Script_Extensions={one}}}" for one in scripts)
