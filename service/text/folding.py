"""The form of a name in which it is searched: as somebody types it who has no accents on the keyboard."""

from __future__ import annotations

import unicodedata

_LETTERS = str.maketrans(
    {"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ŧ": "t", "ɨ": "i", "ŋ": "n"}
    | {"æ": "ae", "œ": "oe", "þ": "th", "ʻ": "'", "ʼ": "'", "’": "'", "‘": "'", "ـ": ""}
)
"""Letters that no decomposition takes apart, and what people write instead; Turkish ı."""

_OF_LETTERS = range(10, 37)
"""Combining classes of vowel points in Hebrew and Arabic, which are left out in writing."""

_ABOVE_AND_BELOW = 200
"""Combining classes from here on are marks on a letter: accents, dots, tails, hooks.

Those between are parts of a syllable in Indic and Southeast Asian scripts, and 7 to 9 voice a kana or join
letters: without them it is another word.
"""


def fold(text: str) -> str:
    """Without differences of case, width and accents: "İpek Ślązak" is "ipek slazak".

    Folding twice changes nothing, and a text in NFC and in NFD folds to the same.
    """
    bare = _bare(_bare(text).casefold())
    return unicodedata.normalize("NFC", bare.translate(_LETTERS))


def _bare(text: str) -> str:
    return unicodedata.normalize("NFKD", text).translate(_KEPT)


class _Kept(dict[int, int | None]):
    """Each sign as itself, or as nothing where it is left out; looked up once, for a text has few."""

    def __missing__(self, code: int) -> int | None:
        kept = self[code] = None if _is_left_out(chr(code)) else code
        return kept


def _is_left_out(character: str) -> bool:
    """Accents, and signs that do not show."""
    if unicodedata.category(character) == "Cf":
        return True
    kind = unicodedata.combining(character)
    return kind >= _ABOVE_AND_BELOW or kind in _OF_LETTERS


_KEPT = _Kept()
