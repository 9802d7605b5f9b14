"""A name at the head of a sentence that came without its marks: "Joógen comes", "Joogen comes".

There a capital tells nothing, and many a word is the same without marks in the other language, "Álbum". So
it is a name only where neither language has the word. The lists are those of typing, common words and no
names: what is in none may still be a city, so that it is doubted and not put back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from nlp.autocomplete.packed import words
from nlp.tasks.language import primary
from nlp.tasks.translation.carry.strange import folded
from nlp.tasks.translation.integrity.letters import is_foreign
from nlp.tasks.translation.marks.names import is_ordinary

_WORD = re.compile(r"[^\W\d_]+")
_ENDS = frozenset(".!?…:\n")


def heads(source: str, text: str, target: str, translation: str) -> Iterator[tuple[str, str]]:
    """Names that begin a sentence, and what stands there instead: the same without marks.

    Those with letters of another language are told of by `letters`.
    """
    if text.isascii() or not _common(primary(source)):
        return
    made = set(_WORD.findall(translation))
    for word in _first_words(text):
        plain = folded(word)
        if plain in made and word not in made and _is_no_word(word, source, plain, target):
            yield word, plain


def _first_words(text: str) -> Iterator[str]:
    """Words with marks and a capital that may begin a sentence."""
    end = 0
    for one in _WORD.finditer(text):
        gap, word = text[end : one.start()], one[0]
        opens = not end or not _ENDS.isdisjoint(gap)
        end = one.end()
        if opens and not word.isascii() and word[0].isupper() and not word.isupper():
            yield word


def _is_no_word(word: str, source: str, plain: str, target: str) -> bool:
    if is_ordinary(word) or is_foreign(source, word) or word.casefold() in _common(primary(source)):
        return False
    return plain.casefold() not in _common(primary(target))


@cache
def _common(language: str) -> frozenset[str]:
    """Common words of a language, in small letters; none where no list ships."""
    file = files("models").joinpath("autocomplete", f"{language}.bin")
    return frozenset(map(str.casefold, words(file.read_bytes()))) if file.is_file() else frozenset()
