"""Letters with marks: a word that is no word of its language is a name, and names keep their letters."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

from nlp.tasks.language import primary
from nlp.tasks.language.alphabets import ALPHABETS
from nlp.tasks.translation.integrity.lawful import LENT_WORDS

_MARK = "\u0300-\u036f"
_WORD = re.compile(rf"(?:[^\W\d_]|[{_MARK}])+")
_LENT = frozenset("àâäçèéêëîïñôöûüáíóúãåøæœ")
"""Letters that words lent to other languages keep, "naïve": small words with these may well be translated."""


_DOT = "\u0307"
"""What is left of a Turkish capital I with a dot, in small letters."""


def letters(source: str, text: str, target: str, translation: str) -> Iterator[tuple[str, str]]:
    """Words with letters that are not of the source language, and are nowhere in the translation."""
    if text.isascii() or primary(source) not in ALPHABETS:
        return
    own = ALPHABETS[primary(source)]
    made = Counter(one.casefold() for one in _WORD.findall(translation))
    for word in _WORD.findall(text):
        if not _beyond(word, own) or word.casefold() in LENT_WORDS or _wide(word):
            continue
        low = word.casefold()
        if made[low] <= 0:
            yield word, ""
        made[low] -= 1


def is_foreign(source: str, word: str) -> bool:
    """Whether a word has a letter that is not of its language; never where its alphabet is not known."""
    own = ALPHABETS.get(primary(source))
    return own is not None and _beyond(word, own)


def _beyond(word: str, own: str) -> bool:
    """Whether a Latin word has a letter that is not of its language."""
    if word.isascii() or not _latin(word[0]):
        return False
    beyond = {one for one in word.lower() if not one.isascii() and one not in own and one != _DOT}
    return bool(beyond if word != word.lower() else beyond - _LENT)


def _wide(word: str) -> bool:
    """Whether its letters are plain ones in another width, "Ｔｏｋｙｏ"."""
    return unicodedata.normalize("NFKC", word).isascii()


def _latin(letter: str) -> bool:
    return letter.isascii() or "LATIN" in unicodedata.name(letter, "")
