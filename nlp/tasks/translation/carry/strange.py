"""Words with letters that an engine lacks: which may be written otherwise, and which must go around it."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from nlp.engines.alphabet import Alphabet
from nlp.tasks.translation.marks.names import is_ordinary

_LETTER = r"[^\W_]|[\u0300-\u036f\u1ab0-\u1aff\u20d0-\u20ff]"
_WORD = re.compile(rf"(?:{_LETTER})+(?:-(?:{_LETTER})+)*")
_STOPS = frozenset({"Po", "Ps", "Pe", "Pi", "Pf"})
_JOINS = frozenset("#&@*\\{}[]§%")
"""Of those, marks that belong to the word that they touch."""
_FOLDED = str.maketrans("øØłŁđĐðÐıħĦŧŦŋŊĸŀĿŉſ", "oOlLdDdDihHtTnNklLns") | str.maketrans(
    {
        "ß": "ss",
        "ẞ": "SS",
        "æ": "ae",
        "Æ": "AE",
        "œ": "oe",
        "Œ": "OE",
        "þ": "th",
        "Þ": "Th",
        "ĳ": "ij",
        "Ĳ": "IJ",
    }
)
"""Letters that Unicode does not take apart."""


def folded(word: str) -> str:
    """`word` without its marks: "Łukasz" is "Lukasz". Other scripts stay."""
    parts = unicodedata.normalize("NFD", word.translate(_FOLDED))
    return "".join(one for one in parts if not unicodedata.combining(one))


def respelled(alphabet: Alphabet, text: str) -> str:
    """`text` with words that the engine knows, if only they are written a little otherwise.

    A capital that it lacks becomes a small letter ("NÃO", "À noite"); marks that it lacks go where it knows
    the word without them ("naïve"), and in names that are translated ("Índia"). Other names stay.
    """
    lacking = alphabet.lacks(text)
    if not lacking:
        return text
    return _WORD.sub(lambda one: _respelled(alphabet, lacking, one[0]), text)


def strange(alphabet: Alphabet, text: str) -> tuple[str, ...]:
    """What must go around the engine: words with a character that it lacks, and marks by themselves."""
    lacking = alphabet.lacks(text)
    if not lacking:
        return ()
    return tuple(dict.fromkeys(one for one in units(lacking).findall(text) if not lacking.isdisjoint(one)))


def units(lacking: frozenset[str] = frozenset()) -> re.Pattern[str]:
    """What is replaced as one: a word with the signs of `lacking` that touch it; else a single mark."""
    return _units("".join(sorted(one for one in lacking if _joins(one))))


@lru_cache(maxsize=256)
def _units(signs: str) -> re.Pattern[str]:
    letter = f"{_LETTER}|[{re.escape(signs)}]" if signs else _LETTER
    return re.compile(rf"(?:{letter})+(?:-(?:{letter})+)*|\S")


def _joins(one: str) -> bool:
    return one in _JOINS or not (one.isalnum() or unicodedata.category(one) in _STOPS)


def _respelled(alphabet: Alphabet, lacking: frozenset[str], word: str) -> str:
    if lacking.isdisjoint(word):
        return word
    for other in _others(word):
        if other in alphabet.words and not alphabet.lacks(other):
            return other
    return word


def _others(word: str) -> tuple[str, ...]:
    low = word.lower()
    if word == low:
        return (folded(word),)
    if is_ordinary(word) or is_ordinary(folded(word)):
        return folded(word), low
    return (low,)
